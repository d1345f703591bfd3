// Package jobfile keeps the files of jobs in a folder beside an embedded store.
//
// Put writes under a passing name in a folder of its own, syncs, renames and syncs the folder, so that a name leads to
// whole bytes or to none, whatever is cut when. What is open stays readable when its name goes: the file system
// keeps it.
package jobfile
