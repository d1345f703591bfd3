package reports_test

import (
	"bytes"
	"context"
	"io"
	"runtime"
	"testing"

	"outreach/domain"
	"outreach/reports"
)

// endless gives one record again and again.
type endless struct {
	memory
	n int
}

func (e endless) WalkActivities(ctx context.Context, _ domain.Filter, each func(domain.Activity) error) error {
	for i := range e.n {
		if err := each(e.memory[i%len(e.memory)]); err != nil {
			return err
		}
	}
	return ctx.Err()
}

const many = 100_000

func BenchmarkCSVOf100000Rows(b *testing.B) {
	src, req := endless{crowd(1000, 1), many}, request(b, "zh")
	for b.Loop() {
		if err := reports.CSV(b.Context(), io.Discard, "r1", src, req); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWorkbookOf100000Rows(b *testing.B) {
	src, req := endless{crowd(1000, 1), many}, request(b, "zh")
	for b.Loop() {
		if err := reports.Workbook(b.Context(), io.Discard, "r1", src, req); err != nil {
			b.Fatal(err)
		}
	}
}

// The rows stream: ten times as many must not need ten times the memory.
func TestAWorkbooksMemoryDoesNotGrowWithItsRows(t *testing.T) {
	peak := func(n int) uint64 {
		watched := &highWater{}
		src := endless{crowd(1000, 1), n}
		if err := reports.Workbook(t.Context(), watched, "r1", src, request(t, "zh")); err != nil {
			t.Fatal(err)
		}
		return watched.heap
	}
	small, large := peak(10_000), peak(40_000)
	if limit := small + 48<<20; large > limit {
		t.Errorf("heap in use while writing: %d MB of 10,000 rows, %d MB of 40,000", small>>20, large>>20)
	}
}

// highWater notes the most heap in use at any write.
type highWater struct{ heap uint64 }

func (h *highWater) Write(b []byte) (int, error) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	h.heap = max(h.heap, m.HeapInuse)
	return len(b), nil
}

func BenchmarkReadingAWorkbookOf10000Rows(b *testing.B) {
	req := request(b, "zh")
	raw := book(b, "r1", endless{crowd(1000, 1), 10_000}, req)
	for b.Loop() {
		n := 0
		for _, err := range reports.ReadActivities(b.Context(), bytes.NewReader(raw), int64(len(raw)), reports.FormatXLSX, req) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 10_000 {
			b.Fatalf("%d rows", n)
		}
	}
}
