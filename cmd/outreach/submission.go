package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"

	"github.com/google/uuid"

	"outreach/app/api"
	"outreach/app/demo"
	"outreach/app/load"
	"outreach/domain"
)

// submissions are made-up records as they are sent: the same contents again and again, each time under a new id.
type submissions struct {
	bodies [][]byte // JSON objects without id
	random io.Reader
	next   atomic.Int64
}

// newSubmissions draws contents from a seed.
func newSubmissions(cat *domain.Catalogue, seed uint64, random io.Reader) (*submissions, error) {
	items, failed, err := demo.Bulk(cat, seed, 2000)
	if err != nil {
		return nil, err
	}
	s := &submissions{random: random}
	for item := range items {
		item.Content.Evidence = nil // made up: nobody has put these photos
		body, err := json.Marshal(api.ActivityEntry{Content: item.Content, Status: domain.Submitted})
		if err != nil {
			return nil, err
		}
		s.bodies = append(s.bodies, body)
	}
	return s, failed()
}

func (s *submissions) take() (id string, body []byte, err error) {
	made, err := uuid.NewV7FromReader(s.random)
	return made.String(), s.bodies[s.next.Add(1)%int64(len(s.bodies))], err
}

// put gives what sends one new record.
func (s *submissions) put(c *load.Client) load.Do {
	return func(ctx context.Context, _ int) error {
		id, body, err := s.take()
		if err != nil {
			return err
		}
		return c.Ask(ctx, load.Question{Method: http.MethodPut, Path: "/api/v1/activities/" + id, Body: body, Want: http.StatusCreated}, io.Discard)
	}
}

// batch gives what sends so many new records at once; one refused among them is an error.
func (s *submissions) batch(c *load.Client, size int) load.Do {
	return func(ctx context.Context, _ int) error {
		var sent, answer bytes.Buffer
		for i := range size {
			id, body, err := s.take()
			if err != nil {
				return err
			}
			sent.WriteString([]string{`{"items":[`, ","}[min(i, 1)] + `{"id":"` + id + `",`)
			sent.Write(body[1:])
		}
		sent.WriteString(`]}`)
		err := c.Ask(ctx, load.Question{Method: http.MethodPost, Path: "/api/v1/activities/batch", Body: sent.Bytes()}, &answer)
		if n := bytes.Count(answer.Bytes(), []byte(`"outcome":"created"`)); err == nil && n != size {
			return errors.New(fmt.Sprint(size-n, " of a batch refused: ", answer.String()[:min(answer.Len(), 500)]))
		}
		return err
	}
}
