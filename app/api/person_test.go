package api_test

import (
	"net/http"
	"testing"

	"outreach/app/api"
	"outreach/domain"
)

// userID gives the id of somebody by login.
func (w *world) userID(login string) string {
	w.t.Helper()
	for _, u := range parse[api.Users](w.t, w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/users"}).body).Items {
		if u.Login == login {
			return u.ID
		}
	}
	w.t.Fatalf("nobody is called %s", login)
	return ""
}

func TestAnAdminEndsTheSessionOfSomebodyElse(t *testing.T) {
	w := newWorld(t)
	w.session("bob")
	path := "/users/" + w.userID("bob") + "/sessions"
	list := parse[api.Entrance](t, w.want(http.StatusOK, ask{who: "alice", method: "GET", path: path}).body)
	if len(list.Items) != 1 || list.Items[0].Current || list.SignedInAt != list.Items[0].CreatedAt || list.InvitedUntil != 0 {
		t.Fatalf("%+v", list)
	}
	w.wantProblem(domain.Forbidden, ask{who: "erin", method: "GET", path: path})
	w.wantProblem(domain.Forbidden, ask{who: "erin", method: "DELETE", path: path})
	w.wantProblem(domain.NotFound, ask{who: "alice", method: "DELETE", path: path + "/none"})
	w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/session"})
	w.want(http.StatusNoContent, ask{who: "alice", method: "DELETE", path: path + "/" + list.Items[0].ID})
	w.wantProblem(domain.Unauthenticated, ask{who: "bob", method: "GET", path: "/session"})
	w.want(http.StatusNoContent, ask{who: "alice", method: "DELETE", path: path})
	w.wantProblem(domain.NotFound, ask{who: "alice", method: "DELETE", path: "/users/nobody/sessions"})
}
