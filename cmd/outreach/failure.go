package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"outreach/domain"
)

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
	exitFound  = 3
)

// errFound says that a check found something; what, is printed already.
var errFound = errors.New("found")

// usageError is a command line that cannot be understood.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// fail prints an error in the reader's language, if there is one, and gives the exit code.
func fail(w io.Writer, text domain.Text, err error) int {
	if err == nil {
		return exitDone
	}
	if errors.Is(err, errFound) {
		return exitFound
	}
	sentence := err.Error()
	if text != nil {
		sentence = explained(text, err)
	}
	fmt.Fprintln(w, "outreach: "+sentence)
	if _, ok := errors.AsType[usageError](err); ok {
		if text != nil {
			fmt.Fprintln(w, text.T("cli.usage", nil))
		}
		return exitUsage
	}
	return exitFailed
}

// explained tells a refusal of the ledger as people read it; any other error as it is.
func explained(text domain.Text, err error) string {
	e, ok := errors.AsType[*domain.Error](err)
	if !ok {
		return err.Error()
	}
	key := e.Key
	if key == "" {
		key = "error." + string(e.Code)
	}
	lines := []string{text.T(key, e.Params)}
	for _, f := range e.Faults {
		lines = append(lines, "  "+f.Pointer+" "+text.T(f.Key, f.Params))
	}
	if e.Key == "error.store.locked" {
		lines = append(lines, text.T("cli.locked", nil))
	}
	return strings.Join(lines, "\n")
}

// none, exactly and the like check positional arguments.
func none(args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("unexpected %q", args[0])}
	}
	return nil
}

func one(args []string) error {
	if len(args) != 1 {
		return usageError{fmt.Errorf("want one argument, got %d", len(args))}
	}
	return nil
}

// oneOf refuses a flag whose value is not among the known ones.
func oneOf(flag, value string, known ...string) error {
	if slices.Contains(known, value) {
		return nil
	}
	return usageError{fmt.Errorf("--%s %q: want one of %s", flag, value, strings.Join(known, ", "))}
}
