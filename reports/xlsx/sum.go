package xlsx

import (
	"math"
	"math/bits"
)

// Sum adds up a column's numbers, rows only, no totals: whole ones exactly, others by Neumaier's method,
// whose error does not grow with the number of rows.
type Sum struct {
	Count int // numbers added
	low   uint64
	high  int64
	real  float64
	rest  float64
}

// Whole gives the sum of the whole numbers, and whether it fits.
func (s Sum) Whole() (int64, bool) {
	n := int64(s.low) //nolint:gosec // the low half of a 128-bit number
	return n, s.high == n>>63
}

// Real gives the sum of the other numbers.
func (s Sum) Real() float64 { return s.real + s.rest }

// Value gives the sum of all numbers.
func (s Sum) Value() float64 {
	if n, fits := s.Whole(); fits {
		return float64(n) + s.Real()
	}
	return math.Ldexp(float64(s.high), 64) + float64(s.low) + s.Real()
}

func (s *Sum) add(c *Cell) {
	switch c.is {
	case isWhole:
		low, carry := bits.Add64(s.low, uint64(c.whole), 0) //nolint:gosec // two's complement
		s.low, s.high = low, s.high+c.whole>>63+int64(carry)
	case isReal:
		t := s.real + c.real
		if math.Abs(s.real) >= math.Abs(c.real) {
			s.rest += (s.real - t) + c.real
		} else {
			s.rest += (c.real - t) + s.real
		}
		s.real = t
	case isBlank, isText, isDate, isBool:
		return
	}
	s.Count++
}
