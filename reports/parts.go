package reports

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"math"

	"github.com/klauspost/compress/flate"

	"outreach/domain"
)

// level 4 is where deflate costs half of level 6 for a few per cent more bytes (decision on workbooks).
const level = 4

// parts is the zip that excelize writes a workbook's parts into. It writes straight through, keeps the first
// error, and is the place where another encoder of a big sheet would take over a part.
type parts struct {
	out *bufio.Writer
	zip *zip.Writer
	err error
}

func newParts(w io.Writer) *parts {
	p := &parts{out: bufio.NewWriterSize(w, flushAt)}
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
	return &part{p, w, 0}, nil
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
	size  int64
}

// Write passes on; a part of 4 GiB and more would need zip64, which spreadsheets read badly.
func (p *part) Write(b []byte) (int, error) {
	if p.size += int64(len(b)); p.size > math.MaxUint32 {
		return 0, p.parts.keep(domain.Refuse(domain.TooLarge, "error.report.size"))
	}
	n, err := p.w.Write(b)
	return n, p.parts.keep(err)
}
