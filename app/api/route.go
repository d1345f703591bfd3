package api

import (
	"context"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"outreach/app"
	"outreach/domain"
)

// Base is the path under which every operation lives.
const Base = "/api/v1"

// Limits of bodies and times of operations, unless a row of the table says otherwise.
const (
	bodyLimit  = 1 << 20 // bytes of a JSON body
	batchLimit = 8 << 20 // bytes of a batch; also the server's hard limit
	deadline   = 15 * time.Second
	longest    = 10 * time.Minute // of a streamed file
)

// Access says who may call an operation: everybody, any signed-in user, or holders of one of some roles.
type Access struct {
	Public bool
	Roles  []domain.Role // empty: any signed-in user
}

// Lets says whether a caller (nil: not signed in) may call.
func (a Access) Lets(caller *app.Caller) bool {
	if a.Public {
		return true
	}
	return caller != nil && (len(a.Roles) == 0 || slices.ContainsFunc(a.Roles, caller.User.Has))
}

func public() Access                   { return Access{Public: true} }
func me() Access                       { return Access{} }
func roles(list ...domain.Role) Access { return Access{Roles: list} }
func recorders() Access                { return roles(domain.RoleVolunteer, domain.RoleManager, domain.RoleAdmin) }
func readers() Access                  { return roles(domain.Roles()...) }
func accountants() Access              { return roles(domain.RoleManager, domain.RoleAuthor, domain.RoleAdmin) }
func keepers() Access                  { return roles(domain.RoleManager, domain.RoleAdmin) }
func managers() Access                 { return roles(domain.RoleManager) }
func admins() Access                   { return roles(domain.RoleAdmin) }

// Operation is one row of the route table.
type Operation struct {
	ID      string // stable name, lowerCamel
	Method  string
	Path    string // below Base, with {name} for path parameters
	Tag     string
	Summary string
	Access  Access
	Status  int          // of success
	Media   string       // of the answer
	Takes   string       // media type of the body, where it is not JSON
	In      reflect.Type // struct: fields tagged path, query, header; the others are the JSON body
	Out     reflect.Type // nil: no body, or not JSON
	Creates bool         // answers 201 besides, where something new came to be
	Basic   bool         // lets a token in by Basic too, also one that opens only the preset that the path names
	Cached  bool         // answers carry an ETag of their content and obey If-None-Match

	body     int
	deadline time.Duration
	streams  bool // the handler reads the body as it comes in
	run      func(context.Context, *call) (any, error)
}

// HasBody says whether the operation reads a body.
func (o *Operation) HasBody() bool { return o.Takes != "" || o.HasJSON() }

// HasJSON says whether the body it reads is JSON.
func (o *Operation) HasJSON() bool {
	return o.Takes == "" && o.Method != http.MethodGet && planOf(o.In).body
}

// Body gives the type of the JSON body; only where HasJSON.
func (o *Operation) Body() reflect.Type { return planOf(o.In).bodyOf(o.In) }

// op makes a row: route is "METHOD /path". Reading a request into In and refusing all its faults at once
// is the same for every operation.
func op[In, Out any](id, route string, access Access, summary string, fn func(context.Context, *call, *In) (Out, error)) Operation {
	method, path, _ := strings.Cut(route, " ")
	o := Operation{
		ID: id, Method: method, Path: path, Tag: strings.Split(path, "/")[1], Summary: summary, Access: access,
		Status: http.StatusOK, Media: "application/json", In: reflect.TypeFor[In](), Out: reflect.TypeFor[Out](),
		body: bodyLimit, deadline: deadline,
	}
	if o.Out == reflect.TypeFor[none]() {
		o.Status, o.Media, o.Out = http.StatusNoContent, "", nil
	}
	p := planOf(o.In)
	reads := o.HasJSON()
	o.run = func(ctx context.Context, c *call) (any, error) {
		in := new(In)
		if err := c.read(p, in, reads); err != nil {
			return nil, err
		}
		return fn(ctx, c, in)
	}
	return o
}

// none is the input or answer of an operation that has none.
type none struct{}

func (o Operation) makes() Operation             { o.Status = http.StatusCreated; return o }
func (o Operation) limit(bytes int) Operation    { o.body = bytes; return o }
func (o Operation) long() Operation              { o.deadline = longest; return o }
func (o Operation) creates() Operation           { o.Creates = true; return o }
func (o Operation) cached() Operation            { o.Cached = true; return o }
func (o Operation) taking() Operation            { o.Status = http.StatusAccepted; return o }
func (o Operation) basic() Operation             { o.Basic = true; return o }
func (o Operation) takes(media string) Operation { o.Takes = media; return o }
func (o Operation) streamed() Operation          { o.streams = true; return o }

// answers says what an operation answers whose handler writes the bytes itself.
func (o Operation) answers(media string, out reflect.Type) Operation {
	o.Media, o.Out = media, out
	return o
}

// call is one request as handlers see it, and what they want said besides the answer's body.
type call struct {
	server  *Server
	caller  *app.Caller
	bearer  bool // came with a token
	text    domain.Text
	address string
	params  map[string]string
	query   string // raw
	headers func(name string) string
	body    []byte
	stream  io.Reader // of an operation that reads its body as it comes in

	answer answer
}

// answer is what a handler sets beside the value it returns.
type answer struct {
	created bool // 201
	etag    string
	header  [][2]string
	cookie  *cookie
}

func (c *call) created()        { c.answer.created = true }
func (c *call) etag(tag string) { c.answer.etag = tag }
func (c *call) header(name, value string) {
	c.answer.header = append(c.answer.header, [2]string{name, value})
}

// cookie is the session cookie to set; an empty secret ends it.
type cookie struct {
	secret  string
	expires time.Time
}
