package table

import (
	"context"
	"fmt"
	"io"
	"path"
	"strings"

	"outreach/domain"
)

// book is what a workbook's rows are read with.
type book struct {
	archive
	from1904 bool
	strings  shared
	looks    []look // of a cell's style
}

// openBook reads all of a workbook but its sheets.
func (t *Table) openBook(ctx context.Context, r io.ReaderAt, size int64) error {
	a, err := openArchive(r, size, t.limits)
	if err != nil {
		return err
	}
	b := &book{archive: a}
	t.book = b
	if err := b.checkTypes(ctx); err != nil {
		return err
	}
	main, err := b.mainPart(ctx)
	if err != nil {
		return err
	}
	links, err := b.relations(ctx, main)
	if err != nil {
		return err
	}
	if t.sheets, err = b.readWorkbook(ctx, main, links, t.limits); err != nil {
		return err
	}
	return b.readShared(ctx, links, t.limits)
}

// readShared reads what the sheets share; each part of it may be there once.
func (b *book) readShared(ctx context.Context, links []relation, limits Limits) error {
	seen := map[string]bool{}
	for _, l := range links {
		if l.kind != "styles" && l.kind != "sharedStrings" {
			continue
		}
		if seen[l.kind] {
			return refuse(domain.Malformed, "error.table.name", place{part: l.target}, "Value", fmt.Sprintf("%q", l.target))
		}
		seen[l.kind] = true
		var err error
		if l.kind == "styles" {
			err = b.readStyles(ctx, l.target)
		} else {
			err = b.readStrings(ctx, l.target, limits)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

const typesPart = "[Content_Types].xml"

// checkTypes refuses what is no workbook, and programs inside of one.
func (b *book) checkTypes(ctx context.Context) error {
	if !b.has(typesPart) {
		return refuse(domain.UnsupportedMedia, "error.table.kind", place{}, "Value", "ZIP")
	}
	for name := range b.parts {
		if strings.HasSuffix(name, "vbaproject.bin") || strings.Contains(name, "/macrosheets/") || strings.Contains(name, "/activex/") {
			return refuse(domain.UnsupportedMedia, "error.table.macros", place{part: name})
		}
	}
	at := place{part: typesPart}
	return b.read(ctx, typesPart, func() place { return at }, func(s *scanner) error {
		return eachChild(s, spaceTypes, "Types", func() error {
			kind := strings.ToLower(s.attrText(spaceNone, "ContentType"))
			switch {
			case strings.Contains(kind, "macroenabled") || strings.Contains(kind, "vbaproject") || strings.Contains(kind, "macrosheet"):
				return refuse(domain.UnsupportedMedia, "error.table.macros", at)
			case strings.Contains(kind, "ms-excel.sheet.binary"):
				return refuse(domain.UnsupportedMedia, "error.table.kind", at, "Value", "XLSB")
			}
			return s.skip()
		})
	})
}

// eachChild hands the elements right below the root to each, which reads them to their end.
func eachChild(s *scanner, in space, root string, each func() error) error {
	if ok, err := s.child(); err != nil || !ok || s.space != in || string(s.name) != root {
		if err == nil {
			err = fmt.Errorf("%w: no root element %s", errXML, root)
		}
		return err
	}
	for {
		ok, err := s.child()
		if err != nil {
			return err
		}
		if !ok {
			return s.drain()
		}
		if err := each(); err != nil {
			return err
		}
	}
}

// relation is one relationship of a part: the last word of its type, and the part it leads to.
type relation struct{ id, kind, target string }

// relations reads what a part leads to; "" is the package itself.
func (b *book) relations(ctx context.Context, part string) ([]relation, error) {
	dir, file := path.Split(part)
	at := place{part: dir + "_rels/" + file + ".rels"}
	var list []relation
	err := b.read(ctx, at.part, func() place { return at }, func(s *scanner) error {
		return eachChild(s, spacePackage, "Relationships", func() error {
			kind := path.Base(s.attrText(spaceNone, "Type"))
			target := s.attrText(spaceNone, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(dir, target)
			}
			l := relation{s.attrText(spaceNone, "Id"), kind, strings.TrimPrefix(path.Clean(target), "/")}
			external := s.attrText(spaceNone, "TargetMode") == "External"
			if kind == "externalLink" || external && isRead(kind) {
				return refuse(domain.UnsupportedMedia, "error.table.links", at, "Value", s.attrText(spaceNone, "Target"))
			}
			if kind == "vbaProject" || kind == "xlMacrosheet" || kind == "xlIntlMacrosheet" {
				return refuse(domain.UnsupportedMedia, "error.table.macros", at)
			}
			if list = append(list, l); len(list) > maxRelations {
				return refuse(domain.TooLarge, "error.table.parts", at, "Limit", maxRelations)
			}
			return s.skip()
		})
	})
	return list, err
}

// maxRelations is how many relationships a part may have; workbooks have some for each sheet.
const maxRelations = 1000

// isRead says whether a relationship leads to a part that is read.
func isRead(kind string) bool {
	return kind == "officeDocument" || kind == "worksheet" || kind == "sharedStrings" || kind == "styles"
}

func (b *book) mainPart(ctx context.Context) (string, error) {
	list, err := b.relations(ctx, "")
	if err != nil {
		return "", err
	}
	for _, l := range list {
		if l.kind == "officeDocument" {
			return l.target, nil
		}
	}
	return "", refuse(domain.Malformed, "error.table.missing", place{}, "Value", "officeDocument")
}

// readWorkbook lists the sheets of cells and finds the calendar.
func (b *book) readWorkbook(ctx context.Context, part string, links []relation, limits Limits) ([]Sheet, error) {
	at := place{part: part}
	var sheets []Sheet
	err := b.read(ctx, part, func() place { return at }, func(s *scanner) error {
		return eachChild(s, spaceMain, "workbook", func() error {
			switch {
			case s.is("workbookPr"):
				b.from1904 = truth(s.attr("date1904"))
			case s.is("sheets"):
				return b.listSheets(s, at, func(sheet Sheet) error {
					if sheets = append(sheets, sheet); len(sheets) > limits.Sheets {
						return refuse(domain.TooLarge, "error.table.sheets", at, "Limit", limits.Sheets)
					}
					return nil
				}, links)
			}
			return s.skip()
		})
	})
	return sheets, err
}

func (b *book) listSheets(s *scanner, at place, add func(Sheet) error, links []relation) error {
	seen := map[string]bool{}
	for {
		ok, err := s.child()
		if err != nil || !ok {
			return err
		}
		name, id, state := s.attrText(spaceNone, "name"), s.attrText(spaceOffice, "id"), string(s.attr("state"))
		if err := s.skip(); err != nil {
			return err
		}
		folded := "name " + strings.ToLower(name)
		if seen[folded] || name == "" {
			return refuse(domain.Malformed, "error.table.name", at, "Value", fmt.Sprintf("%q", name))
		}
		seen[folded] = true
		to, err := linked(links, id)
		if err != nil {
			return err
		}
		if to.kind != "worksheet" { // a chart or a dialogue
			continue
		}
		if seen[to.target] { // one part under many names would be read as often
			return refuse(domain.Malformed, "error.table.name", at, "Value", fmt.Sprintf("%q", to.target))
		}
		seen[to.target] = true
		if !b.has(to.target) {
			return refuse(domain.Malformed, "error.table.missing", at, "Value", to.target)
		}
		if err := add(Sheet{Name: name, Hidden: state == "hidden" || state == "veryHidden", part: to.target}); err != nil {
			return err
		}
	}
}

func linked(links []relation, id string) (relation, error) {
	for _, l := range links {
		if l.id == id && id != "" {
			return l, nil
		}
	}
	return relation{}, refuse(domain.Malformed, "error.table.missing", place{}, "Value", fmt.Sprintf("relationship %q", id))
}

func truth(b []byte) bool { return string(b) == "1" || string(b) == "true" }
