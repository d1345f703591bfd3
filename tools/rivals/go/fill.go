package main

import (
	"context"
	"errors"
	"os"
	"strconv"

	"outreach/app/demo"
	"outreach/configs"
	"outreach/repository/sqlite"
)

// fill makes a data folder of so many records, the same ones as `outreach bench` starts from.
func fill(records, dir string) (err error) {
	n, err := strconv.Atoi(records)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	catalogue, err := configs.WholeCatalogue()
	if err != nil {
		return err
	}
	store, err := sqlite.Open(context.Background(), sqlite.Options{Dir: dir})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return demo.FillBulk(context.Background(), store, &catalogue, n, demo.Options{Seed: 1})
}
