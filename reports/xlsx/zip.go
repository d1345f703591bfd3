package xlsx

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"math"

	"github.com/klauspost/compress/flate"
)

const (
	defaultLevel = 4
	// maxPart leaves room under 4 GiB for a sheet's last rows and its end; beyond, a part would need zip64.
	maxPart = math.MaxUint32 - 16<<20
	flushAt = 64 << 10
)

// parts writes a zip part by part straight to a writer, keeping nothing but buffers of fixed size.
type parts struct {
	stopped func() error // why nothing more is to be written
	out     *bufio.Writer
	zip     *zip.Writer
	deflate *flate.Writer
	part    io.Writer
	passed  int64 // deflated bytes passed on
	to      io.Writer
}

func newParts(ctx context.Context, w io.Writer, level int) (*parts, error) {
	d, err := flate.NewWriter(io.Discard, level)
	if err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	p := &parts{stopped: ctx.Err, deflate: d, to: w}
	p.out = bufio.NewWriterSize(counted{p}, flushAt)
	p.zip = zip.NewWriter(p.out)
	// A part is closed before the next begins, so that one compressor serves all.
	p.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		d.Reset(w)
		return d, nil
	})
	return p, nil
}

func (p *parts) begin(name string) error {
	if err := p.stopped(); err != nil {
		return err
	}
	w, err := p.zip.Create(name)
	if err != nil {
		return fmt.Errorf("part %s: %w", name, err)
	}
	p.part = w
	return nil
}

// Write adds to the part begun last.
func (p *parts) Write(b []byte) (int, error) {
	if err := p.stopped(); err != nil {
		return 0, err
	}
	n, err := p.part.Write(b)
	if err != nil {
		return n, fmt.Errorf("write workbook: %w", err)
	}
	return n, nil
}

func (p *parts) close() error {
	if err := p.zip.Close(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	if err := p.out.Flush(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return p.stopped()
}

// counted passes on to the caller's writer and refuses what only zip64 could address.
type counted struct{ p *parts }

func (c counted) Write(b []byte) (int, error) {
	if c.p.passed += int64(len(b)); c.p.passed > math.MaxUint32 {
		return 0, ErrSize
	}
	return c.p.to.Write(b)
}

// hook is what excelize writes a book's parts into. It gives each part whole to create, which must not keep it, and keeps the first error.
type hook struct {
	create func(name string, content []byte) error
	name   string
	part   bytes.Buffer
	closed bool
	err    error
}

// Create begins the next part.
func (h *hook) Create(name string) (io.Writer, error) {
	h.end()
	h.name = name
	return h, h.err
}

// Write adds to the part.
func (h *hook) Write(b []byte) (int, error) {
	if h.err != nil {
		return 0, h.err
	}
	return h.part.Write(b)
}

// AddFS is asked for by excelize's interface; a workbook never uses it.
func (h *hook) AddFS(fs.FS) error {
	h.err = fmt.Errorf("%w: files from outside", ErrPart)
	return h.err
}

// Close ends the last part.
func (h *hook) Close() error {
	h.end()
	h.closed = true
	return h.err
}

func (h *hook) end() {
	if h.err == nil && h.name != "" {
		h.err = h.create(h.name, h.part.Bytes())
	}
	h.name = ""
	h.part.Reset()
}
