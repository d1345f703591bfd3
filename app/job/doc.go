// Package job takes long pieces of work, runs them by themselves and hands out what they made: exports and
// imports. A job is a row of the store, so that it outlives the process that runs it.
package job
