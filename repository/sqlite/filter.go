package sqlite

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"outreach/domain"
)

// placeColumns say where a table keeps the three levels of an area; "" where it does not.
type placeColumns struct{ area, city, province string }

// recordColumns are those of versions and events.
func recordColumns() placeColumns { return placeColumns{`area`, `city`, `province`} }

// tallyColumns are those of a grain's table.
func tallyColumns(g domain.Grain) placeColumns {
	if g == domain.GrainMonthProvince {
		return placeColumns{area: `area`}
	}
	return placeColumns{`area`, `city`, `area / 10000 * 10000`}
}

// where collects conditions that all must hold.
type where struct {
	words      *codes
	place      placeColumns
	conditions []string
	args       []any
}

func newWhere(words *codes, place placeColumns) *where { return &where{words: words, place: place} }

// String gives the condition; one that always holds where nothing was asked.
func (w *where) String() string {
	if len(w.conditions) == 0 {
		return `1`
	}
	return strings.Join(w.conditions, ` AND `)
}

func (w *where) and(condition string, args ...any) {
	w.conditions = append(w.conditions, condition)
	w.args = append(w.args, args...)
}

// filter adds everything a filter asks for but its period, whose column differs between tables, and the
// newest version where it names no status. The engine tests it in this order, what takes least first.
func (w *where) filter(f *domain.Filter) {
	w.codes(`topic`, f.Topics)
	w.codes(`campaign`, f.Campaigns)
	w.codes(`form`, f.Forms)
	w.codes(`venue`, f.Venues)
	w.codes(`lead`, f.Organisations)
	w.codes(`campus`, f.Campuses)
	w.codes(`programme`, f.Programmes)
	w.codes(`status`, texts(f.Statuses))
	w.codes(`kind`, texts(f.Kinds))
	w.codes(`delivery`, texts(f.Deliveries))
	w.codes(`basis`, texts(f.Bases))
	w.scope(f.Scope, `author`)
	w.areas(f.Areas)
	w.audiences(f.Audiences)
	if f.Author != "" {
		w.and(`author = ?`, w.words.find(f.Author))
	}
	if f.Except != "" {
		w.and(`author <> ?`, w.words.find(f.Except))
	}
	if f.Fit != nil {
		w.and(`fit = ?`, *f.Fit)
	}
	if f.Text != "" {
		w.and(`(instr(title, ?) > 0 OR instr(place, ?) > 0)`, f.Text, f.Text)
	}
}

// scope adds what the caller may see: any clause; nothing where there is none. person is the column that
// a clause's author is compared with.
func (w *where) scope(s domain.Scope, person string) {
	if s.Everything {
		return
	}
	if len(s.Clauses) == 0 {
		w.and(`0`)
		return
	}
	clauses := make([]string, 0, len(s.Clauses))
	for _, c := range s.Clauses {
		in := newWhere(w.words, w.place)
		in.areas(c.Areas)
		in.codes(`programme`, c.Programmes)
		if c.Author != "" {
			in.and(person+` = ?`, w.words.find(c.Author))
		}
		if c.Approved && person == `author` { // events have no status
			in.codes(`status`, []string{string(domain.Approved)})
		}
		clauses = append(clauses, `(`+in.String()+`)`)
		w.args = append(w.args, in.args...)
	}
	w.conditions = append(w.conditions, `(`+strings.Join(clauses, ` OR `)+`)`)
}

// areas adds the places that lie in any of some areas of any level. Codes of cities and provinces end in
// 00 (GB/T 2260), so others need no look at the levels above.
func (w *where) areas(areas []domain.AreaCode) {
	if len(areas) == 0 {
		return
	}
	list := ints(areas)
	if w.place.city == "" || !slices.ContainsFunc(areas, func(a domain.AreaCode) bool { return a%100 == 0 }) {
		w.and(w.place.area + ` IN (` + list + `)`)
		return
	}
	cities := ints(slices.DeleteFunc(slices.Clone(areas), func(a domain.AreaCode) bool { return a == 0 }))
	w.and(`(` + w.place.area + ` IN (` + list + `) OR ` + w.place.city + ` IN (` + cities + `) OR ` + w.place.province + ` IN (` + list + `))`)
}

// codes adds that a column holds one of some words; all words where there are none.
func (w *where) codes(column string, words []string) {
	if len(words) == 0 {
		return
	}
	ids := make([]int64, len(words))
	for i, word := range words {
		ids[i] = w.words.find(word)
	}
	w.and(column + ` IN (` + ints(ids) + `)`)
}

// audiences adds that any of some audiences came. Those that came are the keys of an object as audienceText writes it, in which
// a quote after a brace or a comma opens a key; looked for so, a question takes half as long as where the object is read.
func (w *where) audiences(codes []string) {
	if len(codes) == 0 {
		return
	}
	came := []string{`0`}
	for _, code := range codes {
		key, err := jsontext.AppendQuote(nil, code)
		if err != nil { // no text, and so in no object
			continue
		}
		came = append(came, `instr(audiences, ?) = 1 OR instr(audiences, ?) > 0`)
		w.args = append(w.args, `{`+string(key)+`:`, `,`+string(key)+`:`)
	}
	w.and(`(` + strings.Join(came, ` OR `) + `)`)
}

// days adds the bounds of a period over a column of days, months or years: unit is how many days' numbers
// one of the column's holds (1, 100, 10000).
func (w *where) days(column string, p domain.Period, unit domain.Date) {
	if p.From != 0 {
		w.and(column+` >= ?`, int64(p.From/unit))
	}
	if p.To != 0 {
		w.and(column+` < ?`, int64(p.To/unit))
	}
}

// ints writes numbers for an IN list; they are numbers, so they need no binding.
func ints[T ~int32 | ~int64](list []T) string {
	var b strings.Builder
	for i, n := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatInt(int64(n), 10))
	}
	return b.String()
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}
