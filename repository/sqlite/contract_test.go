package sqlite_test

import (
	"testing"

	"outreach/repository"
	"outreach/repository/contract"
)

func TestSQLiteKeepsTheContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) repository.Store { return open(t, t.TempDir()) })
}
