package reports

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"outreach/domain"
)

// What a workbook from outside may be at most. The limits hold whatever its own headers claim: the zip reader
// refuses a part that unpacks to more than was declared.
const (
	maxParts    = 500
	maxUnpacked = 256 << 20 // bytes of all parts, and of one part
	maxPartXML  = 8 << 20   // larger parts are unpacked to disk
	maxColumns  = 256
)

// The parts of a workbook that are read before anything else is.
const (
	sheetParts   = "xl/worksheets/"
	stringsPart  = "xl/sharedStrings.xml"
	workbookPart = "xl/workbook.xml"
	relationPart = "xl/_rels/workbook.xml.rels"
)

// archive is a checked workbook: its sheets in order, and the number of the last row of each sheet part.
type archive struct {
	sheets map[string]string // part by sheet name
	last   map[string]int    // last row by part
}

// checkArchive refuses what a spreadsheet library must not be given: an encrypted or old binary file, a zip
// bomb, a damaged or truncated part, XML with declarations, cells that point at no shared string. A
// library that meets these reads a part of the rows and tells no error.
func checkArchive(r io.ReaderAt, size int64) (archive, error) {
	magic := make([]byte, 8)
	if n, err := r.ReadAt(magic, 0); err != nil && !errors.Is(err, io.EOF) {
		return archive{}, fmt.Errorf("read workbook: %w", err)
	} else if bytes.Equal(magic[:n], []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}) { // OLE: encrypted or XLS
		return archive{}, domain.Refuse(domain.UnsupportedMedia, "error.import.encrypted")
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return archive{}, unreadable(err)
	}
	if err := checkSizes(z); err != nil {
		return archive{}, err
	}
	a := archive{last: map[string]int{}}
	if a.sheets, err = sheetPaths(z); err != nil {
		return archive{}, err
	}
	shared, err := countSharedStrings(z)
	if err != nil {
		return archive{}, err
	}
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, sheetParts) || path.Ext(f.Name) != ".xml" {
			continue
		}
		s := sheetScan{shared: shared}
		if err := eachToken(f, s.token); err != nil {
			return archive{}, err
		}
		a.last[f.Name] = s.last
	}
	return a, nil
}

func checkSizes(z *zip.Reader) error {
	if len(z.File) > maxParts {
		return domain.Refuse(domain.TooLarge, "error.import.size")
	}
	total := uint64(0)
	for _, f := range z.File {
		if f.Flags&1 != 0 { // PKWARE APPNOTE 4.4.4, bit 0: encrypted
			return domain.Refuse(domain.UnsupportedMedia, "error.import.encrypted")
		}
		if total += f.UncompressedSize64; f.UncompressedSize64 > maxUnpacked || total > maxUnpacked {
			return domain.Refuse(domain.TooLarge, "error.import.size")
		}
	}
	return nil
}

func unreadable(err error) error {
	return &domain.Error{Code: domain.Malformed, Key: "error.import.zip", Params: map[string]any{"Value": err.Error()}, Err: err}
}

// eachToken reads a part to its end, strictly, so that its check-sum is compared too.
func eachToken(f *zip.File, each func(xml.Token) error) (err error) {
	part, err := f.Open()
	if err != nil {
		return unreadable(err)
	}
	defer func() { err = errors.Join(err, part.Close()) }()
	d := xml.NewDecoder(part)
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unreadable(fmt.Errorf("%s: %w", f.Name, err))
		}
		if _, declares := t.(xml.Directive); declares {
			return unreadable(fmt.Errorf("%s: XML declarations are not allowed", f.Name))
		}
		if err := each(t); err != nil {
			return err
		}
	}
}

// sheetPaths gives the part of every sheet by its name.
func sheetPaths(z *zip.Reader) (map[string]string, error) {
	const relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	targets := map[string]string{}
	err := inPart(z, relationPart, func(e xml.StartElement) {
		if e.Name.Local == "Relationship" {
			target := attribute(e, "", "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			targets[attribute(e, "", "Id")] = strings.TrimPrefix(target, "/")
		}
	})
	if err != nil {
		return nil, err
	}
	sheets := map[string]string{}
	err = inPart(z, workbookPart, func(e xml.StartElement) {
		if e.Name.Local == "sheet" {
			sheets[attribute(e, "", "name")] = targets[attribute(e, relationships, "id")]
		}
	})
	return sheets, err
}

func countSharedStrings(z *zip.Reader) (int, error) {
	n := 0
	err := inPart(z, stringsPart, func(e xml.StartElement) {
		if e.Name.Local == "si" {
			n++
		}
	})
	return n, err
}

// inPart hands the elements of a part to each; a part that is not there has none.
func inPart(z *zip.Reader, name string, each func(xml.StartElement)) error {
	for _, f := range z.File {
		if f.Name == name {
			return eachToken(f, func(t xml.Token) error {
				if e, ok := t.(xml.StartElement); ok {
					each(e)
				}
				return nil
			})
		}
	}
	return nil
}

func attribute(e xml.StartElement, space, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && (space == "" && a.Name.Space == "" || space != "" && a.Name.Space == space) {
			return a.Value
		}
	}
	return ""
}

// sheetScan follows the rows and shared-string cells of a sheet part.
type sheetScan struct {
	shared  int
	last    int
	isIndex bool // inside a cell that holds an index into the shared strings
	inValue bool
}

func (s *sheetScan) token(t xml.Token) error {
	switch e := t.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case "row":
			return s.row(attribute(e, "", "r"))
		case "c":
			s.isIndex = attribute(e, "", "t") == "s"
		case "v":
			s.inValue = true
		}
	case xml.EndElement:
		if e.Name.Local == "v" {
			s.inValue = false
		}
	case xml.CharData:
		if s.isIndex && s.inValue {
			if n, err := strconv.Atoi(strings.TrimSpace(string(e))); err != nil || n < 0 || n >= s.shared {
				return unreadable(fmt.Errorf("row %d: no shared string %q", s.last, e))
			}
		}
	}
	return nil
}

// row follows the row numbers, which must rise; a row without one is the next.
func (s *sheetScan) row(number string) error {
	n := s.last + 1
	if number != "" {
		var err error
		if n, err = strconv.Atoi(number); err != nil || n <= s.last {
			return unreadable(fmt.Errorf("row %q after row %d", number, s.last))
		}
	}
	s.last = n
	return nil
}
