// Package api serves the ledger over HTTP: one declared route table with each route's permission, strict
// JSON in, typed answers and RFC 9457 problems out, in zh or en.
//
// It decides nothing about records: it reads a request into Go values, asks app, and writes what came
// back. Fiber stops at the adapter files (server, adapter, guard, stream, page): no handler sees a Fiber
// value, and no string of a request outlives it uncopied. The document openapi.json is generated from the
// table by cmd/openapi and committed; the server serves the committed copy.
//
// It imports app, reports, repository (for pages), domain, Fiber, the validator and a strict JSON
// decoder; never a store.
package api
