package app_test

import (
	"testing"
	"time"

	"outreach/app"
	"outreach/domain"
	"outreach/repository"
)

func (w *world) signIn(login string) (string, *app.Caller) {
	w.t.Helper()
	secret, c, err := w.app.SignIn(w.ctx, login, password, "192.0.2.1")
	if err != nil {
		w.t.Fatal(err)
	}
	return secret, c
}

func TestASessionEndsWhenIdleWhenOldAndWhenSignedOut(t *testing.T) {
	w := newWorld(t)
	secret, _ := w.signIn("chelsea")
	w.clock = w.clock.Add(59 * time.Minute)
	if got, err := w.app.Authenticate(w.ctx, secret, domain.PassSession); err != nil || got.User.Login != "chelsea" {
		t.Fatalf("within the idle time: %v", err)
	}
	_, err := w.app.Authenticate(w.ctx, secret, domain.PassToken)
	wantCode(t, err, domain.Unauthenticated)
	w.clock = w.clock.Add(61 * time.Minute)
	_, err = w.app.Authenticate(w.ctx, secret, domain.PassSession)
	wantCode(t, err, domain.Unauthenticated)

	secret, _ = w.signIn("chelsea")
	for range 8 {
		w.clock = w.clock.Add(59 * time.Minute)
		if _, err := w.app.Authenticate(w.ctx, secret, domain.PassSession); err != nil {
			t.Fatal(err)
		}
	}
	w.clock = w.clock.Add(9 * time.Minute)
	_, err = w.app.Authenticate(w.ctx, secret, domain.PassSession)
	wantCode(t, err, domain.Unauthenticated)

	secret, c := w.signIn("chelsea")
	if err := w.app.SignOut(w.ctx, c); err != nil {
		t.Fatal(err)
	}
	_, err = w.app.Authenticate(w.ctx, secret, domain.PassSession)
	wantCode(t, err, domain.Unauthenticated)
	wantCode(t, w.app.SignOut(w.ctx, c), domain.NotFound)
}

func TestGuessingIsSlowedButLocksNobodyOut(t *testing.T) {
	w := newWorld(t)
	for range 5 {
		_, _, err := w.app.SignIn(w.ctx, "chelsea", "wrong password", "203.0.113.9")
		wantCode(t, err, domain.Unauthenticated)
	}
	_, _, err := w.app.SignIn(w.ctx, "chelsea", password, "203.0.113.9")
	wantCode(t, err, domain.RateLimited)
	if _, _, err := w.app.SignIn(w.ctx, "chelsea", password, "192.0.2.7"); err != nil {
		t.Fatalf("from a clean address: %v", err)
	}
	w.clock = w.clock.Add(11 * time.Minute)
	if _, _, err := w.app.SignIn(w.ctx, "chelsea", password, "203.0.113.9"); err != nil {
		t.Fatalf("after the window: %v", err)
	}
	_, _, err = w.app.SignIn(w.ctx, "nobody", password, "192.0.2.8")
	wantCode(t, err, domain.Unauthenticated)
}

func TestTokensActForTheirMakerUntilRevoked(t *testing.T) {
	w := newWorld(t)
	_, c := w.signIn("bob")
	_, _, err := w.app.MakeToken(w.ctx, w.who["bob"], "script", 0)
	wantCode(t, err, domain.Forbidden)
	secret, pass, err := w.app.MakeToken(w.ctx, c, "script", 24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := w.app.Authenticate(w.ctx, secret, domain.PassToken); err != nil || got.User.Login != "bob" {
		t.Fatalf("token: %v", err)
	}
	list, err := w.app.Tokens(w.ctx, c)
	if err != nil || len(list) != 1 || list[0].Name != "script" || list[0].Hash == secret {
		t.Fatalf("tokens = %+v, %v", list, err)
	}
	wantCode(t, w.app.RevokeToken(w.ctx, w.who["chelsea"], pass.ID), domain.NotFound)
	if err := w.app.RevokeToken(w.ctx, c, pass.ID); err != nil {
		t.Fatal(err)
	}
	_, err = w.app.Authenticate(w.ctx, secret, domain.PassToken)
	wantCode(t, err, domain.Unauthenticated)
}

func TestAnInviteSetsAPasswordOnce(t *testing.T) {
	w := newWorld(t)
	_, err := w.app.Invite(w.ctx, w.who["bob"], w.who["chelsea"].User.ID)
	wantCode(t, err, domain.Forbidden)
	u, err := w.app.PutUser(w.ctx, w.who["alice"], "", app.UserEntry{Login: "𠮷野", Name: "买买提·吐尔逊", Grants: []domain.Grant{{Role: domain.RoleVolunteer}}})
	if err != nil {
		t.Fatal(err)
	}
	invited, err := w.app.Invite(w.ctx, w.who["alice"], u.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.app.Redeem(w.ctx, invited.Code, "short", "192.0.2.1")
	wantCode(t, err, domain.Invalid)
	if _, err := w.app.Redeem(w.ctx, invited.Code, password, "192.0.2.1"); err != nil {
		t.Fatal(err)
	}
	_, err = w.app.Redeem(w.ctx, invited.Code, password, "192.0.2.1")
	wantCode(t, err, domain.Gone)
	w.signIn("𠮷野")
	if life := invited.Expires.Time().Sub(w.clock); life != time.Hour {
		t.Errorf("the invitation lives for %s", life)
	}

	invited, err = w.app.Invite(w.ctx, w.who["alice"], u.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.clock = w.clock.Add(2 * time.Hour)
	_, err = w.app.Redeem(w.ctx, invited.Code, password, "192.0.2.1")
	wantCode(t, err, domain.Gone)
}

func TestAnInvitationShutsOutTheOldPasswordUntilItIsTaken(t *testing.T) {
	w := newWorld(t)
	_, bob := w.signIn("bob")
	invited, err := w.app.Invite(w.ctx, w.who["alice"], bob.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = w.app.SignIn(w.ctx, "bob", password, "192.0.2.1")
	wantCode(t, err, domain.Unauthenticated)
	// One who was let in a moment before can neither keep the old password nor void the link.
	wantCode(t, w.app.SetPassword(w.ctx, bob, password, "another long one"), domain.Unauthenticated)
	second, err := w.app.Invite(w.ctx, w.who["alice"], bob.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.app.Redeem(w.ctx, invited.Code, "another long one", "192.0.2.1")
	wantCode(t, err, domain.Gone)
	if _, err := w.app.Redeem(w.ctx, second.Code, "another long one", "192.0.2.1"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.app.SignIn(w.ctx, "bob", "another long one", "192.0.2.1"); err != nil {
		t.Errorf("the new password: %v", err)
	}
	_, err = w.app.Invite(w.ctx, w.who["alice"], w.who["alice"].User.ID)
	wantCode(t, err, domain.Conflict)
	if _, err := w.app.Invite(w.ctx, app.OperatorCaller(), w.who["alice"].User.ID); err != nil {
		t.Errorf("by the operator of the machine: %v", err)
	}
}

func TestGuessingCodesIsSlowedLikeGuessingPasswords(t *testing.T) {
	w := newWorld(t)
	invited, err := w.app.Invite(w.ctx, w.who["alice"], w.who["chelsea"].User.ID)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 { // a weak password is no guess
		_, err := w.app.Redeem(w.ctx, invited.Code, "short", "203.0.113.9")
		wantCode(t, err, domain.Invalid)
	}
	for range 5 {
		_, err := w.app.Redeem(w.ctx, "guess", password, "203.0.113.9")
		wantCode(t, err, domain.Gone)
	}
	_, err = w.app.Redeem(w.ctx, invited.Code, password, "203.0.113.9")
	wantCode(t, err, domain.RateLimited)
	_, _, err = w.app.SignIn(w.ctx, "bob", password, "203.0.113.9")
	wantCode(t, err, domain.RateLimited)
	if _, err := w.app.Redeem(w.ctx, invited.Code, password, "192.0.2.7"); err != nil {
		t.Fatalf("from a clean address: %v", err)
	}
	w.clock = w.clock.Add(11 * time.Minute)
	_, err = w.app.Redeem(w.ctx, invited.Code, password, "203.0.113.9")
	wantCode(t, err, domain.Gone)
}

func TestDisablingAndNewPasswordsEndOldWaysIn(t *testing.T) {
	w := newWorld(t)
	first, _ := w.signIn("bob")
	second, c := w.signIn("bob")
	token, _, err := w.app.MakeToken(w.ctx, c, "script", 0)
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, w.app.SetPassword(w.ctx, c, "not it at all", "another long one"), domain.Invalid)
	wantCode(t, w.app.SetPassword(w.ctx, c, password, "bob is my login"), domain.Invalid)
	wantCode(t, w.app.SetPassword(w.ctx, c, password, "aaaaaaaaaaaa"), domain.Invalid)
	if err := w.app.SetPassword(w.ctx, c, password, "another long one"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.app.Authenticate(w.ctx, second, domain.PassSession); err != nil {
		t.Errorf("the session that changed the password ended: %v", err)
	}
	_, err = w.app.Authenticate(w.ctx, first, domain.PassSession)
	wantCode(t, err, domain.Unauthenticated)
	_, err = w.app.Authenticate(w.ctx, token, domain.PassToken)
	wantCode(t, err, domain.Unauthenticated)

	u, err := w.app.User(w.ctx, w.who["alice"], c.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	entry := app.UserEntry{Login: u.Login, Name: u.Name, Grants: u.Grants, Disabled: true, Revision: u.Revision - 1}
	_, err = w.app.PutUser(w.ctx, w.who["alice"], u.ID, entry)
	wantCode(t, err, domain.Conflict)
	entry.Revision = u.Revision
	if _, err := w.app.PutUser(w.ctx, w.who["alice"], u.ID, entry); err != nil {
		t.Fatal(err)
	}
	_, err = w.app.Authenticate(w.ctx, second, domain.PassSession)
	wantCode(t, err, domain.Unauthenticated)
	_, _, err = w.app.SignIn(w.ctx, "bob", "another long one", "192.0.2.1")
	wantCode(t, err, domain.Unauthenticated)
	self := w.who["alice"].User
	_, err = w.app.PutUser(w.ctx, w.who["alice"], self.ID, app.UserEntry{Login: "alice", Name: "alice", Revision: self.Revision})
	wantCode(t, err, domain.Conflict)
}

func TestTheFirstAdminComesOnlyToAnEmptyLedger(t *testing.T) {
	w := newWorld(t)
	_, _, err := w.app.FirstAdmin(w.ctx)
	wantCode(t, err, domain.Conflict)
}

func TestOnlyAdminsSeePeopleAndOnlyOverseersTheAudit(t *testing.T) {
	w := newWorld(t)
	_, err := w.app.Users(w.ctx, w.who["bob"])
	wantCode(t, err, domain.Forbidden)
	users, err := w.app.Users(w.ctx, w.who["alice"])
	if err != nil || len(users) != 5 {
		t.Fatalf("users = %d, %v", len(users), err)
	}
	_, err = w.app.Events(w.ctx, w.who["chelsea"], repository.EventFilter{}, repository.Page{Limit: 10})
	wantCode(t, err, domain.Forbidden)
	e := w.session()
	e.Content.Area = 110101
	w.put("erin", e)
	w.put("chelsea", w.session())
	list, err := w.app.Events(w.ctx, w.who["bob"], repository.EventFilter{Action: "activity.create"}, repository.Page{Limit: 10})
	if err != nil || list.Total != 1 || list.Items[0].Placed.Province != 440000 {
		t.Errorf("bob sees %+v (%v), want only Guangdong", list.Items, err)
	}
}

func TestTwoAdminsCannotTakeEachOthersRightAtOnce(t *testing.T) {
	w := newWorld(t)
	second, err := w.app.AddUser(w.ctx, app.UserEntry{Login: "ann", Name: "Ann", Grants: []domain.Grant{{Role: domain.RoleAdmin}}}, password)
	if err != nil {
		t.Fatal(err)
	}
	ann, alice := &app.Caller{User: second}, w.who["alice"] // both let in before either acts
	_, err = w.app.PutUser(w.ctx, alice, second.ID, app.UserEntry{Login: "ann", Name: "Ann", Revision: second.Revision})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.app.PutUser(w.ctx, ann, alice.User.ID, app.UserEntry{Login: "alice", Name: "alice", Disabled: true, Revision: alice.User.Revision})
	wantCode(t, err, domain.Forbidden)
	if u, err := w.app.User(w.ctx, alice, alice.User.ID); err != nil || u.Disabled || !u.Has(domain.RoleAdmin) {
		t.Errorf("the last admin: %+v, %v", u, err)
	}
}

func TestAnAdminSeesAndEndsTheSessionsOfOthers(t *testing.T) {
	w := newWorld(t)
	chelsea, alice := w.who["chelsea"].User.ID, w.who["alice"]
	w.signIn("chelsea")
	w.clock = w.clock.Add(2 * time.Hour) // that one is idle for too long
	first, one := w.signIn("chelsea")
	second, _ := w.signIn("chelsea")
	e, err := w.app.EntranceOf(w.ctx, alice, chelsea)
	if err != nil || len(e.Sessions) != 2 || e.SignedInAt != domain.At(w.clock) || e.InvitedUntil != 0 {
		t.Fatalf("%+v, %v", e, err)
	}
	wantCode(t, w.app.EndSessionsOf(w.ctx, w.who["erin"], chelsea, ""), domain.Forbidden)
	_, err = w.app.EntranceOf(w.ctx, w.who["erin"], chelsea)
	wantCode(t, err, domain.Forbidden)
	wantCode(t, w.app.EndSessionsOf(w.ctx, alice, chelsea, "none"), domain.NotFound)
	wantCode(t, w.app.EndSessionsOf(w.ctx, alice, "nobody", ""), domain.NotFound)

	if err := w.app.EndSessionsOf(w.ctx, alice, chelsea, one.Pass.ID); err != nil {
		t.Fatal(err)
	}
	_, err = w.app.Authenticate(w.ctx, first, domain.PassSession)
	wantCode(t, err, domain.Unauthenticated)
	if _, err := w.app.Authenticate(w.ctx, second, domain.PassSession); err != nil {
		t.Errorf("the other session: %v", err)
	}
	if err := w.app.EndSessionsOf(w.ctx, alice, chelsea, ""); err != nil {
		t.Fatal(err)
	}
	_, err = w.app.Authenticate(w.ctx, second, domain.PassSession)
	wantCode(t, err, domain.Unauthenticated)
	log, err := w.app.Events(w.ctx, alice, repository.EventFilter{Action: "session.end", Subject: "user/" + chelsea}, repository.Page{Limit: 5})
	if err != nil || len(log.Items) != 2 || log.Items[0].Actor != alice.User.ID {
		t.Errorf("the log: %+v, %v", log, err)
	}
	invited, err := w.app.Invite(w.ctx, alice, chelsea)
	if err != nil {
		t.Fatal(err)
	}
	if e, err := w.app.EntranceOf(w.ctx, alice, chelsea); err != nil || e.InvitedUntil != invited.Expires {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestTheLogTellsWhatWasChangedOfAPerson(t *testing.T) {
	w := newWorld(t)
	alice := w.who["alice"]
	u, err := w.app.PutUser(w.ctx, alice, "", app.UserEntry{Login: "mmt", Name: "买买提", Grants: []domain.Grant{{Role: domain.RoleVolunteer}}})
	if err != nil {
		t.Fatal(err)
	}
	entry := app.UserEntry{
		Login: "mmt", Name: "买买提·吐尔逊", Grants: []domain.Grant{{Role: domain.RoleManager, Areas: []domain.AreaCode{440000}}}, Revision: u.Revision,
	}
	if u, err = w.app.PutUser(w.ctx, alice, u.ID, entry); err != nil {
		t.Fatal(err)
	}
	entry.Revision, entry.Disabled = u.Revision, true
	if _, err = w.app.PutUser(w.ctx, alice, u.ID, entry); err != nil {
		t.Fatal(err)
	}
	log, err := w.app.Events(w.ctx, alice, repository.EventFilter{Action: "user.put", Subject: "user/" + u.ID}, repository.Page{Limit: 5})
	if err != nil || len(log.Items) != 3 {
		t.Fatalf("%+v, %v", log, err)
	}
	for i, want := range []string{
		`{"disabled":{"before":false,"after":true}}`,
		`{"grants":{"before":[{"role":"volunteer"}],"after":[{"areas":["440000"],"role":"manager"}]},"name":{"before":"买买提","after":"买买提·吐尔逊"}}`,
		`{"disabled":{"after":false},"grants":{"after":[{"role":"volunteer"}]},"login":{"after":"mmt"},"name":{"after":"买买提"}}`,
	} {
		if e := log.Items[i]; e.Note != want || e.After == "" || e.Revision != int64(3-i) {
			t.Errorf("%d: %+v, want %s", i, e, want)
		}
	}
	if log.Items[0].Before != log.Items[1].After || log.Items[1].Before != log.Items[2].After || log.Items[2].Before != "" {
		t.Errorf("what was before is not what came of the change before: %+v", log.Items)
	}
}
