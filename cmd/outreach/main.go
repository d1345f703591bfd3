package main

import (
	"context"
	"crypto/rand"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"outreach/configs"
)

// version is set by the build.
var version = "dev"

func main() {
	signal.Ignore(syscall.SIGPIPE) // a reader who has seen enough must not keep the ledger from being closed
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program: it does what args say and gives the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	messages, err := configs.LoadMessages()
	if err != nil {
		return fail(stderr, nil, err)
	}
	p := &program{
		out: stdout, err: stderr, now: time.Now, random: rand.Reader, messages: messages, environ: os.Environ(),
		text: messages.For(language(args, os.Environ())),
	}
	root := p.root() //nolint:contextcheck // commands take the context they are run with
	root.SetArgs(args)
	return fail(stderr, p.text, root.ExecuteContext(ctx))
}
