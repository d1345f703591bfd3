package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
)

// snapshot is one unmoving state of the database, on a connection of its own.
type snapshot struct {
	*sql.Tx
	conn *sql.Conn
}

// each hands every row of a query to take as the engine has it: questions read tens of thousands of numbers, and
// database/sql takes longer to carry them over than the engine to find them. What take reads of bytes it must copy.
func (s *snapshot) each(ctx context.Context, take func(*sqlite3.Stmt) error, query string, args ...any) error {
	return s.conn.Raw(func(c any) (err error) {
		conn, err := native(c)
		if err != nil {
			return err
		}
		defer conn.SetInterrupt(conn.SetInterrupt(ctx))
		stmt, _, err := conn.Prepare(query)
		if err != nil {
			return err
		}
		defer stmt.Close() //nolint:errcheck // Close repeats what Err says
		if err := bind(stmt, args); err != nil {
			return err
		}
		for stmt.Step() {
			if err := take(stmt); err != nil {
				return err
			}
		}
		if err := stmt.Err(); err != nil {
			return cmp.Or(ctx.Err(), err)
		}
		return nil
	})
}

// native gives the engine's own connection beneath the driver's.
func native(c any) (*sqlite3.Conn, error) {
	conn, ok := c.(driver.Conn)
	if !ok {
		return nil, fmt.Errorf("the driver's connection is a %T", c)
	}
	return conn.Raw(), nil
}

// bind gives a statement its arguments, of the few types that filters have.
func bind(stmt *sqlite3.Stmt, args []any) (err error) {
	for i, arg := range args {
		switch v := arg.(type) {
		case int64:
			err = stmt.BindInt64(i+1, v)
		case int:
			err = stmt.BindInt(i+1, v)
		case bool:
			err = stmt.BindBool(i+1, v)
		case string:
			err = stmt.BindText(i+1, v)
		case []byte:
			err = stmt.BindBlob(i+1, v)
		default:
			err = fmt.Errorf("argument %d is a %T", i, arg)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// numbers reads the columns of a row from at on.
func numbers(row *sqlite3.Stmt, at int, into []int64) {
	for i := range into {
		into[i] = row.ColumnInt64(at + i)
	}
}
