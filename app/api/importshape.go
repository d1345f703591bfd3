package api

import "outreach/domain"

// ContentCheck gives what holds a content to the shape that the API takes: lengths, ranges, formats.
func ContentCheck() (func(*domain.Content) []domain.Fault, error) {
	v, err := newChecker()
	if err != nil {
		return nil, err
	}
	return func(c *domain.Content) []domain.Fault { return v.faults(c) }, nil
}
