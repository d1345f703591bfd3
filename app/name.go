package app

import (
	"context"
	"time"
)

// namesKept is how long names that were read are good for: another process may have changed one.
const namesKept = time.Minute

// roster is the names of all users by id, as read at a moment.
type roster struct {
	of map[string]string
	at time.Time
}

// Names gives every user's name by id, to be shown beside what they did to whoever may see that. It knows at once
// what this process changed, within a minute what another one did. The map is not the caller's to change.
func (a *App) Names(ctx context.Context) (map[string]string, error) {
	now := a.now()
	if held := a.names.Load(); held != nil && now.Sub(held.at) < namesKept {
		return held.of, nil
	}
	users, err := a.store.Users(ctx)
	if err != nil {
		return nil, err
	}
	read := roster{of: make(map[string]string, len(users)), at: now}
	for i := range users {
		read.of[users[i].ID] = users[i].Name
	}
	a.names.Store(&read)
	return read.of, nil
}
