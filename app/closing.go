package app

import (
	"context"
	"slices"
	"strings"

	"outreach/domain"
	"outreach/repository"
)

// CloseMonth locks a month for an area (0: everywhere): records dated in it there change no more until
// it is opened. Only a manager over the whole area, for every programme, may. A month that is closed for
// the same area already is a conflict.
func (a *App) CloseMonth(ctx context.Context, caller *Caller, area domain.AreaCode, m domain.Month, reason string) (domain.Closing, error) {
	c := domain.Closing{Area: area, Month: m, By: caller.id(), At: a.instant(), Reason: strings.TrimSpace(reason)}
	return a.turn(ctx, caller, c, func(ctx context.Context, tx repository.Tx, held *domain.Closing) (domain.Closing, error) {
		if held != nil {
			return c, lockedBy(ctx, tx, *held)
		}
		return c, nil
	})
}

// OpenMonth opens a closed month again, with a reason that stays on record, without the space around it.
func (a *App) OpenMonth(ctx context.Context, caller *Caller, area domain.AreaCode, m domain.Month, reason string) (domain.Closing, error) {
	c := domain.Closing{Area: area, Month: m, Reason: strings.TrimSpace(reason)}
	return a.turn(ctx, caller, c, func(_ context.Context, _ repository.Tx, held *domain.Closing) (domain.Closing, error) {
		if held == nil {
			return c, domain.Refuse(domain.NotFound, "error.not_found.closing")
		}
		opened := *held
		opened.OpenedBy, opened.OpenedAt, opened.OpenedBecause = caller.id(), a.instant(), c.Reason
		return opened, nil
	})
}

// turn closes or opens a month: held is the closing in force for just this area, nil where there is none.
func (a *App) turn(
	ctx context.Context, caller *Caller, c domain.Closing, fn func(context.Context, repository.Tx, *domain.Closing) (domain.Closing, error),
) (domain.Closing, error) {
	placed, err := a.closable(caller, c)
	if err != nil {
		return c, err
	}
	err = a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		list, err := tx.ClosingsOf(ctx, c.Month)
		if err != nil {
			return err
		}
		var held *domain.Closing
		if i := slices.IndexFunc(list, func(x domain.Closing) bool { return x.Area == c.Area }); i >= 0 {
			held = &list[i]
		}
		next, err := fn(ctx, tx, held)
		if err != nil {
			return err
		}
		if err := tx.PutClosing(ctx, next); err != nil {
			return err
		}
		action := "month.close"
		if !next.Closed() {
			action = "month.open"
		}
		c = next
		return tx.Log(ctx, domain.Event{
			At: a.instant(), Actor: caller.id(), Action: action, Subject: "month/" + c.Month.String() + "/" + c.Area.String(),
			Placed: placed, Note: next.Reason,
		})
	})
	return c, err
}

// closable checks the month, the reason, the area and the right to lock it.
func (a *App) closable(caller *Caller, c domain.Closing) (domain.Placement, error) {
	var faults []domain.Fault
	if c.Month == 0 || c.Month.First() > a.Today() {
		faults = append(faults, domain.FaultAt("/month", "fault.month", "Value", c.Month.String()))
	}
	if c.Reason == "" {
		faults = append(faults, domain.FaultAt("/reason", "fault.required"))
	}
	var placed domain.Placement
	if c.Area != 0 && c.Month != 0 {
		area, err := a.Catalogue().Gazetteer.At(c.Area, c.Month.Next().First().AddDays(-1))
		if err != nil {
			faults = append(faults, domain.FaultAt("/area", "fault.area.unknown", "Value", c.Area.String()))
		}
		placed = domain.Placement{Area: c.Area, Name: area.Name, Province: c.Area.Province()}
		switch {
		case area.Level == domain.LevelCity:
			placed.City = c.Area
		case area.Level == domain.LevelCounty && area.Parent != placed.Province:
			placed.City = area.Parent
		}
	}
	if len(faults) > 0 {
		return placed, domain.RefuseFields(faults...)
	}
	if !slices.ContainsFunc(caller.User.Grants, func(g domain.Grant) bool {
		return g.Role == domain.RoleManager && len(g.Programmes) == 0 && g.Covers(placed, "")
	}) {
		return placed, domain.Refuse(domain.Forbidden, "error.forbidden.close")
	}
	return placed, nil
}

// Closings lists the closings, in force or opened again, of everywhere and of the provinces in which the caller
// holds any grant.
func (a *App) Closings(ctx context.Context, caller *Caller) ([]domain.Closing, error) {
	list, err := a.store.Closings(ctx)
	return slices.DeleteFunc(list, func(c domain.Closing) bool {
		return c.Area != 0 && !slices.ContainsFunc(caller.User.Grants, func(g domain.Grant) bool {
			return len(g.Areas) == 0 || slices.ContainsFunc(g.Areas, func(area domain.AreaCode) bool {
				return area.Province() == c.Area.Province()
			})
		})
	}), err
}
