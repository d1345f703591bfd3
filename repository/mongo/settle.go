package mongo

import (
	"context"
	"errors"

	driver "go.mongodb.org/mongo-driver/mongo"
)

// What a commit can come to besides done.
var (
	errVoid      = errors.New("the transaction did not commit and never will")
	errUnsettled = errors.New("nobody can tell whether the transaction committed")
)

// commits of unknown outcome are sent again so often before the mark is read; the server answers a repeated commit
// as it answered, or would have answered, the first.
const commitsAgain = 5

// commit commits. Its error is errVoid where the transaction certainly left nothing, errUnsettled where even
// that cannot be found out in time.
func (b *batch) commit(ctx context.Context) error {
	var err error
	for n := range commitsAgain {
		if err = b.sendCommit(ctx); err == nil {
			return nil
		}
		if !labelled(err, labelUnknown) || b.store.pause(ctx, n) != nil {
			break
		}
	}
	b.store.log.Warn("a commit's outcome is unknown; asking for its mark", "transaction", b.id, "err", err)
	if outcome := b.settle(context.WithoutCancel(ctx)); outcome != nil {
		return errors.Join(outcome, err)
	}
	return nil
}

func (b *batch) sendCommit(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, writing)
	defer cancel()
	return b.from.session.CommitTransaction(ctx)
}

// settle finds out whether the transaction committed by trying to take its place: it inserts a mark of the same id
// that says "never". While the transaction may still commit the server lets that insert wait; if it succeeds,
// the transaction never can; if the id is taken, the mark that took it says which.
func (b *batch) settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	// Where it is still open and will not commit it need not be waited for. This is a kindness: the server ends by
	// itself what nobody ends, only later.
	if err := b.store.end(ctx, b.from.session.ID()); err != nil {
		b.store.log.Debug("a session was not ended", "err", err)
	}
	for n := 0; ; n++ {
		outcome, err := b.marked(ctx)
		if err == nil {
			return outcome
		}
		if b.store.pause(ctx, n) != nil {
			return errors.Join(errUnsettled, err)
		}
	}
}

// marked gives the transaction's outcome, nil for committed; err where it could not be asked for.
func (b *batch) marked(ctx context.Context) (outcome, err error) {
	ctx, cancel := context.WithTimeout(ctx, writing)
	defer cancel()
	_, err = b.store.db.Collection(commits).InsertOne(ctx, mark{ID: b.id, At: b.store.clock()})
	if err == nil {
		return errVoid, nil
	}
	if !driver.IsDuplicateKeyError(err) {
		return nil, err
	}
	m, found, err := first[mark](ctx, b.store.now(), commits, byID(b.id))
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, errStale
	case m.Digest == "":
		return errVoid, nil
	case m.Digest != b.digest():
		return errUnsettled, nil
	default:
		return nil, nil
	}
}
