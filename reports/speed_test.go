package reports_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
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
		for _, err := range reports.ReadActivities(b.Context(), bytes.NewReader(raw), int64(len(raw)), req, reports.ReadOptions{}) {
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

// A sheet over 16 MB goes by way of a file; neither success nor a full disk may leave it behind.
func TestNothingIsLeftInTheTemporaryFolder(t *testing.T) {
	folder, req := t.TempDir(), request(t, "zh")
	t.Setenv("TMPDIR", folder)
	src := endless{crowd(100, 1), 20_000}
	raw := book(t, "r1", src, req)
	if err := reports.Workbook(t.Context(), &fullDisk{1000}, "r1", src, req); !errors.Is(err, errFull) {
		t.Errorf("full disk: %v", err)
	}
	stop := errors.New("stop")
	if err := reports.Workbook(t.Context(), io.Discard, "r1", broken{src, stop}, req); !errors.Is(err, stop) {
		t.Errorf("broken source: %v", err)
	}
	n := 0
	for _, err := range reports.ReadActivities(t.Context(), bytes.NewReader(raw), int64(len(raw)), req, reports.ReadOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 5 {
			break
		}
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("%v, left behind: %v", err, left)
	}
}

// broken fails after its last row.
type broken struct {
	endless
	err error
}

func (b broken) WalkActivities(ctx context.Context, f domain.Filter, each func(domain.Activity) error) error {
	return errors.Join(b.endless.WalkActivities(ctx, f, each), b.err)
}
