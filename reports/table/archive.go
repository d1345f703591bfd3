package table

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/flate"

	"outreach/domain"
)

// archive is a zip archive whose entries were checked as far as its directory tells.
type archive struct {
	parts map[string]*zip.File // by lower-case name: names of parts are alike in either case (ECMA-376 Part 2, 6.2.2)
	below *meter
}

// directoryBytes is how much is read to find a directory's entries: some 40,000 of the shortest.
const directoryBytes = 2 << 20

func openArchive(r io.ReaderAt, size int64, limits Limits) (archive, error) {
	metered := &meter{r: r, left: directoryBytes}
	z, err := zip.NewReader(metered, size)
	if errors.Is(err, errMeter) {
		return archive{}, refuse(domain.TooLarge, "error.table.parts", place{}, "Limit", limits.Parts)
	}
	if metered.failed != nil {
		return archive{}, metered.failed
	}
	if err != nil {
		return archive{}, broken("error.table.zip", place{}, err)
	}
	metered.left = -1
	z.RegisterDecompressor(zip.Deflate, flate.NewReader)
	a, err := checkedArchive(z, limits)
	a.below = metered
	return a, err
}

// meter fails after so many bytes; -1 is without end. It keeps a failure of the disk apart from faults of the file.
type meter struct {
	r      io.ReaderAt
	left   int64
	failed error
}

var errMeter = errors.New("the directory of the archive is too long")

func (m *meter) ReadAt(p []byte, at int64) (int, error) {
	if at < 0 { // the archive says so, not the disk
		return 0, zip.ErrFormat
	}
	if m.left >= 0 {
		if m.left < int64(len(p)) {
			return 0, errMeter
		}
		m.left -= int64(len(p))
	}
	n, err := m.r.ReadAt(p, at)
	if err != nil && !errors.Is(err, io.EOF) {
		m.failed = fmt.Errorf("read table: %w", err)
		return n, m.failed
	}
	return n, err
}

// checkedArchive refuses what an archive's directory gives away before anything is unpacked.
func checkedArchive(z *zip.Reader, limits Limits) (archive, error) {
	if len(z.File) > limits.Parts {
		return archive{}, refuse(domain.TooLarge, "error.table.parts", place{}, "Limit", limits.Parts)
	}
	a := archive{parts: make(map[string]*zip.File, len(z.File))}
	total := uint64(0)
	for _, f := range z.File {
		at := place{part: f.Name}
		name := strings.ToLower(f.Name)
		if _, twice := a.parts[name]; twice || !soundName(f.Name) {
			return archive{}, refuse(domain.Malformed, "error.table.name", at, "Value", fmt.Sprintf("%q", f.Name))
		}
		const ciphered = 1 | 1<<6 | 1<<13 // PKWARE APPNOTE 4.4.4
		if f.Flags&ciphered != 0 {
			return archive{}, refuse(domain.UnsupportedMedia, "error.table.encrypted", at)
		}
		total += f.UncompressedSize64
		if f.UncompressedSize64 > uint64(limits.Part) || total > uint64(limits.Unpacked) || total < f.UncompressedSize64 {
			return archive{}, refuse(domain.TooLarge, "error.table.unpacked", at, "Limit", min(limits.Part, limits.Unpacked)>>20)
		}
		if f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/uint64(limits.Ratio) > f.CompressedSize64 {
			return archive{}, refuse(domain.TooLarge, "error.table.ratio", at, "Limit", limits.Ratio)
		}
		a.parts[name] = f
	}
	return a, nil
}

// soundName refuses names that lead elsewhere when an archive is unpacked, or that two programs would read differently.
func soundName(name string) bool {
	clean := strings.TrimSuffix(name, "/")
	return clean != "" && clean == path.Clean(clean) && !strings.HasPrefix(clean, "/") && clean != ".." && !strings.HasPrefix(clean, "../") &&
		!strings.ContainsAny(clean, "\\:") && unholdable([]byte(clean)) < 0 && strings.ToValidUTF8(clean, "") == clean
}

// has says whether the archive holds a part.
func (a archive) has(part string) bool { _, ok := a.parts[strings.ToLower(part)]; return ok }

// read hands a scanner of a part to do and says where a failure was; at gives the place as far as do knows it.
func (a archive) read(ctx context.Context, part string, at func() place, do func(*scanner) error) (err error) {
	f, ok := a.parts[strings.ToLower(part)]
	if !ok {
		return refuse(domain.Malformed, "error.table.missing", place{part: part}, "Value", part)
	}
	in, err := f.Open()
	if err != nil && a.below.failed != nil {
		return a.below.failed
	}
	if err != nil {
		return broken("error.table.zip", place{part: part}, err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	if err := do(newScanner(ctx, in)); a.below.failed == nil {
		return located(err, at())
	}
	return a.below.failed
}

// located makes a scanner's error a refusal that says where.
func located(err error, at place) error {
	_, below := errors.AsType[readError](err)
	long, tooMuch := errors.AsType[longError](err)
	refused, known := errors.AsType[*domain.Error](err)
	switch {
	case err == nil, known && refused != nil, errors.Is(err, errStopped):
		return err
	case tooMuch:
		return refuse(domain.TooLarge, "error.table.cell", at, "Limit", int(long))
	case below:
		return broken("error.table.zip", at, err)
	case errors.Is(err, errDeclaration):
		return broken("error.table.declaration", at, err)
	case errors.Is(err, errControl):
		return broken("error.table.control", at, err)
	case errors.Is(err, errUTF8):
		return broken("error.table.utf8", at, err)
	case errors.Is(err, errXML), errors.Is(err, errWindow), errors.Is(err, io.EOF):
		return broken("error.table.xml", at, err)
	}
	return err
}
