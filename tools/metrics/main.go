package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run prints the table of the module at -root; it gives 0 when printed, 1 when the source could not
// be read, 2 for wrong usage, and 3 when -strict is set and a measure is over its budget.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("metrics", flag.ContinueOnError)
	flags.SetOutput(stderr)
	root := flags.String("root", ".", "folder of the module to measure")
	strict := flags.Bool("strict", false, "exit with 3 when a measure is over its budget")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	code, err := readModule(*root)
	if err != nil {
		fmt.Fprintln(stderr, "metrics:", err)
		return 1
	}
	log, err := readHistory(context.Background(), *root)
	if err != nil {
		fmt.Fprintln(stderr, "metrics:", err)
		return 1
	}
	linters, err := countLinters(*root)
	if err != nil {
		fmt.Fprintln(stderr, "metrics:", err)
		return 1
	}
	over := printTable(stdout, rows(code, log, linters))
	if *strict && over > 0 {
		return 3
	}
	return 0
}
