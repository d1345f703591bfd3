package mongo

import (
	"context"
	"strings"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"outreach/domain"
)

// ListPlan, HistoryPlan and TallyPlan give the stages and index names of the server's plans, outermost first.
func (s *Store) ListPlan(ctx context.Context, f domain.Filter) (string, error) {
	return s.plan(ctx, records, versionsWhere(&f).filter(), listOrder())
}

func (s *Store) WaitingPlan(ctx context.Context, f domain.Filter) (string, error) {
	return s.plan(ctx, records, waitingWhere(f).filter(), up("waits", "id"))
}

func (s *Store) HistoryPlan(ctx context.Context, id domain.ID) (string, error) {
	return s.plan(ctx, history, bson.D{{Key: "record", Value: string(id)}}, up("number"))
}

func (s *Store) TallyPlan(ctx context.Context, f domain.Filter, g domain.Grain) (string, error) {
	countable(&f)
	return s.plan(ctx, tallies, talliesWhere(&f, g).filter(), nil)
}

func (s *Store) OutboxPlan(ctx context.Context) (string, error) {
	return s.plan(ctx, outbox, bson.D{}, chainOrder())
}

func (s *Store) JobsInPlan(ctx context.Context, states ...domain.JobState) (string, error) {
	return s.plan(ctx, jobs, inStates(states), nil)
}

func (s *Store) JobsOfPlan(ctx context.Context, user string, kind domain.JobKind) (string, error) {
	return s.plan(ctx, jobs, jobsOf(user, kind), newestFirst())
}

func (s *Store) AttemptsPlan(ctx context.Context, key string, since domain.Instant) (string, error) {
	return s.plan(ctx, attempts, bson.D{{Key: "key", Value: key}, notBefore(since)}, nil)
}

func (s *Store) plan(ctx context.Context, collection string, filter, sort bson.D) (string, error) {
	find := bson.D{{Key: "find", Value: collection}, {Key: "filter", Value: filter}}
	if sort != nil {
		find = append(find, bson.E{Key: "sort", Value: sort})
	}
	var answer bson.M
	command := bson.D{{Key: "explain", Value: find}, {Key: "verbosity", Value: "queryPlanner"}}
	if err := s.db.RunCommand(ctx, command, options.RunCmd()).Decode(&answer); err != nil {
		return "", err
	}
	planner, _ := answer["queryPlanner"].(bson.M)
	var b strings.Builder
	write(&b, planner["winningPlan"])
	return b.String(), nil
}

func write(b *strings.Builder, plan any) {
	stage, ok := plan.(bson.M)
	if !ok {
		return
	}
	for _, field := range []string{"stage", "indexName"} {
		if text, ok := stage[field].(string); ok {
			b.WriteString(text + " ")
		}
	}
	for _, field := range []string{"queryPlan", "inputStage"} {
		write(b, stage[field])
	}
	if list, ok := stage["inputStages"].(bson.A); ok {
		for _, s := range list {
			write(b, s)
		}
	}
}

// FileDocuments counts the markers of files without a name, and the chunks of all files.
func (s *Store) FileDocuments(ctx context.Context) (markers, chunks int64, err error) {
	marked := bson.D{{Key: "at", Value: bson.D{{Key: "$gt", Value: int64(0)}}}}
	if markers, err = s.db.Collection(jobFiles).CountDocuments(ctx, marked); err != nil {
		return 0, 0, err
	}
	chunks, err = s.db.Collection(jobChunks).CountDocuments(ctx, bson.D{})
	return markers, chunks, err
}
