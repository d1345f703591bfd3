package repository

import (
	"errors"
	"strconv"
	"strings"

	"outreach/domain"
)

// EventCursor gives the cursor behind an entry of the audit log in a list of so many, so that later pages need not
// count.
func EventCursor(seq, total int64) string {
	return strconv.FormatInt(seq, 10) + "." + strconv.FormatInt(total, 10)
}

// ParseEventCursor reads what EventCursor gave. Of the first page, "", before is 0 and total -1; anything else is
// domain.Malformed.
func ParseEventCursor(cursor string) (before, total int64, err error) {
	if cursor == "" {
		return 0, -1, nil
	}
	seq, count, _ := strings.Cut(cursor, ".")
	before, err = strconv.ParseInt(seq, 10, 64)
	total, err2 := strconv.ParseInt(count, 10, 64)
	if err = errors.Join(err, err2); err != nil || before < 1 || total < 0 {
		return 0, 0, &domain.Error{Code: domain.Malformed, Key: "error.cursor", Err: err}
	}
	return before, total, nil
}
