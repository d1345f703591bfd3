package sqlite

import (
	"cmp"
	"errors"
	"sync"
)

const (
	parcelSize  = 64 // rows that travel together, so that handing over costs little a row
	parcelDepth = 4  // parcels under way, which bounds memory
	workers     = 2
)

var errStopped = errors.New("the one who takes has stopped")

// parcel is some rows on their way from the engine to the one who takes them.
type parcel[T, U any] struct {
	in    []T
	out   []U
	err   error
	ready chan struct{}
}

// pipeline hands what produce puts, worked on by others meanwhile, to take in the order it was put. Decoding
// costs more than reading; apart, they use two cores. take runs on the caller's goroutine; when
// pipeline returns, produce has returned.
func pipeline[T, U any](produce func(put func(T) error) error, work func(T) (U, error), take func(U) error) error {
	stop := make(chan struct{})
	todo, order := make(chan *parcel[T, U], parcelDepth), make(chan *parcel[T, U], parcelDepth)
	send := func(p *parcel[T, U]) error {
		select {
		case order <- p:
			todo <- p
			return nil
		case <-stop:
			return errStopped
		}
	}
	var produced error
	var running sync.WaitGroup
	running.Go(func() {
		defer close(order)
		defer close(todo)
		produced = pack(produce, send)
	})
	for range workers {
		running.Go(func() {
			for p := range todo {
				p.run(work)
			}
		})
	}
	err := unpack(order, take)
	close(stop)
	running.Wait()
	return cmp.Or(err, produced)
}

// pack gathers rows into parcels.
func pack[T, U any](produce func(put func(T) error) error, send func(*parcel[T, U]) error) error {
	next := &parcel[T, U]{ready: make(chan struct{})}
	err := produce(func(row T) error {
		if next.in = append(next.in, row); len(next.in) < parcelSize {
			return nil
		}
		full := next
		next = &parcel[T, U]{ready: make(chan struct{}), in: make([]T, 0, parcelSize)}
		return send(full)
	})
	if err == nil && len(next.in) > 0 {
		err = send(next)
	}
	return err
}

func (p *parcel[T, U]) run(work func(T) (U, error)) {
	defer close(p.ready)
	p.out = make([]U, 0, len(p.in))
	for _, row := range p.in {
		u, err := work(row)
		if err != nil {
			p.err = err
			return
		}
		p.out = append(p.out, u)
	}
}

// unpack hands out the rows of parcels in order until take, or the work on a row, fails.
func unpack[T, U any](order <-chan *parcel[T, U], take func(U) error) error {
	for p := range order {
		<-p.ready
		for _, u := range p.out {
			if err := take(u); err != nil {
				return err
			}
		}
		if p.err != nil {
			return p.err
		}
	}
	return nil
}
