package domain_test

import (
	"slices"
	"testing"

	"outreach/domain"
)

func chain() []domain.Event {
	var list []domain.Event
	prev := ""
	for i, action := range []string{"sign_in", "activity.create", "activity.edit", "activity.approve"} {
		e := domain.Event{At: domain.Instant(1000 + i), Actor: "li", Action: action, Subject: "activity/1", Revision: int64(i), Placed: domain.Placement{Area: 440303}}
		e = e.Chained(int64(i), prev)
		prev = e.Hash
		list = append(list, e)
	}
	return list
}

// broken gives the index of the first entry that does not follow, or -1.
func broken(list []domain.Event) int {
	seq, prev := int64(0), ""
	for i, e := range list {
		if e.Follows(seq, prev) != nil {
			return i
		}
		seq, prev = e.Seq, e.Hash
	}
	return -1
}

func TestAuditChainHoldsAndBreaksWhereItWasTouched(t *testing.T) {
	if i := broken(chain()); i != -1 {
		t.Fatalf("an intact chain breaks at %d", i)
	}
	for name, change := range map[string]func(*domain.Event){
		"at": func(e *domain.Event) { e.At++ }, "actor": func(e *domain.Event) { e.Actor = "wang" }, "action": func(e *domain.Event) { e.Action = "x" },
		"subject": func(e *domain.Event) { e.Subject = "x" }, "place": func(e *domain.Event) { e.Placed.Area++ }, "programme": func(e *domain.Event) { e.Programme = "x" },
		"revision": func(e *domain.Event) { e.Revision++ }, "before": func(e *domain.Event) { e.Before = "x" }, "after": func(e *domain.Event) { e.After = "x" },
		"note": func(e *domain.Event) { e.Note = "x" }, "seq": func(e *domain.Event) { e.Seq++ }, "prev": func(e *domain.Event) { e.Prev = "x" }, "hash": func(e *domain.Event) { e.Hash = "x" },
	} {
		list := chain()
		change(&list[1])
		if i := broken(list); i != 1 {
			t.Errorf("a changed %s breaks at %d", name, i)
		}
	}
	if i := broken(slices.Delete(chain(), 1, 2)); i != 1 {
		t.Errorf("a dropped entry breaks at %d", i)
	}
	list := chain()
	list[1], list[2] = list[2], list[1]
	if i := broken(list); i != 1 {
		t.Errorf("swapped entries break at %d", i)
	}
	rewritten := chain()
	rewritten[1].Actor = "wang"
	rewritten[1] = rewritten[1].Chained(1, rewritten[0].Hash)
	if i := broken(rewritten); i != 2 {
		t.Errorf("a rewritten entry breaks at %d", i)
	}
}

func TestDigestIsSHA256InHex(t *testing.T) {
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, appendix B.1
	if got := domain.Digest([]byte("abc")); got != abc {
		t.Error(got)
	}
}
