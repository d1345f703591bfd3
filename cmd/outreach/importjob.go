package main

import (
	"outreach/app/api"
	"outreach/app/job"
	"outreach/configs"
)

// imports makes a desk do imports too; it must not run yet.
func imports(desk *job.Desk, config configs.Config) (*job.Imports, error) {
	check, err := api.ContentCheck()
	if err != nil {
		return nil, err
	}
	aliases, err := configs.Headings()
	if err != nil {
		return nil, err
	}
	return job.NewImports(desk, job.ImportParts{Languages: configs.Languages(), Aliases: aliases, Check: check, MaxBytes: int64(config.Limits.Import) << 20}), nil
}
