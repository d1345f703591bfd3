package configs

import (
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"outreach/domain"
)

//go:embed data/areas.csv data/successions.csv data/campuses.csv data/campus_totals.csv
var lists embed.FS

// Gazetteer gives the areas of the data files: the ministry of civil affairs' list at the end of 2019 with
// every change since. A succession whose notice says so has a day chosen by convention within its year.
func Gazetteer() (*domain.Gazetteer, error) {
	areas, err := listed("data/areas.csv", areaOf)
	if err != nil {
		return nil, err
	}
	successions, err := listed("data/successions.csv", successionOf)
	if err != nil {
		return nil, err
	}
	return domain.NewGazetteer(areas, successions)
}

func areaOf(r row) (domain.Area, error) {
	a := domain.Area{
		Name: r.text("name"), Class: r.text("class"), Reachable: r.text("reachable") == "true",
		Pinyin: r.text("pinyin"), Initials: r.text("initials"),
	}
	err := errors.Join(r.read("code", &a.Code), r.read("level", &a.Level),
		r.read("valid_from", &a.ValidFrom), r.read("valid_to", &a.ValidTo))
	if a.Level != domain.LevelProvince {
		err = errors.Join(err, r.read("parent", &a.Parent))
	}
	return a, err
}

func successionOf(r row) (domain.Succession, error) {
	s := domain.Succession{
		Kind: domain.SuccessionKind(r.text("kind")), Whole: r.text("whole") == "true", Notice: r.text("notice"),
	}
	return s, errors.Join(r.read("from", &s.From), r.read("to", &s.To), r.read("on", &s.On))
}

// row is one line of a list under its heading.
type row struct {
	columns map[string]int
	cells   []string
}

// text gives the cell of a column; "" where the list has no such column.
func (r row) text(column string) string {
	i, ok := r.columns[column]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

func (r row) read(column string, into interface{ UnmarshalText([]byte) error }) error {
	if err := into.UnmarshalText([]byte(r.text(column))); err != nil {
		return fmt.Errorf("%s %q: %w", column, r.text(column), err)
	}
	return nil
}

// listed reads a shipped list; its first fault is the error, with the line it stands on.
func listed[T any](name string, of func(row) (T, error)) ([]T, error) {
	f, err := lists.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // an embedded file has nothing to lose
	var list []T
	err = eachRow(f, func(line int, r row) error {
		v, err := of(r)
		if err != nil {
			return fmt.Errorf("%s line %d: %w", name, line, err)
		}
		list = append(list, v)
		return nil
	})
	return list, err
}

// eachRow reads a CSV with a heading, in UTF-8 with or without a byte order mark.
func eachRow(r io.Reader, each func(line int, r row) error) error {
	reader := csv.NewReader(r)
	heading, err := reader.Read()
	if err != nil {
		return fmt.Errorf("heading: %w", err)
	}
	columns := make(map[string]int, len(heading))
	for i, name := range heading {
		columns[strings.TrimPrefix(strings.TrimSpace(name), "\ufeff")] = i
	}
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		line, _ := reader.FieldPos(0)
		if err := each(line, row{columns, cells}); err != nil {
			return err
		}
	}
}
