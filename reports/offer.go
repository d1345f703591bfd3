package reports

import (
	"slices"

	"outreach/domain"
)

// Shape says how a report's sheet looks at a glance.
type Shape string

// The shapes of reports.
const (
	ShapeList     Shape = "list"     // a row a thing
	ShapeBars     Shape = "bars"     // groups with their figures, and a chart
	ShapeCoverage Shape = "coverage" // places, reached or not
	ShapeCross    Shape = "cross"    // one dimension down, another across
	ShapeFigures  Shape = "figures"  // a row a measure
	ShapeChange   Shape = "change"   // before beside after
	ShapeBook     Shape = "book"     // all of them
)

// Offer is a report as those see it who choose one.
type Offer struct {
	ID      string        `json:"id"`
	Title   string        `json:"title"`
	About   string        `json:"about"`
	Shape   Shape         `json:"shape"`
	Columns []OfferColumn `json:"columns"` // that it has whatever is in the filter; none of a book
	More    []OfferColumn `json:"more"`    // that it has only where they are asked for
	Narrows bool          `json:"narrows"` // an export can name the columns that it wants
	Formats []string      `json:"formats"`
	Filters []string      `json:"filters"` // the parameters of the lists that mean something to it
	// Newest says that, where no state is asked for, it lists the newest version of every record; the others count
	// approved records then.
	Newest bool `json:"newest"`
}

// OfferColumn is a column of a report.
type OfferColumn struct {
	Key   string `json:"key"` // that JSON and a choice of columns know it by
	Title string `json:"title"`
	Form  string `json:"form"`  // text, whole, decimal, date or percent
	Width int    `json:"width"` // in characters
	Fill  bool   `json:"fill"`  // left for people to write into
}

// Offers tells of the reports in printed order, All last.
func Offers(text domain.Text) []Offer {
	r := &run{req: Request{Text: text}}
	var list []Offer
	for _, d := range append(declared(), report{id: All, shape: ShapeBook, newest: true}) {
		o := Offer{
			ID: d.id, Title: Title(text, d.id), About: r.t("report." + d.id + ".about"), Shape: d.shape, Columns: r.offered(d.columns), More: r.offered(d.more), Narrows: d.narrows,
			Formats: []string{FormatXLSX, FormatCSV}, Filters: d.filters(), Newest: d.newest,
		}
		if d.id == All {
			o.Formats = []string{FormatXLSX}
		}
		list = append(list, o)
	}
	return list
}

func (r *run) offered(columns []column) []OfferColumn {
	list := make([]OfferColumn, len(columns))
	for i, c := range columns {
		list[i] = OfferColumn{c.key, r.heading(c), c.form.String(), int(c.width), c.fill}
	}
	return list
}

// filters names the parameters of the lists that restrict the report. Figures count what is fit to count anyhow.
func (d report) filters() []string {
	all := []string{
		"from", "to", "area", "programme", "campaign", "kind", "status", "delivery", "form", "venue", "topic", "audience",
		"organisation", "campus", "basis", "author", "q", "fit",
	}
	return slices.DeleteFunc(all, func(name string) bool { return name == "kind" && d.kind != "" || name == "fit" && !d.newest })
}

func (d report) drawn(s Shape) report { d.shape = s; return d }

func (d report) listing(s Shape) report { d.shape, d.newest = s, true; return d }

func (d report) only(k domain.Kind) report { d.kind = k; return d }
