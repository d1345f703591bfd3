package load

import (
	"math"
	"slices"
	"time"
)

// Figures are what a measurement found.
type Figures struct {
	Took   time.Duration // from the first question to the last answer
	Failed int           // questions refused, or not answered
	Err    error         // the first of these failures
	times  []time.Duration
}

// Done is how many questions were answered as wanted.
func (f *Figures) Done() int { return len(f.times) }

// Rate is how many questions a second were answered as wanted; 0 where nothing was measured.
func (f *Figures) Rate() float64 {
	if f.Took <= 0 {
		return 0
	}
	return float64(len(f.times)) / f.Took.Seconds()
}

// Percentile gives the time within which so many per cent of the wanted answers came, by nearest rank; 0
// where there were none.
func (f *Figures) Percentile(percent float64) time.Duration {
	n := len(f.times)
	if n == 0 {
		return 0
	}
	rank := int(math.Ceil(float64(n)*percent/100 - 1e-9)) // 95 % of 20 is 19, whatever the floats say
	return f.times[min(max(rank, 1), n)-1]
}

// merge gathers what several clients noted in the time that they took together.
func merge(notes []note, took time.Duration) Figures {
	f := Figures{Took: took}
	for i := range notes {
		f.times = append(f.times, notes[i].times...)
		f.Failed += notes[i].failed
		if f.Err == nil {
			f.Err = notes[i].err
		}
	}
	slices.Sort(f.times)
	return f
}

// note is what one client saw.
type note struct {
	times  []time.Duration
	failed int
	err    error
}

func (n *note) add(took time.Duration, err error) {
	if err == nil {
		n.times = append(n.times, took)
		return
	}
	n.failed++
	if n.err == nil {
		n.err = err
	}
}
