package main

import "github.com/spf13/cobra"

func (p *program) bench() *cobra.Command { return p.command("bench", none) }
