package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"time"

	"outreach/app/load"
	"outreach/domain"
)

// phones is how many phones send a record every two seconds.
const phones = 500

// reads measures questions, each asked again as soon as it is answered.
func (b *bench) reads(ctx context.Context) error {
	for _, q := range []struct {
		name, path, proof string // proof is what the answer must hold
		aim               time.Duration
	}{
		{"list", "/activities?limit=50", `"total":`, 5 * time.Millisecond},
		{"list_province", "/activities?limit=50&area=440000", `"total":`, 5 * time.Millisecond},
		{"cube", "/stats?by=year,county,programme", `"method":"tallies"`, 20 * time.Millisecond},
		{"coverage", "/coverage?level=county&from=2022-01-01&to=2023-01-01", `"denominator":`, 5 * time.Millisecond},
		{"pivot", "/stats?by=province,quarter", `"method":"tallies"`, 5 * time.Millisecond},
		{"board", "/board?from=2022-01-01&to=2023-01-01", `"levels":`, 300 * time.Millisecond},
		{"board_province", "/board?programme=xinghai&area=440000&from=2022-01-01&to=2023-01-01", `"levels":`, 300 * time.Millisecond},
		{"board_audience", "/board?audience=elderly", `"levels":`, 300 * time.Millisecond},
		{"records", "/stats?by=form&topic=telecom_fraud", `"method":"records"`, 300 * time.Millisecond},
		{"distinct", "/stats?by=province,year&measure=campuses,counties,organisations", `"method":"records"`, 300 * time.Millisecond},
		{"search", "/activities?limit=50&q=%E5%8F%8D%E8%AF%88", `"total":`, 300 * time.Millisecond},
		{"queue", "/review?order=findings&limit=50", `"total":`, 300 * time.Millisecond},
	} {
		question := load.Question{Path: "/api/v1" + q.path}
		var answer bytes.Buffer
		if err := b.client.Ask(ctx, question, &answer); err != nil {
			return err
		}
		if !bytes.Contains(answer.Bytes(), []byte(q.proof)) {
			return fmt.Errorf("%s: no %s in the answer", q.path, q.proof)
		}
		f, err := b.closed(ctx, 1, func(ctx context.Context, _ int) error { return b.client.Ask(ctx, question, io.Discard) })
		if err != nil {
			return err
		}
		b.add(measured{b.t("cli.bench."+q.name, "Bytes", grouped(int64(answer.Len()))), spread(f), within(q.aim), judged(f.Percentile(95) < q.aim)})
	}
	return nil
}

func within(aim time.Duration) string { return fmt.Sprintf("p95 < %d ms", aim.Milliseconds()) }

// spread writes the times of a measurement.
func spread(f load.Figures) string {
	return "p50 " + milliseconds(f.Percentile(50)) + ", p95 " + milliseconds(f.Percentile(95))
}

// closed measures with clients that ask in a closed loop; one failure is one too many.
func (b *bench) closed(ctx context.Context, clients int, do load.Do) (load.Figures, error) {
	return whole(load.Closed(ctx, b.now, clients, b.length, do))
}

func whole(f load.Figures) (load.Figures, error) {
	if f.Failed > 0 {
		return f, fmt.Errorf("%d of %d questions failed: %w", f.Failed, f.Failed+f.Done(), f.Err)
	}
	if f.Done() == 0 {
		return f, errors.New("nothing was measured")
	}
	return f, nil
}

// file measures a table of about 100,000 rows: so many days as hold that many of the generated records.
func (b *bench) file(ctx context.Context) error {
	const rows, from domain.Date = 100_000, 20220101
	days := min(int(rows)*1827/int(b.held), 1096)
	question := load.Question{Path: fmt.Sprintf("/api/v1/exports/r1.csv?from=%s&to=%s", from, from.AddDays(max(days, 1)))}
	var answer bytes.Buffer
	if err := b.client.Ask(ctx, question, &answer); err != nil {
		return err
	}
	size, n := answer.Len(), int64(-1) // the heading is none
	for r := csv.NewReader(&answer); ; n++ {
		if _, err := r.Read(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
	}
	f, err := b.closed(ctx, 1, func(ctx context.Context, _ int) error { return b.client.Ask(ctx, question, io.Discard) })
	if err != nil {
		return err
	}
	aim := 500 * time.Millisecond
	b.add(measured{b.t("cli.bench.csv", "Rows", grouped(n), "Bytes", grouped(int64(size))), spread(f), within(aim), judged(f.Percentile(95) < aim)})
	return nil
}

// submits measures durable writes.
func (b *bench) submits(ctx context.Context) error {
	for _, clients := range []int{1, 8, 64} {
		f, err := b.closed(ctx, clients, b.sent.put(b.client))
		if err != nil {
			return err
		}
		row := measured{b.t("cli.bench.submits", "Clients", clients), perSecond(f.Rate()) + ", " + spread(f), "—", unaimed}
		if clients == 64 {
			row.aim, row.met = "≥ 2,000/s", judged(f.Rate() >= 2000)
		}
		b.add(row)
	}
	return nil
}

func perSecond(rate float64) string { return grouped(int64(rate)) + "/s" }

// phones measures how long a phone waits while many send at their own pace.
func (b *bench) phones(ctx context.Context) error {
	f, err := whole(load.Paced(ctx, b.now, load.Pace{Clients: phones, Every: 2 * time.Second, Length: 4 * b.length}, b.sent.put(b.client)))
	if err != nil {
		return err
	}
	aim := 50 * time.Millisecond
	b.add(measured{b.t("cli.bench.phones", "Phones", phones), perSecond(f.Rate()) + ", " + spread(f), within(aim), judged(f.Percentile(95) < aim)})
	return nil
}

// batches measures the import of many records at once.
func (b *bench) batches(ctx context.Context) error {
	const size, clients = 500, 4
	f, err := b.closed(ctx, clients, b.sent.batch(b.client, size))
	if err != nil {
		return err
	}
	rate := f.Rate() * size
	b.add(measured{b.t("cli.bench.batches", "Size", size, "Clients", clients), perSecond(rate) + ", " + spread(f), "≥ 10,000/s", judged(rate >= 10_000)})
	return nil
}

// memory tells how much the server holds once it has answered questions.
func (b *bench) memory(context.Context) error { return b.resident("memory_reads") }

// memoryAfter tells the same once it has written.
func (b *bench) memoryAfter(context.Context) error { return b.resident("memory_writes") }

func (b *bench) resident(name string) error {
	now, peak, err := b.server.memory()
	if err != nil {
		return err
	}
	b.add(measured{b.t("cli.bench." + name), b.t("cli.bench.megabytes", "Now", fmt.Sprintf("%.0f", now), "Peak", fmt.Sprintf("%.0f", peak)), "< 256 MB", judged(peak < 256)})
	return nil
}
