package api

import (
	"context"
	"slices"
	"strings"

	"outreach/app"
	"outreach/domain"
)

type areasInput struct {
	On     domain.Date     `query:"on" json:"-" validate:"date" description:"day; today where absent"`
	Level  string          `query:"level" json:"-" validate:"omitempty,oneof=province city county"`
	Parent domain.AreaCode `query:"parent" json:"-" validate:"area" description:"only what lies directly below"`
	Text   string          `query:"q" json:"-" validate:"max=100" description:"a part of the name, or the beginning of pinyin, initials or code"`
}

// Areas are areas as they stood on a day, by code.
type Areas struct {
	On    domain.Date   `json:"on"`
	Items []domain.Area `json:"items"`
}

func (s *Server) areas(_ context.Context, _ *call, in *areasInput) (Areas, error) {
	if in.On == 0 {
		in.On = s.app.Today()
	}
	level, err := domain.ParseLevel(in.Level)
	if in.Level != "" && err != nil {
		return Areas{}, err
	}
	g := s.app.Catalogue().Gazetteer
	var list []domain.Area
	switch {
	case in.Parent != 0:
		list = g.Children(in.Parent, in.On)
	case level != 0:
		list = g.List(level, in.On)
	default:
		list = slices.Concat(g.List(domain.LevelProvince, in.On), g.List(domain.LevelCity, in.On), g.List(domain.LevelCounty, in.On))
	}
	out := Areas{On: in.On, Items: []domain.Area{}}
	for _, a := range list {
		if (level == 0 || a.Level == level) && named(a, in.Text) {
			out.Items = append(out.Items, a)
		}
	}
	return out, nil
}

func named(a domain.Area, text string) bool {
	lower := strings.ToLower(text)
	return strings.Contains(a.Name, text) || strings.HasPrefix(a.Pinyin, lower) || strings.HasPrefix(a.Initials, lower) ||
		strings.HasPrefix(a.Code.String(), text)
}

// areaNoun names areas: one entry is a code together with its first day.
func (s *Server) areaNoun() noun[domain.Area] {
	return noun[domain.Area]{
		list: app.ListArea, path: "/areas", word: "Area",
		code: func(a *domain.Area) string { return a.Code.String() },
		key:  func(a *domain.Area) string { return a.Code.String() + "@" + a.ValidFrom.String() },
		find: func(c *domain.Catalogue, code string) (domain.Area, error) {
			n, err := domain.ParseAreaCode(code)
			if err != nil {
				return domain.Area{}, domain.Refuse(domain.NotFound, "error.not_found.area", "Value", code)
			}
			return c.Gazetteer.At(n, s.app.Today())
		},
		held: func(c *domain.Catalogue, v *domain.Area) bool {
			a, err := c.Gazetteer.At(v.Code, max(v.ValidFrom, domain.ListStart))
			return err == nil && a.ValidFrom == v.ValidFrom
		},
	}
}

type campusesInput struct {
	Text  string      `query:"q" json:"-" validate:"max=100" description:"a part of name, former name, initials or code"`
	On    domain.Date `query:"on" json:"-" validate:"date" description:"day; today where absent"`
	Limit int         `query:"limit" json:"-" validate:"min=0,max=5000" description:"50 where absent"`
}

func (s *Server) campuses(_ context.Context, _ *call, in *campusesInput) (Entries[domain.Campus], error) {
	if in.On == 0 {
		in.On = s.app.Today()
	}
	if in.Limit == 0 {
		in.Limit = 50
	}
	list := s.app.Catalogue().Campuses.Search(in.Text, in.On, in.Limit)
	if list == nil {
		list = []domain.Campus{}
	}
	return Entries[domain.Campus]{list}, nil
}
