package reports

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"outreach/domain"
)

// JSON writes one report as an array of objects for programs: a member a column under its key, which no language
// changes; numbers as numbers, days as "2006-01-02", blanks as null. Total rows are left out. All has no JSON and is
// NotFound.
func JSON(ctx context.Context, w io.Writer, id string, src Source, req Request) error {
	list, err := chosen(id, req)
	if err != nil {
		return err
	}
	if len(list) > 1 {
		return domain.Refuse(domain.NotFound, "error.report.csv", "Value", id)
	}
	columns, rows, err := list[0].table(newRun(ctx, src, req))
	if err != nil {
		return err
	}
	out := &jsonWriter{w: w, buf: make([]byte, 0, flushAt+8<<10)}
	for _, c := range columns {
		name, err := json.Marshal(c.key)
		if err != nil {
			return fmt.Errorf("column %s: %w", c.key, err)
		}
		out.names = append(out.names, append(name, ':'))
	}
	err = rows(func(row []cell, total bool) error {
		if total {
			return nil
		}
		return out.row(row)
	})
	if err != nil {
		return err
	}
	return out.close()
}

// jsonWriter writes rows as objects into one reused buffer.
type jsonWriter struct {
	w     io.Writer
	buf   []byte
	names [][]byte // each with its quotes and colon
	begun bool
}

func (j *jsonWriter) row(row []cell) error {
	b := append(j.buf, ",\n{"...)
	if !j.begun {
		b, j.begun = append(j.buf, "[{"...), true
	}
	for i := range row {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, j.names[i]...)
		switch v := &row[i]; v.is {
		case isText:
			text, err := json.Marshal(v.text)
			if err != nil {
				return fmt.Errorf("write json: %w", err)
			}
			b = append(b, text...)
		case isWhole:
			b = strconv.AppendInt(b, v.number, 10)
		case isReal:
			b = strconv.AppendFloat(b, v.real, 'f', -1, 64)
		case isDay:
			b = append(appendDay(append(b, '"'), domain.Date(v.number)), '"')
		case isBlank:
			b = append(b, "null"...)
		}
	}
	j.buf = append(b, '}')
	if len(j.buf) >= flushAt {
		return j.flush()
	}
	return nil
}

func (j *jsonWriter) flush() error {
	if _, err := j.w.Write(j.buf); err != nil {
		return fmt.Errorf("write json: %w", err)
	}
	j.buf = j.buf[:0]
	return nil
}

func (j *jsonWriter) close() error {
	if !j.begun {
		j.buf = append(j.buf, '[')
	}
	j.buf = append(j.buf, "]\n"...)
	return j.flush()
}
