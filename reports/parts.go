package reports

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strings"

	"github.com/klauspost/compress/flate"

	"outreach/domain"
)

// level 4 is where deflate costs half of level 6 for a few per cent more bytes (decision on workbooks).
const level = 4

// parts is the zip that excelize writes a workbook's parts into. It writes straight through, keeps the first
// error, and is the place where another encoder of a big sheet would take over a part.
type parts struct {
	out    *bufio.Writer
	zip    *zip.Writer
	caches caches
	err    error
}

func newParts(w io.Writer, c caches) *parts {
	p := &parts{out: bufio.NewWriterSize(w, flushAt), caches: c}
	p.zip = zip.NewWriter(p.out)
	p.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, level) })
	return p
}

// Create begins the next part.
func (p *parts) Create(name string) (io.Writer, error) {
	if p.err != nil {
		return nil, p.err
	}
	w, err := p.zip.Create(name)
	if err != nil {
		return nil, p.keep(fmt.Errorf("part %s: %w", name, err))
	}
	return &part{p, w, strings.HasPrefix(name, chartParts), 0}, nil
}

// AddFS is asked for by excelize's interface; a workbook never uses it.
func (p *parts) AddFS(fsys fs.FS) error { return p.keep(p.zip.AddFS(fsys)) }

// Close ends the file.
func (p *parts) Close() error {
	if p.err != nil {
		return p.err
	}
	if err := p.zip.Close(); err != nil {
		return p.keep(err)
	}
	return p.keep(p.out.Flush())
}

func (p *parts) keep(err error) error {
	if p.err == nil {
		p.err = err
	}
	return err
}

// part is one part being written.
type part struct {
	parts *parts
	w     io.Writer
	chart bool
	size  int64
}

// Write passes on, with their values put into charts, which come in one Write; a part of 4 GiB and more would need zip64, which spreadsheets read badly.
func (p *part) Write(b []byte) (int, error) {
	if p.size += int64(len(b)); p.size > math.MaxUint32 {
		return 0, p.parts.keep(domain.Refuse(domain.TooLarge, "error.report.size"))
	}
	out := b
	if p.chart {
		out = p.parts.caches.fill(b)
	}
	if _, err := p.w.Write(out); err != nil {
		return 0, p.parts.keep(err)
	}
	return len(b), nil
}
