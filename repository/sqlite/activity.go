package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"outreach/domain"
	"outreach/repository/body"
)

// revisionBits is the part of a history key that numbers a record's revisions.
const revisionBits = 20

func historyKey(record, revision int64) int64 { return record<<revisionBits | revision }

// versionColumns are those of the versions table after its key, in the order of versionValues.
const versionColumns = `id, content, ` + factColumns + `, audiences, title, place, waits`

// Activity is repository.ActivityTx's.
func (t *tx) Activity(ctx context.Context, id domain.ID) (domain.Activity, error) {
	return activity(ctx, t, id)
}

// activity reads a record whole: its newest revision and the standing one.
func activity(ctx context.Context, from source, id domain.ID) (domain.Activity, error) {
	const query = `SELECT h.body, s.body FROM records r JOIN history h ON h.key = r.key << 20 | r.revision
		LEFT JOIN history s ON r.standing <> 0 AND s.key = r.key << 20 | r.standing WHERE r.id = ?`
	var head, standing sql.RawBytes
	var a domain.Activity
	found := false
	err := each(ctx, from, func(rows *sql.Rows) error {
		found = true
		if err := rows.Scan(&head, &standing); err != nil {
			return err
		}
		var err error
		a, err = body.Whole(head, standing)
		return err
	}, query, packID(id))
	if err == nil && !found {
		return a, domain.Refuse(domain.NotFound, "")
	}
	return a, translate(err)
}

// PutActivity is repository.ActivityTx's.
func (t *tx) PutActivity(ctx context.Context, before *domain.Activity, after domain.Activity, step domain.Revision) error {
	if step.Number != after.Revision || after.Revision >= 1<<revisionBits || !standsOn(before, &after) {
		return &domain.Error{Code: domain.Internal, Err: fmt.Errorf("record %s: revision %d does not follow", after.ID, after.Revision)}
	}
	record, err := t.putRecord(ctx, before, &after)
	if err != nil {
		return translate(err)
	}
	if err := t.putHistory(ctx, record, &after, step); err != nil {
		return translate(err)
	}
	if err := t.putVersions(ctx, record, before, &after); err != nil {
		return translate(err)
	}
	if before != nil {
		t.tallies.Take(before)
	}
	t.tallies.Add(&after)
	return nil
}

// standsOn says whether the standing version of after is one whose body the history has.
func standsOn(before, after *domain.Activity) bool {
	return after.Standing == nil || before != nil && after.Standing.Revision <= before.Revision
}

// putRecord writes the record's row and gives its key. Conflict where the stored revision is not before's.
func (t *tx) putRecord(ctx context.Context, before, after *domain.Activity) (record int64, err error) {
	id := packID(after.ID)
	if id == nil {
		_, err := domain.ParseID(string(after.ID))
		return 0, errors.Join(err, fmt.Errorf("id %q", after.ID))
	}
	var standing int64
	if after.Standing != nil {
		standing = after.Standing.Revision
	}
	if before == nil {
		const insert = `INSERT INTO records (id, revision, standing) VALUES (?, ?, ?)`
		result, err := t.exec(ctx, insert, id, after.Revision, standing)
		if err != nil {
			return 0, err
		}
		return result.LastInsertId()
	}
	const update = `UPDATE records SET revision = ?, standing = ? WHERE id = ? AND revision = ? RETURNING key`
	record, err = number(ctx, t, update, after.Revision, standing, id, before.Revision)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, domain.Refuse(domain.Conflict, "")
	}
	return record, err
}

func (t *tx) putHistory(ctx context.Context, record int64, a *domain.Activity, step domain.Revision) error {
	raw, err := body.Pack(a, &a.Version)
	if err != nil {
		return err
	}
	words, err := t.codes(ctx, step.Actor, string(step.Action), step.Reason)
	if err != nil {
		return err
	}
	const insert = `INSERT INTO history (key, at, actor, action, reason, text, digest, crc, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	_, err = t.exec(ctx, insert, historyKey(record, step.Number), int64(step.At), words[0], words[1], words[2], step.Text,
		packDigest(step.Digest), body.Checksum(raw), raw)
	return err
}

// putVersions brings the record's live versions from before to after.
func (t *tx) putVersions(ctx context.Context, record int64, before, after *domain.Activity) error {
	var head, standing *domain.Version // as they lie in the table
	if before != nil && before.Author == after.Author {
		head, standing = &before.Version, before.Standing
	}
	if err := t.putVersion(ctx, record, after, &after.Version, head); err != nil {
		return err
	}
	if after.Standing != nil {
		return t.putVersion(ctx, record, after, after.Standing, standing)
	}
	if before == nil || before.Standing == nil {
		return nil
	}
	t.live = append(t.live, liveFacts{key: record << 1})
	_, err := t.exec(ctx, `DELETE FROM versions WHERE key = ?`, record<<1)
	return err
}

// putVersion writes a version's row, where lies the one it replaces (nil: none, or by another author). Most steps
// change neither the day nor the campus, and then the indexes that only these are in stay untouched.
func (t *tx) putVersion(ctx context.Context, record int64, a *domain.Activity, v, lies *domain.Version) error {
	values, err := versionValues(record, a, v, func(word string) (int64, error) { return t.code(ctx, word) })
	if err != nil {
		return err
	}
	t.live = append(t.live, factsOf(values, v))
	if lies != nil && lies.Date == v.Date && lies.Campus() == v.Campus() {
		if n, err := t.affected(ctx, t.w.update, values...); err != nil || n > 0 {
			return err
		}
	}
	_, err = t.exec(ctx, t.w.replace, values...)
	return err
}

// replaceVersion and updateVersion give statements that take what versionValues gives. The update leaves what an
// index but versions_day and versions_area holds: the engine rewrites an index when one of its columns is
// set, changed or not.
func replaceVersion() string {
	return `INSERT OR REPLACE INTO versions (key, ` + versionColumns + `) VALUES (?` + strings.Repeat(`, ?`, strings.Count(versionColumns, `,`)+1) + `)`
}

func updateVersion() string {
	var set []string
	for i, name := range versionNames() {
		if !slices.Contains([]string{`head`, `id`, `author`, `day`, `campus`}, name) {
			set = append(set, name+` = ?`+strconv.Itoa(i+2))
		}
	}
	return `UPDATE versions SET ` + strings.Join(set, `, `) + ` WHERE key = ?1`
}

// versionNames lists versionColumns.
func versionNames() []string {
	return strings.Split(strings.Join(strings.Fields(versionColumns), ""), ",")
}

// versionValues gives a live version's row: its key and versionColumns. code numbers words.
func versionValues(record int64, a *domain.Activity, v *domain.Version, code func(string) (int64, error)) ([]any, error) {
	head := int64(0)
	if v == &a.Version {
		head = 1
	}
	lead, _ := v.Lead()
	words := []string{
		a.Author, v.Programme, v.Campaign, string(v.Kind), v.Form, v.Venue, v.PrimaryTopic(), string(v.Delivery), string(v.CountBasis),
		string(v.Status), lead.Code, v.Campus(),
	}
	n := make([]any, len(words))
	for i, word := range words {
		id, err := code(word)
		if err != nil {
			return nil, err
		}
		n[i] = id
	}
	fit := int64(0)
	if v.Verdict.Fit {
		fit = 1
	}
	values := []any{
		record<<1 | head, packID(a.ID), historyKey(record, v.Revision), head, n[0], int64(v.Date),
		int64(v.Placed.Province), int64(v.Placed.City), int64(v.Placed.Area), n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9],
		fit, n[10], n[11],
	}
	for _, sum := range v.Sums().Values() {
		values = append(values, sum)
	}
	audiences, err := audienceText(v.Heads())
	return append(values, audiences, v.Title, v.Place, waits(a, v)), err
}

// waits gives since when a version waits for review, nil where it does not.
func waits(a *domain.Activity, v *domain.Version) any {
	if v != &a.Version || v.Status != domain.Submitted {
		return nil
	}
	return int64(a.SubmittedAt)
}

// audienceText gives the audiences as a JSON object by name, nil where there are none.
func audienceText(m map[string]domain.PersonTimes) (any, error) {
	if len(m) == 0 {
		return nil, nil //nolint:nilnil // SQL's NULL
	}
	raw, err := json.Marshal(m, json.Deterministic(true))
	return string(raw), err
}

// codes gives the numbers of several words.
func (t *tx) codes(ctx context.Context, words ...string) ([]int64, error) {
	ids := make([]int64, len(words))
	for i, word := range words {
		id, err := t.code(ctx, word)
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
}

// ProgrammeUsed is repository.ActivityTx's.
func (t *tx) ProgrammeUsed(ctx context.Context, code string, days domain.Period) (bool, error) {
	const query = `SELECT EXISTS (SELECT 1 FROM versions INDEXED BY versions_day WHERE programme = ? AND day >= ? AND day < ?)`
	used, err := number(ctx, t, query, t.w.codes.find(code), int64(days.From), int64(cmp.Or(days.To, math.MaxInt32)))
	return used != 0, translate(err)
}
