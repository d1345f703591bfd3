package demo

import (
	"fmt"

	"outreach/domain"
)

// Account is somebody who can sign in to a demonstration.
type Account struct {
	Login string
	Name  string
	// Organisation leads what they record, unless they say otherwise.
	Organisation string
	Grants       []domain.Grant
}

// The logins of the accounts.
const (
	AdminLogin     = "admin"
	ManagerLogin   = "manager"
	RegionalLogin  = "guangdong"
	AuthorLogin    = "author"
	VolunteerLogin = "volunteer"
)

// Accounts gives one account a role: admin, a manager of everything and one of a province, author, volunteer.
func Accounts() ([]Account, error) {
	w, err := loadWords()
	if err != nil {
		return nil, err
	}
	grants := map[string][]domain.Grant{
		AdminLogin: {{Role: domain.RoleAdmin}}, ManagerLogin: {{Role: domain.RoleManager}},
		RegionalLogin: {{Role: domain.RoleManager, Areas: []domain.AreaCode{regionalProvince}}},
		AuthorLogin:   {{Role: domain.RoleAuthor}}, VolunteerLogin: {{Role: domain.RoleVolunteer}},
	}
	out := make([]Account, len(w.Accounts))
	for i, a := range w.Accounts {
		held, ok := grants[a.Login]
		if !ok {
			return nil, fmt.Errorf("data/words.json: account %q has no grants", a.Login)
		}
		out[i] = Account{a.Login, a.Name, a.Organisation, held}
	}
	return out, nil
}

// Known gives options that know an account's id, so that it appears among the records' people.
func (o Options) Known(login, id string) Options {
	switch login {
	case VolunteerLogin:
		o.Volunteer = id
	case ManagerLogin:
		o.Manager = id
	case RegionalLogin:
		o.Regional = id
	}
	return o
}
