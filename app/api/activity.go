package api

import (
	"context"

	"outreach/app"
	"outreach/domain"
	"outreach/repository"
)

// Activity is a record as the API tells it: what was said about it, where it stands, and whether it
// counts.
type Activity struct {
	ID domain.ID `json:"id"`
	domain.Content
	AreaName          string              `json:"area_name,omitempty"` // of the record's own day
	City              domain.AreaCode     `json:"city,omitzero"`
	Province          domain.AreaCode     `json:"province,omitzero"`
	Status            domain.Status       `json:"status"`
	Revision          int64               `json:"revision"`
	Counts            bool                `json:"counts"`
	NotCountedBecause []domain.NotCounted `json:"not_counted_because"`
	Author            string              `json:"author"`
	AuthorName        string              `json:"author_name,omitempty"`
	CreatedAt         domain.Instant      `json:"created_at"`
	UpdatedAt         domain.Instant      `json:"updated_at"`
	SubmittedAt       domain.Instant      `json:"submitted_at,omitzero"`
	DecidedAt         domain.Instant      `json:"decided_at,omitzero"`
	DecidedBy         string              `json:"decided_by,omitempty"`
	DecidedByName     string              `json:"decided_by_name,omitempty"`
	DuplicateOf       domain.ID           `json:"duplicate_of,omitempty"`
	Reason            string              `json:"reason,omitempty"`
	Text              string              `json:"text,omitempty"`
	Field             string              `json:"field,omitempty"` // pointer of the field that the reason is about
	// Standing is the revision of the approved version that keeps counting while this one waits.
	Standing int64     `json:"standing,omitempty"`
	Findings []Finding `json:"findings,omitempty"` // what the rules say of a content just put, or of a record that waits
}

// Finding is what a rule found at one field. Grade B blocks submit, A approval; W asks, I informs.
type Finding struct {
	Rule    int          `json:"rule"`
	Grade   domain.Grade `json:"grade"`
	Pointer string       `json:"pointer"`
	Message string       `json:"message"`
}

func activityOf(a *domain.Activity) Activity {
	counts, because := a.Counts()
	if because == nil {
		because = []domain.NotCounted{}
	}
	out := Activity{
		ID: a.ID, Content: a.Content, AreaName: a.Placed.Name, City: a.Placed.City, Province: a.Placed.Province,
		Status: a.Status, Revision: a.Revision, Counts: counts, NotCountedBecause: because,
		Author: a.Author, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt, SubmittedAt: a.SubmittedAt, DecidedAt: a.DecidedAt,
		DecidedBy: a.DecidedBy, DuplicateOf: a.DuplicateOf, Reason: a.Reason, Text: a.Text, Field: a.Field,
	}
	if a.Standing != nil {
		out.Standing = a.Standing.Revision
	}
	return out
}

// activity tells a record with the names of who recorded it and who decided.
func (s *Server) activity(ctx context.Context, a *domain.Activity) (Activity, error) {
	names, err := s.app.Names(ctx)
	return withNames(a, names), err
}

func withNames(a *domain.Activity, names map[string]string) Activity {
	out := activityOf(a)
	out.AuthorName, out.DecidedByName = names[a.Author], names[a.DecidedBy]
	return out
}

// Page is one page of a list: next is the cursor of the following one, absent at the end.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
	Total int64  `json:"total"`
}

// pageOf turns a page of the store into one of the wire.
func pageOf[D, T any](l repository.List[D], wire func(*D) T) Page[T] {
	p := Page[T]{Items: make([]T, len(l.Items)), Next: l.Next, Total: l.Total}
	for i := range l.Items {
		p.Items[i] = wire(&l.Items[i])
	}
	return p
}

type paging struct {
	Limit  int    `query:"limit" json:"-" validate:"min=0,max=500" description:"at most so many items; 50 where absent"`
	Cursor string `query:"cursor" json:"-" validate:"max=500" description:"next of the page before"`
}

func (p paging) page() repository.Page {
	if p.Limit == 0 {
		p.Limit = 50
	}
	return repository.Page{Limit: p.Limit, Cursor: p.Cursor}
}

// cut is the part of a typed filter that says what records tell of.
type cut struct {
	From          domain.Date       `query:"from" json:"-" validate:"date" description:"first day"`
	To            domain.Date       `query:"to" json:"-" validate:"date" description:"day after the last"`
	Areas         []domain.AreaCode `query:"area" json:"-" collectionFormat:"csv" validate:"max=500" description:"six digits, of any level"`
	Programmes    []string          `query:"programme" json:"-" collectionFormat:"csv" validate:"max=100,dive,max=64"`
	Campaigns     []string          `query:"campaign" json:"-" collectionFormat:"csv" validate:"max=100,dive,max=64"`
	Kinds         []string          `query:"kind" json:"-" collectionFormat:"csv" validate:"max=3,dive,oneof=session visit drive"`
	Deliveries    []string          `query:"delivery" json:"-" collectionFormat:"csv" validate:"max=2,dive,oneof=in_person online"`
	Forms         []string          `query:"form" json:"-" collectionFormat:"csv" validate:"max=100,dive,max=64"`
	Venues        []string          `query:"venue" json:"-" collectionFormat:"csv" validate:"max=100,dive,max=64"`
	Topics        []string          `query:"topic" json:"-" collectionFormat:"csv" validate:"max=100,dive,max=64" description:"primary topic"`
	Audiences     []string          `query:"audience" json:"-" collectionFormat:"csv" validate:"max=100,dive,max=64"`
	Organisations []string          `query:"organisation" json:"-" collectionFormat:"csv" validate:"max=100,dive,max=64" description:"lead organisation"`
	Campuses      []string          `query:"campus" json:"-" collectionFormat:"csv" validate:"max=500,dive,max=10"`
	Bases         []string          `query:"basis" json:"-" collectionFormat:"csv" validate:"max=3,dive,oneof=counted estimated unknown"`
	Author        string            `query:"author" json:"-" validate:"max=64" description:"id of the user who recorded it"`
	Text          string            `query:"q" json:"-" validate:"max=200" description:"a part of title or place, as typed"`
}

// selection is the typed filter that lists, figures and files share.
type selection struct {
	cut
	Statuses []string `query:"status" json:"-" collectionFormat:"csv" validate:"max=5,dive,oneof=draft submitted returned approved void"`
	Fit      *bool    `query:"fit" json:"-" description:"fit to count, whatever its status"`
}

func (s *selection) filter() domain.Filter {
	f := s.cut.filter()
	f.Statuses, f.Fit = typed[domain.Status](s.Statuses), s.Fit
	return f
}

func (s *cut) filter() domain.Filter {
	return domain.Filter{
		Period: domain.Period{From: s.From, To: s.To}, Areas: s.Areas, Programmes: s.Programmes, Campaigns: s.Campaigns,
		Kinds: typed[domain.Kind](s.Kinds), Deliveries: typed[domain.Delivery](s.Deliveries),
		Forms: s.Forms, Venues: s.Venues, Topics: s.Topics, Audiences: s.Audiences, Organisations: s.Organisations, Campuses: s.Campuses,
		Bases: typed[domain.Basis](s.Bases), Author: s.Author, Text: s.Text,
	}
}

func typed[T ~string](list []string) []T {
	if len(list) == 0 {
		return nil
	}
	out := make([]T, len(list))
	for i, s := range list {
		out[i] = T(s)
	}
	return out
}

type listInput struct {
	selection
	paging
}

func (s *Server) listActivities(ctx context.Context, c *call, in *listInput) (Page[Activity], error) {
	list, err := s.app.ListActivities(ctx, c.caller, in.filter(), in.page())
	if err != nil {
		return Page[Activity]{}, err
	}
	names, err := s.app.Names(ctx)
	return pageOf(list, func(a *domain.Activity) Activity { return withNames(a, names) }), err
}

type idInput struct {
	ID domain.ID `path:"id" json:"-" validate:"uuid7" description:"UUID of version 7, made by the client"`
}

func (s *Server) getActivity(ctx context.Context, c *call, in *idInput) (Activity, error) {
	rec, err := s.app.Activity(ctx, c.caller, in.ID)
	if err != nil {
		return Activity{}, err
	}
	c.etag(entityTag(rec.Revision))
	return s.activity(ctx, &rec)
}

// ActivityEntry is a record as it is sent, draft or submitted.
type ActivityEntry struct {
	domain.Content
	Status domain.Status `json:"status" validate:"required,oneof=draft submitted"`
}

type putActivityInput struct {
	idInput
	IfMatch revision `header:"If-Match" json:"-" description:"quoted revision the change was made from; none for a new record"`
	ActivityEntry
}

// found adds the findings of the rules to faults of shape, so that everything is told at once.
func (in *ActivityEntry) found(s *Server) []domain.Fault {
	if in.Status != domain.Submitted {
		return nil
	}
	return domain.Blocking(s.app.CheckContent(&in.Content))
}

func (s *Server) putActivity(ctx context.Context, c *call, in *putActivityInput) (Activity, error) {
	put, err := s.app.PutActivity(ctx, c.caller, app.Entry{
		ID: in.ID, Content: in.Content, Status: in.Status, IfMatch: int64(in.IfMatch),
	})
	if err != nil {
		return Activity{}, err
	}
	if put.Outcome == app.Created {
		c.created()
	}
	c.header("Outreach-Outcome", string(put.Outcome))
	c.etag(entityTag(put.Activity.Revision))
	out, err := s.activity(ctx, &put.Activity)
	out.Findings = told(c, put.Findings)
	return out, err
}

// told gives findings in the caller's language.
func told(c *call, findings []domain.Finding) []Finding {
	var list []Finding
	for _, f := range findings {
		list = append(list, Finding{f.Rule, f.Grade, f.Fault.Pointer, c.text.T(f.Fault.Key, f.Fault.Params)})
	}
	return list
}

// Step is one step of a record's history, with every field it changed.
type Step struct {
	Revision int64          `json:"revision"`
	At       domain.Instant `json:"at"`
	Actor    string         `json:"actor"`
	Name     string         `json:"actor_name,omitempty"`
	Action   domain.Action  `json:"action"`
	Status   domain.Status  `json:"status"`
	Reason   string         `json:"reason,omitempty"`
	Text     string         `json:"text,omitempty"`
	Field    string         `json:"field,omitempty"`
	// DuplicateOf is what the record counted as a duplicate of after the step.
	DuplicateOf domain.ID     `json:"duplicate_of,omitempty"`
	Changes     []FieldChange `json:"changes"`
}

// FieldChange is one field that differs from the step before; an absent side was not there.
type FieldChange struct {
	Pointer string `json:"pointer"`
	Before  any    `json:"before,omitempty"`
	After   any    `json:"after,omitempty"`
}

// Steps are the steps of a record, oldest first.
type Steps struct {
	Items []Step `json:"items"`
}

func (s *Server) history(ctx context.Context, c *call, in *idInput) (Steps, error) {
	steps, err := s.app.History(ctx, c.caller, in.ID)
	if err != nil {
		return Steps{}, err
	}
	names, err := s.app.Names(ctx)
	out := Steps{Items: make([]Step, len(steps))}
	for i := range steps {
		st := &steps[i]
		o := Step{
			Revision: st.Number, At: st.At, Actor: st.Actor, Name: names[st.Actor], Action: st.Action, Status: st.Version.Status, Reason: st.Reason, Text: st.Text, Field: st.Field,
			DuplicateOf: st.DuplicateOf, Changes: make([]FieldChange, len(st.Changes)),
		}
		for n, ch := range st.Changes {
			o.Changes[n] = FieldChange(ch)
		}
		out.Items[i] = o
	}
	return out, err
}

type reviewInput struct {
	idInput
	IfMatch     revision  `header:"If-Match" json:"-" description:"quoted revision that was looked at"`
	Decision    string    `json:"decision" validate:"required,oneof=approve return undo" description:"undo takes the caller's own decision back, within 30 minutes and while nothing else has happened to the record"`
	Reason      string    `json:"reason,omitempty" validate:"max=64" description:"code of return_reason; needed to return"`
	Text        string    `json:"text,omitempty" validate:"max=1000" description:"needed to approve what a rule of grade A finds fault with, but for a duplicate"`
	Field       string    `json:"field,omitempty" validate:"omitempty,startswith=/,max=200" description:"JSON Pointer of the field that a return is about"`
	DuplicateOf domain.ID `json:"duplicate_of,omitempty" validate:"omitempty,uuid7" description:"approves the record as a duplicate of this one, which counts instead: one that is submitted or approved and no duplicate itself"`
}

func (s *Server) review(ctx context.Context, c *call, in *reviewInput) (Activity, error) {
	if in.Decision == "undo" {
		rec, err := s.app.UndoReview(ctx, c.caller, in.ID, int64(in.IfMatch))
		if err != nil {
			return Activity{}, err
		}
		c.etag(entityTag(rec.Revision))
		return s.activity(ctx, &rec)
	}
	rec, err := s.app.Review(ctx, c.caller, in.ID, app.ReviewEntry{
		Approve: in.Decision == "approve", Reason: in.Reason, Text: in.Text, Field: in.Field, DuplicateOf: in.DuplicateOf, IfMatch: int64(in.IfMatch),
	})
	if err != nil {
		return Activity{}, err
	}
	c.etag(entityTag(rec.Revision))
	return s.activity(ctx, &rec)
}

type voidInput struct {
	idInput
	IfMatch revision `header:"If-Match" json:"-" description:"quoted revision that was looked at"`
	Reason  string   `json:"reason" validate:"required,max=64" description:"code of void_reason"`
	Text    string   `json:"text,omitempty" validate:"max=1000"`
}

func (s *Server) void(ctx context.Context, c *call, in *voidInput) (Activity, error) {
	rec, err := s.app.Void(ctx, c.caller, in.ID, app.VoidEntry{Reason: in.Reason, Text: in.Text, IfMatch: int64(in.IfMatch)})
	if err != nil {
		return Activity{}, err
	}
	c.etag(entityTag(rec.Revision))
	return s.activity(ctx, &rec)
}
