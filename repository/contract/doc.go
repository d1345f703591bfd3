// Package contract is what every store must pass, and what it is measured against: Run is the suite, Model
// the plain in-memory store that answers by scanning and serves as its oracle, and the makers (Session,
// Visit, Drive, NewMaker) give activities to tests.
//
// It is for tests only and refuses to be anything else: nothing here is durable or fast, and no program
// imports it. It imports repository, domain and the libraries of tests.
package contract
