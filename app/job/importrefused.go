package job

import (
	"context"
	"io"

	"outreach/app"
	"outreach/domain"
	"outreach/reports"
)

// Refusal gives the error that a refused row met.
func (r *ImportRow) Refusal() *domain.Error {
	e := &domain.Error{Code: domain.ErrorCode(r.Code)}
	for _, f := range r.Faults {
		if f.Pointer == "" && len(r.Faults) == 1 {
			e.Key, e.Params = f.Message, f.Params
			return e
		}
		e.Faults = append(e.Faults, domain.Fault{Pointer: f.Pointer, Key: f.Message, Params: f.Params})
	}
	return e
}

// Reasons tells in a language why a row is refused, each reason with the heading it is about.
func (r *ImportRow) Reasons(text domain.Text) []string {
	list := make([]string, len(r.Faults))
	for i, f := range r.Faults {
		list[i] = text.T(f.Message, f.Params)
		if f.Heading != "" {
			list[i] = f.Heading + ": " + list[i]
		}
	}
	return list
}

// Refused writes the refused rows as they came, with the reasons behind them, as a workbook.
func (i *Import) Refused(ctx context.Context, rows *Rows, text domain.Text, w io.Writer) error {
	s, _, err := i.head(ctx)
	if err != nil {
		return err
	}
	return reports.Refused(ctx, w, reports.RefusedTable{
		Table: i.Table, Size: i.Size, Sheet: s.Sheet, Head: s.Head, Limit: i.Options.Limits,
		Rows: func(yield func(reports.RefusedRow, error) bool) {
			for row, err := range rows.Each(FateRefused) {
				if !yield(reports.RefusedRow{Row: row.Row, Reasons: row.Reasons(text)}, err) {
					return
				}
			}
		},
	}, text)
}

// Refused gives what writes the refused rows of the caller's own import, in a language, and the import's name.
func (i *Imports) Refused(ctx context.Context, caller *app.Caller, id domain.ID, text domain.Text) (name string, write func(context.Context, io.Writer) error, err error) {
	job, err := i.desk.Job(ctx, caller, domain.JobImport, id)
	if err != nil {
		return "", nil, err
	}
	spec, err := SpecOf(&job)
	if err != nil {
		return "", nil, err
	}
	rows, file, err := i.Rows(ctx, caller, id)
	if err != nil {
		return "", nil, err
	}
	return spec.Name, func(ctx context.Context, w io.Writer) (err error) {
		defer func() { err = closing(file, err) }()
		table, im, err := i.open(ctx, caller, &job)
		if err != nil {
			return err
		}
		defer func() { err = closing(table, err) }()
		before, err := SummaryOf(&job)
		if err != nil {
			return err
		}
		im.as(&before)
		return im.Refused(ctx, rows, text, w)
	}, nil
}
