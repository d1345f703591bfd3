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

// press prints figures as a report does: each counted anew and given the rounding word of its line.
type press struct {
	*program
	ledger   *ledger
	operator *app.Caller
	words    domain.FigureWords
}

// printLines prints, for every programme in an answer that a report has a line about, that line over the line's own
// period.
func (p *program) printLines(ctx context.Context, l *ledger, operator *app.Caller, s *app.Statement) error {
	words, err := configs.Figures(p.text.Lang())
	if err != nil {
		return err
	}
	lines, err := demo.Lines()
	if err != nil {
		return err
	}
	out := &press{p, l, operator, words}
	for _, r := range s.Rows {
		line, ok := lines[r.Keys[0]]
		if !ok || s.Question.Period.To == 0 {
			continue
		}
		f := s.Question.Filter
		f.Programmes = []string{r.Keys[0]}
		if err := out.line(ctx, "cli.line."+r.Keys[0], line, f); err != nil {
			return err
		}
	}
	return nil
}

// line counts the figures of a line and prints its sentence. A word that would not be true gives way to the number.
func (p *press) line(ctx context.Context, sentence string, line demo.Line, f domain.Filter) error {
	if line.SinceLaunch {
		f.Period.From = 0
	}
	q := domain.Question{Filter: f}
	for _, part := range line.Figures {
		q.Measures = append(q.Measures, part.Measure)
	}
	answer, err := p.ledger.Stats(ctx, p.operator, q)
	if err != nil {
		return err
	}
	params := []any{"To", f.Period.Last().String(), "Year", strconv.Itoa(f.Period.Last().Year())}
	for i, part := range line.Figures {
		printed, err := p.words.Print(answer.Totals[i], part.Word, part.Step)
		if _, refused := errors.AsType[*domain.Error](err); refused {
			printed, err = p.words.Print(answer.Totals[i], domain.Exactly, 1)
		}
		if err != nil {
			return err
		}
		params = append(params, string(part.Measure), printed)
	}
	p.say(sentence, params...)
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
