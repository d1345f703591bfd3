package reports

import (
	"context"
	"io"
	"slices"
	"strconv"

	"outreach/domain"
)

// All is the id of the workbook that holds every report and the charts.
const All = "all"

// report is one table: its columns, and the function that makes its rows.
type report struct {
	id string
	// columns are those it has whatever there is in the filter.
	columns []column
	more    []column // that it has only where they are asked for
	narrows bool     // a request can choose among its columns
	shape   Shape
	kind    domain.Kind // the only one it is about; "": all
	newest  bool        // it lists records, in any state, and counts nothing
	// table gives the columns and the rows. The columns of some depend on what there is in the filter.
	table func(*run) ([]column, rows, error)
	// notes are the message keys of the definitions that the first sheet prints for it.
	notes []string
}

// rows hands every row to emit, totals last; what emit is given is overwritten by the next.
type rows func(emit func(row []cell, total bool) error) error

// declared lists the reports in printed order.
func declared() []report {
	return []report{
		declareMore("r1", activityFields(), moreFields(), activityRows, "report.note.versions", "report.note.counts", "report.note.readback").listing(ShapeList),
		declare("r2", provinceFields(), provinceRows, "report.note.covered", "report.note.hours", "report.note.growth", "report.note.share").drawn(ShapeBars),
		declare("r3", countyFields(), countyRows, "report.note.counties", "report.note.target").drawn(ShapeCoverage),
		declare("r4", audienceFields(), audienceRows, "report.note.audiences").drawn(ShapeBars),
		{id: "r5", table: crossTable, columns: []column{col("topic", asText, 22)}, shape: ShapeCross, notes: []string{"report.note.topics"}},
		declare("r6", campaignFields(), campaignRows, "report.note.campaigns", "report.note.fill").drawn(ShapeBars),
		declare("r7", onlineFields(), onlineRows, "report.note.reach").drawn(ShapeList),
		declare("r8", volunteerFields(), volunteerRows, "report.note.turnouts", "report.note.fill").drawn(ShapeBars),
		declare("r9", campusFields(), campusRows, "report.note.campuses").drawn(ShapeList).only(domain.KindDrive),
		declare("r10", visitFields(), visitRows, "report.note.visits").drawn(ShapeList).only(domain.KindVisit),
		declare("r11", figureFields(), figureRows, "report.note.figures", "report.note.fill").drawn(ShapeFigures),
		declare("r12", comparisonFields(), comparisonRows, "report.note.comparison").drawn(ShapeChange),
		declare("r13", findingFields(), findingRows, "report.note.findings", "report.note.fill").listing(ShapeList),
		declare("r14", correctionFields(), correctionRows, "report.note.corrections").listing(ShapeChange),
		declare("r15", targetFields(), targetRows, "report.note.targets", "report.note.fill").drawn(ShapeBars),
	}
}

// declare makes a report of typed rows; a row that is a total is printed bold.
func declare[T any](id string, fields []field[T], each func(*run, func(row *T, total bool) error) error, notes ...string) report {
	return declareMore(id, fields, nil, each, notes...)
}

// declareMore is declare with columns that are printed only where they are asked for.
func declareMore[T any](id string, usual, more []field[T], each func(*run, func(row *T, total bool) error) error, notes ...string) report {
	return report{id: id, notes: notes, columns: columnsOf(usual), more: columnsOf(more), narrows: true, table: func(r *run) ([]column, rows, error) {
		fields := usual
		if len(r.req.Columns) > 0 {
			fields = slices.DeleteFunc(slices.Concat(usual, more), func(f field[T]) bool { return !slices.Contains(r.req.Columns, f.key) })
		}
		return columnsOf(fields), func(emit func([]cell, bool) error) error {
			cells := slices.Repeat([]cell{{}}, len(fields))
			return r.counted(id, emit, func(emit func([]cell, bool) error) error {
				return each(r, func(row *T, total bool) error {
					for i := range fields {
						cells[i] = fields[i].value(r, row)
					}
					return emit(cells, total)
				})
			})
		}, nil
	}}
}

// counted makes a report's rows and tells who asked how many they were, without totals.
func (r *run) counted(id string, emit func([]cell, bool) error, all rows) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	written := int64(0)
	err := all(func(row []cell, total bool) error {
		if !total {
			written++
		}
		return emit(row, total)
	})
	if err == nil && r.req.Wrote != nil {
		r.req.Wrote(id, written)
	}
	return err
}

// List gives the ids of the reports in printed order, All last.
func List() []string {
	var ids []string
	for _, d := range declared() {
		ids = append(ids, d.id)
	}
	return append(ids, All)
}

// CheckColumns refuses a choice of columns that a report does not offer, each by its place in /columns.
func CheckColumns(id string, columns []string) error {
	if len(columns) == 0 {
		return nil
	}
	offered := offeredOf(id)
	if offered == nil {
		return domain.RefuseFields(domain.FaultAt("/columns", "fault.columns.none", "Value", id))
	}
	var faults []domain.Fault
	for i, key := range columns {
		if !slices.ContainsFunc(offered, func(c column) bool { return c.key == key }) {
			faults = append(faults, domain.FaultAt("/columns/"+strconv.Itoa(i), "fault.columns.unknown", "Value", key))
		}
	}
	if len(faults) > 0 {
		return domain.RefuseFields(faults...)
	}
	return nil
}

// offeredOf gives the columns that a report can be narrowed to, in printed order; nil where there is no choice.
func offeredOf(id string) []column {
	for _, d := range declared() {
		if d.id == id && d.narrows {
			return slices.Concat(d.columns, d.more)
		}
	}
	return nil
}

// Title gives a report's title in a language, or the id where there is no such report.
func Title(text domain.Text, id string) string {
	key := "report." + id + ".title"
	if !text.Has(key) {
		return id
	}
	return text.T(key, nil)
}

// Workbook writes one report, or All, as XLSX with its first sheet of explanations. NotFound where there is
// no such report; TooLarge where a sheet cannot hold the rows; an error of w comes back wrapped.
func Workbook(ctx context.Context, w io.Writer, id string, src Source, req Request) error {
	list, err := chosen(id, req)
	if err != nil {
		return err
	}
	return writeBook(newRun(ctx, src, req), w, id, list)
}

// CSV writes one report as UTF-8 with a byte-order mark by RFC 4180, safe to open in a spreadsheet: text
// that a spreadsheet would run as a formula is led by an apostrophe. All has no CSV and is NotFound.
func CSV(ctx context.Context, w io.Writer, id string, src Source, req Request) error {
	list, err := chosen(id, req)
	if err != nil {
		return err
	}
	if len(list) > 1 {
		return domain.Refuse(domain.NotFound, "error.report.csv", "Value", id)
	}
	r := newRun(ctx, src, req)
	columns, rows, err := list[0].table(r)
	if err != nil {
		return err
	}
	out := newCSVWriter(w)
	out.head(r, columns)
	if err := rows(func(row []cell, _ bool) error { return out.row(row) }); err != nil {
		return err
	}
	return out.close()
}

// chosen gives the reports of an id; columns that are not offered are Invalid.
func chosen(id string, req Request) ([]report, error) {
	list, err := found(id, req)
	if err == nil {
		err = CheckColumns(id, req.Columns)
	}
	return list, err
}

func found(id string, req Request) ([]report, error) {
	list := declared()
	switch id {
	case All:
		return list, nil
	case Stats:
		d, err := cubeReport(req)
		return []report{d}, err
	}
	for _, d := range list {
		if d.id == id {
			return []report{d}, nil
		}
	}
	return nil, domain.Refuse(domain.NotFound, "error.report.unknown", "Value", id)
}
