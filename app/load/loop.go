package load

import (
	"context"
	"sync"
	"time"
)

// Do asks one question as one of the clients, numbered from 0, and gives an error where the answer was not
// the wanted one.
type Do func(ctx context.Context, client int) error

// Closed lets so many clients ask again and again, each as soon as it has its answer, for a time or until
// ctx ends; every question that was begun is waited for.
func Closed(ctx context.Context, now func() time.Time, clients int, length time.Duration, do Do) Figures {
	began := now()
	return together(now, clients, func(client int, n *note) {
		for at := now(); at.Sub(began) < length && ctx.Err() == nil; {
			err := do(ctx, client)
			next := now()
			n.add(next.Sub(at), err)
			at = next
		}
	})
}

// Pace says how clients of Paced ask: each once in Every, for Length.
type Pace struct {
	Clients int
	Every   time.Duration
	Length  time.Duration
}

// Paced lets clients ask at fixed moments, spread evenly over the interval. A time runs from the moment a
// question was due. A client whose answer is late asks its next at once.
func Paced(ctx context.Context, now func() time.Time, p Pace, do Do) Figures {
	began := now()
	return together(now, p.Clients, func(client int, n *note) {
		due := began.Add(p.Every * time.Duration(client) / time.Duration(p.Clients))
		for ; due.Sub(began) < p.Length && wait(ctx, due.Sub(now())); due = due.Add(p.Every) {
			err := do(ctx, client)
			n.add(now().Sub(due), err)
		}
	})
}

// wait lets a time pass; it gives false where ctx ended first.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// together runs all clients to their end and gathers what they noted.
func together(now func() time.Time, clients int, run func(client int, n *note)) Figures {
	notes := make([]note, clients)
	began := now()
	var all sync.WaitGroup
	for i := range notes {
		all.Go(func() { run(i, &notes[i]) })
	}
	all.Wait()
	return merge(notes, now().Sub(began))
}
