package main

import "github.com/spf13/cobra"

func (p *program) importing() *cobra.Command { return p.command("import FILE", one) }
func (p *program) export() *cobra.Command    { return p.command("export REPORT", one) }
func (p *program) user() *cobra.Command      { return p.command("user", none) }
func (p *program) bench() *cobra.Command     { return p.command("bench", none) }
