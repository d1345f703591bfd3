package demo

import (
	"encoding/hex"
	"math"
	"math/rand/v2"

	"outreach/domain"
)

// dice are the draws that everything is made from.
type dice struct{ *rand.Rand }

func newDice(seed, stream uint64) dice { return dice{rand.New(rand.NewPCG(seed, stream))} }

// between draws from lo to hi, both possible.
func (d dice) between(lo, hi int) int { return lo + d.IntN(hi-lo+1) }

func (d dice) chance(p float64) bool { return d.Float64() < p }

// heads draws a head count from lo to hi with most of them near mode: gatherings are seldom the largest.
func (d dice) heads(lo, mode, hi int) int {
	l, m, h, u := float64(lo), float64(mode), float64(hi), d.Float64()
	if cut := (m - l) / (h - l); u < cut {
		return int(l + math.Sqrt(u*(h-l)*(m-l)))
	}
	return int(h - math.Sqrt((1-u)*(h-l)*(h-m)))
}

func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// weighted draws an index with a chance in proportion to its weight.
func (d dice) weighted(weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	u := d.Float64() * sum
	for i, w := range weights {
		if u -= w; u < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// id makes a UUIDv7 of an instant.
func (d dice) id(at domain.Instant) domain.ID {
	var b [16]byte
	for i := range 6 {
		b[i] = byte(int64(at) >> (40 - 8*i))
	}
	for i, r := 6, d.Uint64(); i < 14; i, r = i+1, r>>8 {
		b[i] = byte(r)
	}
	r := d.Uint32()
	b[14], b[15] = byte(r), byte(r>>8)
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	var text [36]byte
	hex.Encode(text[:8], b[:4])
	hex.Encode(text[9:13], b[4:6])
	hex.Encode(text[14:18], b[6:8])
	hex.Encode(text[19:23], b[8:10])
	hex.Encode(text[24:], b[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return domain.ID(text[:])
}

// digest makes up the SHA-256 of a file that does not exist.
func (d dice) digest() string {
	var b [32]byte
	for i := 0; i < len(b); i += 8 {
		r := d.Uint64()
		for j := range 8 {
			b[i+j] = byte(r >> (8 * j))
		}
	}
	return hex.EncodeToString(b[:])
}

// addUp moves numbers one by one in drawn order, each within lo and hi, until they add up to target.
// It gives false where the bounds do not let them.
func (d dice) addUp(list []int, target, lo, hi int) bool {
	if target < lo*len(list) || target > hi*len(list) {
		return false
	}
	left := target
	for _, n := range list {
		left -= n
	}
	for left != 0 {
		i := d.IntN(len(list))
		step := d.between(1, max(1, (hi-lo)/50))
		if left < 0 {
			step = -step
		}
		if next := min(max(list[i]+step, lo), hi); next-list[i] != 0 && abs(next-list[i]) <= abs(left) {
			left -= next - list[i]
			list[i] = next
		}
	}
	return true
}

func abs(n int) int { return max(n, -n) }
