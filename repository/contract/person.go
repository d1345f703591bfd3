package contract

import (
	"context"
	"strings"

	"outreach/domain"
	"outreach/repository"
)

func peopleChecks() []check {
	return []check{
		{"users come back whole, by login", usersWhole},
		{"a login has one holder", loginHeldOnce},
		{"a user's revision goes up by one", userRevision},
		{"passes are found, listed and dropped", passesKept},
		{"passes are taken", passTaken},
	}
}

func (b *bench) putUser(u domain.User) error {
	return b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error { return tx.PutUser(ctx, u) })
}

func usersWhole(b *bench) {
	_, err := b.store.User(b.ctx, "u1")
	b.refused(err, domain.NotFound)
	users := []domain.User{
		{ID: "u3", Login: "Li", Revision: 1, Disabled: true},
		{ID: "u1", Login: "li", Name: "Li Na", Organisation: "antgroup", Password: "$argon2id$v=19$", Revision: 1, CreatedAt: Morning, Grants: []domain.Grant{
			{Role: domain.RoleManager, Areas: []domain.AreaCode{440000, 440303}, Programmes: []string{"xinghai"}}, {Role: domain.RoleVolunteer},
		}},
		{ID: "u2", Login: "li ", Revision: 1},
		{ID: "u4", Login: "\u674E", Revision: 1},
		{ID: "u0", Login: "\U00020BB7", Revision: 1},
	}
	for i := range users { // in from last to first, out by login
		b.must(b.putUser(users[len(users)-1-i]))
	}
	list, err := b.store.Users(b.ctx)
	b.must(err)
	b.same(list, users)
	for _, u := range users {
		b.same(b.user(u.ID), u)
		got, err := b.store.UserByLogin(b.ctx, u.Login)
		b.must(err)
		b.same(got, u)
	}
	for _, login := range []string{"LI", " li", "", "u1", "l_", "%"} {
		_, err := b.store.UserByLogin(b.ctx, login)
		b.refused(err, domain.NotFound)
	}
	b.change(func(ctx context.Context, tx repository.Tx) error {
		if _, err := tx.User(ctx, "nobody"); domain.CodeOf(err) != domain.NotFound {
			b.Errorf("in a transaction: %v", err)
		}
		n, err := tx.UserCount(ctx)
		b.same(n, int64(5))
		return err
	})
}

func loginHeldOnce(b *bench) {
	b.must(b.putUser(domain.User{ID: "u1", Login: "li", Revision: 1}))
	b.must(b.putUser(domain.User{ID: "u2", Login: "wang", Revision: 1}))
	b.refused(b.putUser(domain.User{ID: "u3", Login: "li", Revision: 1}), domain.Conflict)
	b.refused(b.putUser(domain.User{ID: "u2", Login: "li", Revision: 2}), domain.Conflict)
	b.same(b.user("u2").Login, "wang")
	b.must(b.putUser(domain.User{ID: "u1", Login: "li2", Revision: 2}))
	b.must(b.putUser(domain.User{ID: "u3", Login: "li", Revision: 1}))
	u, err := b.store.UserByLogin(b.ctx, "li")
	b.must(err)
	b.same(u.ID, "u3")
}

func userRevision(b *bench) {
	for _, revision := range []int64{0, 2, -1} {
		b.refused(b.putUser(domain.User{ID: "u1", Login: "li", Revision: revision}), domain.Conflict)
	}
	b.must(b.putUser(domain.User{ID: "u1", Login: "li", Revision: 1}))
	for _, revision := range []int64{0, 1, 3} {
		b.refused(b.putUser(domain.User{ID: "u1", Login: "li", Name: "lost", Revision: revision}), domain.Conflict)
	}
	b.must(b.putUser(domain.User{ID: "u1", Login: "li", Name: "kept", Revision: 2}))
	b.same(b.user("u1"), domain.User{ID: "u1", Login: "li", Name: "kept", Revision: 2})
}

func (b *bench) passes(user string, kind domain.PassKind) string {
	b.Helper()
	list, err := b.store.Passes(b.ctx, user, kind)
	b.must(err)
	var names []string
	for _, p := range list {
		names = append(names, p.Hash)
	}
	return strings.Join(names, " ")
}

func passesKept(b *bench) {
	used := domain.Pass{Hash: "h2", Kind: domain.PassToken, ID: "p2", User: "li", Name: "script", CreatedAt: Morning, UsedAt: Morning + 1, ExpiresAt: 1}
	drop := func(user, id string, want int) {
		b.Helper()
		b.change(func(ctx context.Context, tx repository.Tx) error {
			n, err := tx.DropPasses(ctx, user, domain.PassToken, id)
			b.same(n, want)
			return err
		})
	}
	b.change(func(ctx context.Context, tx repository.Tx) error {
		for _, p := range []domain.Pass{
			{Hash: "h4", Kind: domain.PassToken, ID: "p4", User: "li", CreatedAt: Morning + 1},
			{Hash: "h3", Kind: domain.PassToken, ID: "p3", User: "li", CreatedAt: Morning},
			{Hash: "h2", Kind: domain.PassToken, ID: "p2", User: "li", CreatedAt: Morning},
			{Hash: "h9", Kind: domain.PassToken, ID: "p9", User: "li", CreatedAt: Morning - 1},
			{Hash: "s1", Kind: domain.PassSession, ID: "s1", User: "li", CreatedAt: Morning},
			{Hash: "w1", Kind: domain.PassToken, ID: "p2", User: "wang", CreatedAt: Morning},
		} {
			if err := tx.PutPass(ctx, p); err != nil {
				return err
			}
		}
		return tx.PutPass(ctx, used)
	})
	b.same(b.passes("li", domain.PassToken), "h9 h2 h3 h4")
	got, err := b.store.Pass(b.ctx, "h2") // long expired
	b.must(err)
	b.same(got, used)
	drop("li", "p2", 1)
	drop("li", "p2", 0)
	drop("li", "s1", 0)
	b.same(b.passes("li", domain.PassToken), "h9 h3 h4")
	drop("li", "", 3)
	b.same([]string{b.passes("li", domain.PassToken), b.passes("li", domain.PassSession), b.passes("wang", domain.PassToken)}, []string{"", "s1", "w1"})
	drop("nobody", "", 0)
}

func passTaken(b *bench) {
	want := domain.Pass{Hash: "h", Kind: domain.PassInvite, ID: "p", User: "li", CreatedAt: Morning, ExpiresAt: Morning + 1}
	take := func(fail error) error {
		return b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error {
			got, err := tx.TakePass(ctx, "h")
			if err != nil {
				return err
			}
			b.same(got, want)
			if _, err := tx.TakePass(ctx, "h"); domain.CodeOf(err) != domain.NotFound {
				b.Errorf("taken twice in one change: %v", err)
			}
			return fail
		})
	}
	b.refused(take(nil), domain.NotFound)
	b.change(func(ctx context.Context, tx repository.Tx) error { return tx.PutPass(ctx, want) })
	b.refused(take(stopError{}), domain.Internal)
	b.must(take(nil)) // the failed taker gave it back
	b.refused(take(nil), domain.NotFound)
	_, err := b.store.Pass(b.ctx, "h")
	b.refused(err, domain.NotFound)
}
