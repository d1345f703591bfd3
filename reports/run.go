package reports

import (
	"cmp"
	"context"
	"slices"

	"outreach/domain"
)

// run is the making of one file: what was asked, and the labels looked up on the way.
type run struct {
	ctx     context.Context
	src     Source
	req     Request
	figures domain.Filter // the request's filter as figures read it: approved unless asked otherwise
	labels  map[label]string
	areas   map[areaDay]domain.Area
	scratch []byte
	lines   map[string]string // joined texts seen lately
	listed  listing
}

type label struct{ list, code string }

type areaDay struct {
	code domain.AreaCode
	day  domain.Date
}

// listing is what the rows of R1 add up to.
type listing struct {
	rows, counted int64
	attendance    domain.PersonTimes // of the rows that count
}

func newRun(ctx context.Context, src Source, req Request) *run {
	return &run{
		ctx: ctx, src: src, req: req, figures: req.Filter.Settled(),
		labels: map[label]string{}, areas: map[areaDay]domain.Area{}, lines: map[string]string{},
	}
}

// walk hands every fit version of the figures to each, narrowed to a kind where one is given. Void records
// are in no figure, whatever states are asked for.
func (r *run) walk(kind domain.Kind, each func(*domain.Activity) error) error {
	return r.walkIn(r.figures, kind, each)
}

// walkAll is walk of every kind, held in person or online unless the request chose between them.
func (r *run) walkAll(each func(*domain.Activity) error) error {
	f := r.figures
	f.Deliveries = r.req.Filter.Deliveries
	return r.walkIn(f, "", each)
}

func (r *run) walkIn(f domain.Filter, kind domain.Kind, each func(*domain.Activity) error) error {
	fit := true
	f.Fit = &fit
	if kind != "" {
		if len(f.Kinds) > 0 && !slices.Contains(f.Kinds, kind) {
			return nil
		}
		f.Kinds = []domain.Kind{kind}
	}
	return r.src.WalkActivities(r.ctx, f, r.watched(func(a *domain.Activity) error {
		if a.Status == domain.Void {
			return nil
		}
		return each(a)
	}))
}

// watched stops a walk soon after the caller has gone. What each is given is overwritten by the next.
func (r *run) watched(each func(*domain.Activity) error) func(domain.Activity) error {
	const between = 256 // rows between two looks at the context
	n := 0
	var current domain.Activity
	return func(a domain.Activity) error {
		if n++; n%between == 0 {
			if err := r.ctx.Err(); err != nil {
				return err
			}
		}
		current = a
		return each(&current)
	}
}

// answer asks a question of the figures' filter over a period.
func (r *run) answer(p domain.Period, by []domain.Dimension, measures ...domain.Measure) (domain.Answer, error) {
	f := r.figures
	f.Period = p
	return r.src.Answer(r.ctx, domain.Question{Filter: f, By: by, Measures: measures})
}

// closing gives the day that lists are read on: the period's last day, at most today.
func (r *run) closing() domain.Date {
	last, today := r.req.Filter.Period.Last(), r.req.Now.Day()
	if last == 0 || last > today {
		return today
	}
	return last
}

// t gives a message without placeholders.
func (r *run) t(key string) string { return r.req.Text.T(key, nil) }

// term gives a code's label in a vocabulary; what is not in it comes back as it is.
func (r *run) term(list, code string) string {
	return r.cached(label{list, code}, func() string { return r.req.Catalogue.Label(list, code, r.req.Text.Lang()) })
}

// word gives the label of a code that the program itself knows, such as a status.
func (r *run) word(list, code string) string {
	return r.cached(label{list, code}, func() string { return r.t("report.value." + list + "." + code) })
}

func (r *run) programme(code string) string {
	return r.cached(label{"programme", code}, func() string {
		return labelled(r.req.Catalogue.Programmes, code, r.req.Text.Lang())
	})
}

func (r *run) campaign(code string) string {
	return r.cached(label{"campaign", code}, func() string {
		return labelled(r.req.Catalogue.Campaigns, code, r.req.Text.Lang())
	})
}

func (r *run) organisation(p domain.Party) string {
	if p.Code == "" {
		return p.Name
	}
	return r.cached(label{"organisation", p.Code}, func() string {
		return labelled(r.req.Catalogue.Organisations, p.Code, r.req.Text.Lang())
	})
}

// person gives a user's name.
func (r *run) person(id string) string { return cmp.Or(r.req.Names[id], id) }

func (r *run) cached(k label, find func() string) string {
	if k.code == "" {
		return ""
	}
	s, ok := r.labels[k]
	if !ok {
		s = find()
		r.labels[k] = s
	}
	return s
}

// keptAreas bounds the areas looked up: about a day's worth, however many rows there are.
const keptAreas = 1 << 12

// area gives the area of a code on a day; one that the list does not hold is named by its code.
func (r *run) area(code domain.AreaCode, on domain.Date) domain.Area {
	if code == 0 {
		return domain.Area{}
	}
	k := areaDay{code, on}
	a, ok := r.areas[k]
	if !ok {
		var err error
		if a, err = r.req.Catalogue.Gazetteer.At(code, on); err != nil || a.Name == "" {
			a = domain.Area{Code: code, Name: code.String()}
		}
		if len(r.areas) >= keptAreas { // rows come by day, so that older days are not asked for again
			clear(r.areas)
		}
		r.areas[k] = a
	}
	return a
}

// line gives the text of bytes, the same string for the same bytes, so that repeating lists cost no memory.
func (r *run) line(b []byte) string {
	const kept = 1 << 12
	r.scratch = b[:0]
	s, ok := r.lines[string(b)]
	if !ok {
		if len(r.lines) >= kept {
			clear(r.lines)
		}
		s = string(b)
		r.lines[s] = s
	}
	return s
}

func labelled[T interface{ Label(lang string) string }](m map[string]T, code, lang string) string {
	if v, ok := m[code]; ok {
		return v.Label(lang)
	}
	return code
}

// campus gives a campus by its code; one that is not on the register is named by its code.
func (r *run) campus(code string) domain.Campus {
	c, err := r.req.Catalogue.Campuses.ByCode(code)
	if err != nil || c.Name == "" {
		return domain.Campus{Code: code, Name: code}
	}
	return c
}
