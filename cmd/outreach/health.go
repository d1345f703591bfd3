package main

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"time"

	"github.com/spf13/cobra"
)

func (p *program) health() *cobra.Command {
	c := p.command("health", none)
	url := c.Flags().String("url", "", p.t("cli.flag.url"))
	c.RunE = func(c *cobra.Command, _ []string) (err error) {
		base := *url
		if base == "" {
			config, err := p.configuration()
			if err != nil {
				return err
			}
			base = "http://" + config.Listen
			if config.TLS.Cert != "" {
				base = "https://" + config.Listen
			}
		}
		request, err := http.NewRequestWithContext(c.Context(), http.MethodGet, base+"/api/v1/health", http.NoBody)
		if err != nil {
			return usageError{err}
		}
		client := http.Client{Timeout: 3 * time.Second}
		answer, err := client.Do(request)
		if err != nil {
			return err
		}
		defer answer.Body.Close() //nolint:errcheck // read only
		body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<16))
		if err != nil {
			return err
		}
		fmt.Fprintln(p.out, string(body))
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("%s: %s", base, answer.Status)
		}
		return nil
	}
	return c
}

func (p *program) version() *cobra.Command {
	c := p.command("version", none)
	c.RunE = func(*cobra.Command, []string) error {
		fmt.Fprintf(p.out, "outreach %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return nil
	}
	return c
}
