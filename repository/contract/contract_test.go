package contract_test

import (
	"testing"

	"outreach/repository"
	"outreach/repository/contract"
)

func TestModelKeepsTheContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) repository.Store {
		t.Helper()
		m := contract.NewModel()
		t.Cleanup(func() {
			if err := m.Close(); err != nil {
				t.Error(err)
			}
		})
		return m
	})
}
