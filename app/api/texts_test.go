package api_test

import (
	"testing"

	"outreach/app/api"
	"outreach/configs"
)

func texts(t testing.TB) api.Texts {
	t.Helper()
	m, err := configs.LoadMessages()
	if err != nil {
		t.Fatal(err)
	}
	return m
}
