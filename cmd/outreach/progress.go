package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// terminal says whether somebody looks on.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// progress shows how far long work has come, on standard error: a bar on a terminal, a line a second
// elsewhere. The function it gives hears what is done, of how much.
func (p *program) progress(what string) func(done, total int) {
	if terminal(p.err) {
		var bar *progressbar.ProgressBar
		return func(done, total int) {
			if bar == nil {
				bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(p.err), progressbar.OptionSetDescription(what),
					progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionOnCompletion(func() { fmt.Fprintln(p.err) }))
			}
			if bar.GetMax() != total {
				bar.ChangeMax(total)
			}
			if err := bar.Set(done); err != nil {
				bar = nil
			}
		}
	}
	last := p.now()
	return func(done, total int) {
		if now := p.now(); done == total || now.Sub(last) >= time.Second {
			last = now
			fmt.Fprintf(p.err, "%s %d/%d\n", what, done, total)
		}
	}
}
