package job

import "outreach/domain"

// SavedFilter is a filter as settings keep it: the parameters of the lists of the API, and a relative period in
// place of days.
type SavedFilter struct {
	From          domain.Date       `json:"from,omitzero" validate:"date" description:"first day"`
	To            domain.Date       `json:"to,omitzero" validate:"date" description:"day after the last"`
	Period        Relative          `json:"period,omitempty" validate:"omitempty,oneof=this_month last_month this_quarter last_quarter this_year last_year year_to_date" description:"in place of from and to: read anew whenever it is asked, in Asia/Shanghai"`
	Areas         []domain.AreaCode `json:"area,omitempty" validate:"max=500"`
	Programmes    []string          `json:"programme,omitempty" validate:"max=100,dive,max=64"`
	Campaigns     []string          `json:"campaign,omitempty" validate:"max=100,dive,max=64"`
	Kinds         []domain.Kind     `json:"kind,omitempty" validate:"max=3,dive,oneof=session visit drive"`
	Statuses      []domain.Status   `json:"status,omitempty" validate:"max=5,dive,oneof=draft submitted returned approved void"`
	Deliveries    []domain.Delivery `json:"delivery,omitempty" validate:"max=2,dive,oneof=in_person online"`
	Forms         []string          `json:"form,omitempty" validate:"max=100,dive,max=64"`
	Venues        []string          `json:"venue,omitempty" validate:"max=100,dive,max=64"`
	Topics        []string          `json:"topic,omitempty" validate:"max=100,dive,max=64" description:"primary topic"`
	Audiences     []string          `json:"audience,omitempty" validate:"max=100,dive,max=64"`
	Organisations []string          `json:"organisation,omitempty" validate:"max=100,dive,max=64" description:"lead organisation"`
	Campuses      []string          `json:"campus,omitempty" validate:"max=500,dive,max=10"`
	Bases         []domain.Basis    `json:"basis,omitempty" validate:"max=3,dive,oneof=counted estimated unknown"`
	Author        string            `json:"author,omitempty" validate:"max=64"`
	Text          string            `json:"q,omitempty" validate:"max=200" description:"a part of title or place, as typed"`
	Fit           *bool             `json:"fit,omitempty" description:"fit to count, whatever its status"`
}

// On gives the selection with its relative period turned into days, as seen on a day. Days beside a relative
// period, or a period that ends before it begins, are refused.
func (s SavedFilter) On(today domain.Date) (SavedFilter, error) {
	if s.Period != "" {
		if s.From != 0 || s.To != 0 {
			return s, domain.RefuseFields(domain.FaultAt("/filter/period", "fault.period.both"))
		}
		p := s.Period.On(today)
		s.From, s.To = p.From, p.To
	}
	return s, domain.Period{From: s.From, To: s.To}.Check()
}

// Filter gives the filter that the selection means; a relative period must have been turned into days.
func (s *SavedFilter) Filter() domain.Filter {
	return domain.Filter{
		Period: domain.Period{From: s.From, To: s.To}, Areas: s.Areas, Programmes: s.Programmes, Campaigns: s.Campaigns, Kinds: s.Kinds,
		Statuses: s.Statuses, Deliveries: s.Deliveries, Forms: s.Forms, Venues: s.Venues, Topics: s.Topics, Audiences: s.Audiences,
		Organisations: s.Organisations, Campuses: s.Campuses, Bases: s.Bases, Author: s.Author, Text: s.Text, Fit: s.Fit,
	}
}
