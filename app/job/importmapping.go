package job

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"outreach/domain"
	"outreach/reports"
)

// mapping gives how the columns are meant: as the owner says, else as the owner's preset has it that names the most
// of the table's headings and none besides; of two that name as many, as the one that was saved last.
func (i *Imports) mapping(ctx context.Context, im *Import, spec ImportSpec) (domain.ID, map[string]string, error) {
	if spec.Mapping != nil {
		return "", spec.Mapping, nil
	}
	if spec.Preset != "" {
		p, err := i.desk.app.Preset(ctx, im.Caller, spec.Preset)
		if err != nil {
			return "", nil, err
		}
		m, err := mappingOf(&p)
		return p.ID, m, err
	}
	list, err := i.desk.app.Presets(ctx, im.Caller, domain.PresetMapping)
	if err != nil || len(list) == 0 {
		return "", map[string]string{}, err
	}
	head, err := reports.Headings(ctx, im.Table, im.Size, im.Request, im.Options)
	if err != nil {
		return "", nil, err
	}
	slices.SortStableFunc(list, func(a, b domain.Preset) int { return cmp.Compare(b.ChangedAt, a.ChangedAt) })
	var chosen domain.ID
	best := map[string]string{}
	for n := range list {
		m, err := mappingOf(&list[n])
		if err != nil {
			return "", nil, err
		}
		if len(m) > len(best) && slices.ContainsFunc(head.Sheets, func(s reports.SheetHead) bool { return has(s.Headings, m) }) {
			chosen, best = list[n].ID, m
		}
	}
	return chosen, best, nil
}

func mappingOf(p *domain.Preset) (map[string]string, error) {
	m := map[string]string{}
	if err := json.Unmarshal(p.Body, &m); err != nil || p.Kind != domain.PresetMapping {
		return nil, errors.Join(domain.Refuse(domain.NotFound, "error.not_found.preset", "ID", string(p.ID)), err)
	}
	return m, nil
}

// has says whether a sheet has every heading that a mapping names.
func has(headings []reports.Heading, mapping map[string]string) bool {
	for heading := range mapping {
		if !slices.ContainsFunc(headings, func(h reports.Heading) bool { return h.Text == heading }) {
			return false
		}
	}
	return true
}
