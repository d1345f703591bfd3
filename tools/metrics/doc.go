// Command metrics measures the project's own Go code and prints a Markdown table with the budget
// of every measure beside it. It reads source only, by the standard parser: nothing is built.
//
// What the words mean: a file's lines are physical; a function runs from its signature to its
// closing brace; cyclo is 1 plus branches plus && and ||; depth is how far blocks nest; comment is
// comment lines over comment and code lines; fan-out is how many packages of this module one
// package imports; doc is the share of exported functions and types with a comment. Tests (and
// any file that imports testing) stand apart from the rest; generated files and the tools module are
// left out.
package main
