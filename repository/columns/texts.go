package columns

import (
	"bytes"
	"hash/maphash"
	"slices"
)

// blockSize is how many bytes of texts lie together.
const blockSize = 64 << 10

// Texts numbers texts from 1, each once; 0 is the empty text. They are never forgotten. Number and View must not run at once.
type Texts struct {
	seed   maphash.Seed
	slots  []int32 // by hash, a power of two of them: the number of a text; one whose slot is taken has the next free one
	blocks []block
	count  int32
}

// block is some texts one after the other.
type block struct {
	first int32 // number of the first
	text  []byte
	ends  []int32 // of each text
}

// NewTexts gives none yet.
func NewTexts() *Texts { return &Texts{seed: maphash.MakeSeed(), slots: make([]int32, 1024)} }

// Number gives the number of a text.
func (t *Texts) Number(text []byte) int64 {
	if len(text) == 0 {
		return 0
	}
	slot := t.slot(text)
	if t.slots[slot] == 0 {
		t.add(text)
		t.slots[slot] = t.count
		if int(t.count) > len(t.slots)/4*3 {
			t.spread()
		}
		return int64(t.count)
	}
	return int64(t.slots[slot])
}

// slot gives where the number of a text is, or belongs.
func (t *Texts) slot(text []byte) int {
	last := len(t.slots) - 1
	for at := int(maphash.Bytes(t.seed, text)) & last; ; at = (at + 1) & last {
		if n := t.slots[at]; n == 0 || bytes.Equal(t.text(n), text) {
			return at
		}
	}
}

// spread doubles the slots.
func (t *Texts) spread() {
	t.slots = make([]int32, 2*len(t.slots))
	for n := int32(1); n <= t.count; n++ {
		t.slots[t.slot(t.text(n))] = n
	}
}

func (t *Texts) add(text []byte) {
	t.count++
	last := len(t.blocks) - 1
	if last < 0 || len(t.blocks[last].text)+len(text) > cap(t.blocks[last].text) {
		t.blocks = append(t.blocks, block{first: t.count, text: make([]byte, 0, max(blockSize, len(text)))})
		last++
	}
	b := &t.blocks[last]
	b.text = append(b.text, text...)
	b.ends = append(b.ends, int32(len(b.text)))
}

func (t *Texts) text(n int32) []byte {
	at, found := slices.BinarySearchFunc(t.blocks, n, func(b block, n int32) int { return int(b.first - n) })
	if !found {
		at--
	}
	b := &t.blocks[at]
	return b.text[b.start(int(n-b.first)):b.ends[n-b.first]]
}

func (b *block) start(i int) int32 {
	if i == 0 {
		return 0
	}
	return b.ends[i-1]
}

// View gives the texts known now, to be searched at any time.
func (t *Texts) View() TextView { return TextView{slices.Clone(t.blocks), t.count} }

// TextView is texts as they were at a moment.
type TextView struct {
	blocks []block
	count  int32
}

// Having gives the numbers of the texts that a part, not empty, lies in.
func (v TextView) Having(part string) Set {
	s := Set{bits: make([]uint64, v.count/64+1)}
	for i := range v.blocks {
		b := &v.blocks[i]
		for from, at := 0, 0; ; {
			found := bytes.Index(b.text[from:], []byte(part))
			if found < 0 {
				break
			}
			from += found
			for b.ends[at] <= int32(from) {
				at++
			}
			if from+len(part) > int(b.ends[at]) { // it lies across two texts
				from++
				continue
			}
			n := int(b.first) + at
			s.bits[n/64] |= 1 << (n % 64)
			from = int(b.ends[at])
		}
	}
	return s
}
