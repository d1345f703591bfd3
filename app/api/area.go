package api

import (
	"context"
	"errors"
	"fmt"
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

// AreaPast is what became of an area: every row its code had, by first day, and every change it came from or
// went into, by day.
type AreaPast struct {
	Items   []domain.Area `json:"items"`
	Changes []AreaChange  `json:"changes"`
}

// AreaChange is a succession with the names of its ends, each as of its own side of the day.
type AreaChange struct {
	domain.Succession
	FromName string `json:"from_name"`
	ToName   string `json:"to_name"`
}

func (s *Server) areaPast(_ context.Context, _ *call, in *codePath) (AreaPast, error) {
	past := AreaPast{Items: []domain.Area{}, Changes: []AreaChange{}}
	g := s.app.Catalogue().Gazetteer
	for _, a := range g.All() {
		if a.Code.String() == in.Code {
			past.Items = append(past.Items, a)
		}
	}
	if len(past.Items) == 0 {
		return past, domain.Refuse(domain.NotFound, "error.not_found.area", "Value", in.Code)
	}
	for _, change := range g.Successions() {
		if change.From.String() != in.Code && change.To.String() != in.Code {
			continue
		}
		before, err := g.At(change.From, change.On.AddDays(-1))
		after, lost := g.At(change.To, change.On)
		if err = errors.Join(err, lost); err != nil {
			return past, fmt.Errorf("succession of %s: %w", in.Code, err)
		}
		past.Changes = append(past.Changes, AreaChange{change, before.Name, after.Name})
	}
	return past, nil
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
