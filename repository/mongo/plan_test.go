package mongo_test

import (
	"strings"
	"testing"

	"outreach/domain"
	"outreach/repository/contract"
)

// Lists, histories, questions over tallies and the outbox are read along an index, and in its order.
func TestCommonQuestionsAreAskedAlongAnIndex(t *testing.T) {
	s := openAt(t, server.URI(t))
	for n := range 30 {
		if err := s.InTx(t.Context(), contract.Put(nil, contract.Session(contract.ID(n)), domain.ActionCreate)); err != nil {
			t.Fatal(err)
		}
	}
	everything := domain.Scope{Everything: true}
	for _, c := range []struct {
		name, index string
		real        bool // the stand-in plans no range with another condition beside it
		plan        func() (string, error)
	}{
		{"newest first", "day", true, func() (string, error) {
			return s.ListPlan(t.Context(), domain.Filter{Scope: everything, Period: domain.YearPeriod(2022)})
		}},
		{"an author's own", "author", true, func() (string, error) {
			return s.ListPlan(t.Context(), domain.Filter{Scope: everything, Author: "li"})
		}},
		{"longest waiting first", "waits", true, func() (string, error) {
			return s.WaitingPlan(t.Context(), domain.Filter{Scope: everything, Except: "li"})
		}},
		{"a history", "record", false, func() (string, error) { return s.HistoryPlan(t.Context(), contract.ID(1)) }},
		{"a year's tallies", "year", false, func() (string, error) {
			return s.TallyPlan(t.Context(), domain.Filter{Scope: everything, Period: domain.YearPeriod(2022)}, domain.GrainYearArea)
		}},
		{"months' tallies", "month", false, func() (string, error) {
			return s.TallyPlan(t.Context(), domain.Filter{Scope: everything, Period: domain.YearPeriod(2022)}, domain.GrainMonthProvince)
		}},
		{"jobs in a state", "state", false, func() (string, error) { return s.JobsInPlan(t.Context(), domain.JobWaiting) }},
		{"a user's newest jobs", "owner", false, func() (string, error) { return s.JobsOfPlan(t.Context(), "li", domain.JobExport) }},
		{"an address's attempts", "key", true, func() (string, error) { return s.AttemptsPlan(t.Context(), "k", 5) }},
		{"the outbox", "stamp", false, func() (string, error) { return s.OutboxPlan(t.Context()) }},
	} {
		plan, err := c.plan()
		if err == nil && c.real && server.Own() {
			continue
		}
		if err != nil || !strings.Contains(plan, "IXSCAN "+c.index) || strings.Contains(plan, "COLLSCAN") {
			t.Errorf("%s: %s (%v)", c.name, plan, err)
		}
		t.Logf("%s: %s", c.name, plan)
	}
}
