// Package body turns one version of a record into its body, the bytes that every store keeps of it, and back.
//
// A body is JSON to which a member may be added, never renamed: what was once written is read for ever. It is bytes
// to a store, since a map's keys may be any text, and BSON's names may not. The same version always gives the
// same bytes. The package imports domain only; where bodies lie, and beside what, is the stores'.
package body
