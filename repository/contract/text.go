package contract

import (
	"context"
	"slices"
	"strings"

	"outreach/domain"
	"outreach/repository"
)

func textChecks() []check {
	return []check{{"come back as typed", textAsTyped}, {"are found as typed", textFound}, {"in people and ledger", textElsewhere}}
}

// texts are what forms, old exports and PDFs bring: ideographs of extensions A to I, characters added to
// GB 18030 in 2022, private use with its twins, compatibility forms that normalising would fold, variation
// selectors, joined marks, line ends, quotes and wildcards of query languages.
func texts() []string {
	return []string{
		"\u36C3", "\u4DAE", "\u48BA\u6C5F\u9547", "\u83AB\U00021413\u6751", "\U00020164\U00020BB7", "\U0002B6AD", "\U0002B7F9", "\U0002CB4A\U0002CC56",
		"\U0002CEB1", "\U00030EDD", "\U00031350", "\U0002EBF0", "\u9FA6\u9FEF\u9FFF", "\u9FB4\uE81E", "\U00020087\uE816", "\uE170\u6751", "\U000F0000\U0010FFFD",
		"\uFA19\u795E\uFA0E", "\u845B\U000E0100", "\u2F24\u5B66", "\u4E70\u4E70\u63D0\u00B7\u5410\u5C14\u900A", "\uFF08\U00020BB7",
		"e\u0301 \u00E9", "\U0001F468\u200D\U0001F469\u200D\U0001F467", "\u202Ertl\u202C \u200B\uFEFF", " leading and trailing ", "a\r\nb\nc\td", `"'\%_*?[x]{}`,
		"'; DROP TABLE records; --", "null", "$where", "0123", "1e9", "=1+1", "\x00nul\x01", "\uFFFD", "\u2028\u2029 <&>", strings.Repeat("\U00020BB7", 1000),
	}
}

func written(text string) func(*domain.Activity) {
	return func(a *domain.Activity) {
		a.Title, a.Place, a.VenueText, a.Notes, a.Placed.Name, a.Author = text, text, text, text, text, text
		a.Programme, a.Campaign, a.Venue, a.Form, a.CountMethod, a.Topics = text, text, text, text, text, []string{text, "second" + text}
		a.Audiences = map[string]domain.PersonTimes{text: 3, "x" + text: 4}
		a.Organisations = []domain.Party{{Code: text, Role: domain.RoleLead}, {Name: text, Role: text}}
		a.Volunteers = []domain.TurnOut{{Code: text, Minutes: 1}}
		a.Session.Lecturer, a.DecidedBy, a.Reason, a.Text = text, text, text, text
		a.Drive = &domain.DrivePart{Campus: text, School: text}
	}
}

func textAsTyped(b *bench) {
	for i, text := range texts() {
		a := Session(ID(i), written(text))
		b.put(a)
		b.same(b.activity(a.ID), a)
		step, err := Step(&a, domain.ActionCreate)
		b.must(err)
		b.same(b.history(a.ID), []domain.Revision{step})
	}
}

func textFound(b *bench) {
	for i, text := range texts() {
		b.approved(Session(ID(i), written(text)))
	}
	for i, text := range texts() {
		one := []string{text}
		for _, f := range []domain.Filter{
			{Programmes: one},
			{Campaigns: one},
			{Forms: one},
			{Venues: one},
			{Topics: one},
			{Audiences: one},
			{Organisations: one},
			{Campuses: one},
			{Author: text},
			{Scope: domain.Scope{Clauses: []domain.Clause{{Author: text}}}},
		} {
			if f.Scope.Clauses == nil {
				f.Scope.Everything = true
			}
			b.same(ids(b.pages(f, 10)), []domain.ID{ID(i)})
		}
		f := everything()
		f.Text = text
		found := b.pages(f, 100)
		if !slices.Contains(ids(found), ID(i)) {
			b.Errorf("%q is not found", text)
		}
		for _, a := range found {
			if !strings.Contains(a.Title, text) {
				b.Errorf("%q is taken for %q", a.Title, text)
			}
		}
	}
	answer := b.answer(domain.Question{Filter: everything(), By: []domain.Dimension{domain.ByTopic}, Measures: []domain.Measure{domain.MeasureActivities}})
	want := texts()
	slices.Sort(want)
	for i, row := range answer.Rows {
		b.same(row, domain.Row{Keys: want[i : i+1], Values: []int64{1}})
	}
	b.same(len(answer.Rows), len(want))
}

func textElsewhere(b *bench) {
	for i, text := range texts() {
		u := domain.User{ID: "u" + text, Login: text, Name: text, Organisation: text, Password: text, Revision: 1}
		p := domain.Pass{Hash: "h" + text, Kind: domain.PassToken, ID: text, User: u.ID, Name: text, CreatedAt: Morning}
		c := domain.Closing{Month: 202201, Area: 440000, At: Morning + domain.Instant(i), By: text, Reason: text, OpenedBy: text, OpenedAt: 1, OpenedBecause: text}
		e := repository.Entry{List: "organisation", Code: text, Body: []byte(text), Revision: 1}
		ev := domain.Event{At: Morning, Actor: text, Action: text, Subject: text, Programme: text, Note: text, Before: text, After: text}
		ev.Placed.Name = text
		b.change(func(ctx context.Context, tx repository.Tx) error {
			for _, err := range []error{tx.PutUser(ctx, u), tx.PutPass(ctx, p), tx.PutClosing(ctx, c), tx.PutEntry(ctx, e), tx.Log(ctx, ev)} {
				if err != nil {
					return err
				}
			}
			return nil
		})
		got, err := b.store.UserByLogin(b.ctx, text)
		b.must(err)
		b.same(got, u)
		pass, err := b.store.Pass(b.ctx, p.Hash)
		b.must(err)
		b.same(pass, p)
		all, err := b.store.Closings(b.ctx)
		b.must(err)
		b.same(all[i], c)
		f := repository.EventFilter{Scope: domain.Scope{Everything: true}, Actor: text, Action: text, Subject: text}
		found := b.events(f)
		b.same(len(found), 1)
		b.same(found[0], ev.Chained(int64(i), found[0].Prev))
	}
	entries, err := b.store.Entries(b.ctx, "organisation")
	b.must(err)
	want := texts()
	slices.Sort(want)
	for i, e := range entries {
		b.same(e, repository.Entry{List: "organisation", Code: want[i], Body: []byte(want[i]), Revision: 1})
	}
	b.same(len(entries), len(want))
}
