// Command openapi writes the API's OpenAPI 3.1 document from the route table and its Go types.
//
//	go run ./cmd/openapi -o app/api/openapi.json
//
// It is apart from the server so that the generator is no part of what runs.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run writes the document to a file, or to stdout where none is named.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("openapi", flag.ContinueOnError)
	flags.SetOutput(stderr)
	out := flags.String("o", "", "file to write; standard output where absent")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	doc, err := Document()
	if err == nil && *out == "" {
		_, err = stdout.Write(doc)
	} else if err == nil {
		err = os.WriteFile(*out, doc, 0o644) //nolint:gosec // a public document
	}
	if err != nil {
		if _, werr := fmt.Fprintln(stderr, "openapi:", err); werr != nil {
			return 1
		}
		return 1
	}
	return 0
}
