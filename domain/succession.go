package domain

import (
	"cmp"
	"slices"
)

// SuccessionKind is what happened to an area.
type SuccessionKind string

// The kinds of succession. A rename keeps the code, a recode keeps the place under another code, a
// merge puts the place into a larger one, a split divides it, a transfer moves a part of it.
const (
	SuccessionRename   SuccessionKind = "rename"
	SuccessionRecode   SuccessionKind = "recode"
	SuccessionMerge    SuccessionKind = "merge"
	SuccessionSplit    SuccessionKind = "split"
	SuccessionTransfer SuccessionKind = "transfer"
)

// Succession says that on a day all or a part of one area became (part of) another.
type Succession struct {
	// From stood on the day before On; To stands on On. They are equal where only the name changed.
	From AreaCode       `json:"from"`
	To   AreaCode       `json:"to"`
	On   Date           `json:"on"`
	Kind SuccessionKind `json:"kind"`
	// Whole says that all of From went into To, so that a record of From belongs to To.
	Whole bool `json:"whole"`
	// Notice is the public notice behind the change, and says so where the day is a convention.
	Notice string `json:"notice"`
}

// Successions gives every change, by day.
func (g *Gazetteer) Successions() []Succession { return slices.Clone(g.successions) }

// Restate gives the code that a record of one day falls under on another, following whole successions
// forward, one after another.
//
//   - code, true: the area is that one on the later day. A transfer that moved its border leaves it so.
//   - code, false: the area stands but another was split off it since, and its records may lie in either.
//   - 0, false: the list cannot tell. The area was divided and is gone, or the later day is before the
//     earlier one and the area changed in between. Such a record counts for its province and for no county.
func (g *Gazetteer) Restate(code AreaCode, from, to Date) (AreaCode, bool) {
	before, ok := g.find(code, from)
	if !ok {
		return 0, false
	}
	if to < from {
		if after, found := g.find(code, to); !found || after != before {
			return 0, false
		}
		return code, true
	}
	whole, now := true, code
	for day, more := from, true; more; {
		until, next := to, AreaCode(0)
		for _, s := range g.out[now] {
			if s.Whole && s.On > day && s.On <= to {
				until, next = s.On, s.To
				break
			}
		}
		whole = whole && !g.splits(now, day, until)
		if more = next != 0; more {
			now, day = next, until
		}
	}
	after, ok := g.find(now, to)
	if !ok || (g.leaf(before, from) && !g.leaf(after, to)) {
		return 0, false
	}
	return now, whole
}

// Dated says whether what Restate gives for a code hangs on the day of the record, of all days after one and up to another on
// which the code stood: something became of it, and it stands nevertheless, or something became of it again.
func (g *Gazetteer) Dated(code AreaCode, after, until Date) bool {
	days := map[Date]bool{}
	for _, s := range g.out[code] {
		if s.From != s.To && s.Kind != SuccessionTransfer && s.On > after && s.On <= until {
			days[s.On] = true
		}
	}
	_, stands := g.find(code, until)
	return len(days) > 1 || len(days) == 1 && stands
}

// splits says whether another area was made of a part of the code's after one day and up to another.
func (g *Gazetteer) splits(code AreaCode, after, until Date) bool {
	return slices.ContainsFunc(g.out[code], func(s Succession) bool {
		return s.Kind == SuccessionSplit && s.On > after && s.On <= until
	})
}

// Successors gives the areas that hold on a day the place of a code not in force on it: those that took
// over from a code that has ended, or those that a later code was made of. They come by code. A code in
// force on the day, or unknown, has none.
func (g *Gazetteer) Successors(code AreaCode, day Date) []Area {
	if _, ok := g.find(code, day); ok {
		return nil
	}
	next := func(c AreaCode) []AreaCode { return g.hops(c, day) }
	found := map[AreaCode]Area{}
	seen := map[AreaCode]bool{code: true}
	for queue := next(code); len(queue) > 0; queue = queue[1:] {
		c := queue[0]
		if seen[c] {
			continue
		}
		seen[c] = true
		if a, ok := g.find(c, day); ok {
			a.Leaf = g.leaf(a, day)
			found[c] = a
			continue
		}
		queue = append(queue, next(c)...)
	}
	list := make([]Area, 0, len(found))
	for _, a := range found {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b Area) int { return cmp.Compare(a.Code, b.Code) })
	return list
}

// hops gives the codes one change away from a code that does not stand on a day, towards that day.
func (g *Gazetteer) hops(code AreaCode, day Date) []AreaCode {
	var codes []AreaCode
	for _, s := range g.out[code] {
		if s.On <= day {
			codes = append(codes, s.To)
		}
	}
	for _, s := range g.in[code] {
		if s.On > day {
			codes = append(codes, s.From)
		}
	}
	return codes
}
