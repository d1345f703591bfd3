// Package web holds the built web app: the files that Vite puts into dist, embedded whole.
//
// It only reads them: app/api serves them and cmd puts the two together. A checkout without a build embeds an
// empty folder, so that Go alone builds and tests the rest; such a Site has no files.
//
// It imports the standard library only.
package web
