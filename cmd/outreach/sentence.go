package main

import (
	"context"
	"errors"
	"strconv"

	"outreach/app"
	"outreach/app/demo"
	"outreach/configs"
	"outreach/domain"
)

// printLines prints, for every programme in an answer that a report has a line about, that line: its figures counted
// anew over the line's own period, each with a rounding word that was checked.
func (p *program) printLines(ctx context.Context, l *ledger, operator *app.Caller, s *app.Statement) error {
	figures, err := configs.Figures(p.text.Lang())
	if err != nil {
		return err
	}
	lines, err := demo.Lines()
	if err != nil {
		return err
	}
	for _, r := range s.Rows {
		line, ok := lines[r.Keys[0]]
		if !ok || s.Question.Period.To == 0 {
			continue
		}
		if err := p.printLine(ctx, l, operator, figures, r.Keys[0], line, s.Question.Filter); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) printLine(ctx context.Context, l *ledger, operator *app.Caller, figures domain.FigureWords, programme string, line demo.Line, f domain.Filter) error {
	f.Programmes = []string{programme}
	if line.SinceLaunch {
		f.Period.From = 0
	}
	q := domain.Question{Filter: f}
	for _, part := range line.Figures {
		q.Measures = append(q.Measures, part.Measure)
	}
	answer, err := l.Stats(ctx, operator, q)
	if err != nil {
		return err
	}
	params := []any{"To", f.Period.Last().String(), "Year", strconv.Itoa(f.Period.Last().Year())}
	for i, part := range line.Figures {
		printed, err := figures.Print(answer.Totals[i], part.Word, part.Step)
		if _, refused := errors.AsType[*domain.Error](err); refused {
			printed, err = figures.Print(answer.Totals[i], domain.Exactly, 1) // the word would not be true: print the number
		}
		if err != nil {
			return err
		}
		params = append(params, string(part.Measure), printed)
	}
	p.say("cli.line."+programme, params...)
	return nil
}

// stepOf gives the printed step that keeps two digits of a number.
func stepOf(n int64) int64 {
	step := int64(1)
	for n >= 100 {
		n, step = n/10, step*10
	}
	return step
}
