package api

import (
	"context"
	"reflect"
	"slices"

	"outreach/domain"
)

// Table gives the route table for those who describe it; its rows cannot be run.
func Table() []Operation { return new(Server).table() }

// table is every operation there is: no row, no access.
func (s *Server) table() []Operation {
	return slices.Concat(s.recordTable(), s.figureTable(), s.jobTable(), s.keeperTable(), s.catalogue())
}

// recordTable is who calls, and what they record and review.
func (s *Server) recordTable() []Operation {
	return []Operation{
		op("health", "GET /health", public(), "Whether the ledger can read and write now", s.health),
		op("openapi", "GET /openapi.json", public(), "This document", s.document).cached().answers("application/json", nil),

		op("signIn", "POST /session", public(), "Sign in; sets the session cookie", s.signIn).makes(),
		op("whoAmI", "GET /session", me(), "Who is signed in, with grants", s.whoAmI),
		op("signOut", "DELETE /session", me(), "Sign out", s.signOut),
		op("redeem", "POST /redeem", public(), "Set a password with a single-use code", s.redeem),
		op("setPassword", "POST /password", me(), "Change the own password; ends other sessions and all tokens", s.setPassword),
		op("listSessions", "GET /sessions", me(), "The caller's sessions", s.sessions),
		op("endSession", "DELETE /sessions/{id}", me(), "End one of the caller's sessions", s.endSession),
		op("listTokens", "GET /tokens", me(), "The caller's API tokens", s.tokens),
		op("makeToken", "POST /tokens", me(), "Make an API token; its secret is told this once", s.makeToken).makes(),
		op("revokeToken", "DELETE /tokens/{id}", me(), "End one of the caller's API tokens", s.revokeToken),

		op("listActivities", "GET /activities", readers(), "Records the caller may see, newest date first", s.listActivities),
		op("summary", "GET /activities/summary", readers(), "How many records count, and why the others do not", s.summary),
		op("putBatch", "POST /activities/batch", recorders(), "Up to 500 records, each with a fate of its own", s.putBatch).limit(batchLimit),
		op("getActivity", "GET /activities/{id}", readers(), "One record, with its revision as ETag", s.getActivity),
		op("putActivity", "PUT /activities/{id}", recorders(), "Create a record, or change it with If-Match; repeating is safe", s.putActivity).creates(),
		op("history", "GET /activities/{id}/history", readers(), "Every step of a record with what it changed", s.history),
		op("review", "POST /activities/{id}/review", managers(), "Approve or return a submitted record, or undo that", s.review),
		op("findings", "GET /activities/{id}/findings", readers(), "What the rules find in a record as it stands", s.findings),
		op("beside", "GET /activities/{id}/beside", readers(), "What else happened that day at that place", s.beside),
		op("approveBatch", "POST /activities/review/batch", managers(), "Approve up to 500 submitted records, each with a fate of its own", s.approveBatch),
		op("queue", "GET /review", managers(), "What waits for the caller's review", s.queue),
		op("void", "POST /activities/{id}/void", recorders(), "Take a record out of every total, with a reason", s.void),

		op("putPhoto", "PUT /photos/{sha256}", recorders(), "Keep a JPEG under the SHA-256 of its bytes; repeating is safe", s.putPhoto).takes(mediaPhoto).limit(domain.MaxPhotoBytes).creates(),
		op("getPhoto", "GET /photos/{sha256}", readers(), "A photo, or its thumbnail", s.getPhoto).answers(mediaPhoto, nil),
	}
}

// figureTable is what comes of records: figures, and files made while their reader waits.
func (s *Server) figureTable() []Operation {
	return []Operation{
		op("stats", "GET /stats", readers(), "Measures cut by dimensions", s.stats).answers("application/json", reflect.TypeFor[Statistics]()),
		op("statsWorkbook", "GET /stats.xlsx", accountants(), "What stats answers, as a workbook", s.statsWorkbook).answers(mediaWorkbook, nil).long(),
		op("statsCSV", "GET /stats.csv", accountants(), "What stats answers, as CSV", s.statsCSV).answers(mediaCSV, nil).long(),
		op("coverage", "GET /coverage", readers(), "What was reached, over the dated list, and what was not", s.coverage),
		op("board", "GET /board", readers(), "Coverage in numbers at every level and by area, with what waits for review beside it", s.board),
		op("listReports", "GET /reports", accountants(), "The reports that can be exported: what is in them and which filters they take", s.reports).cached(),
		op("workbook", "GET /exports/{report}.xlsx", accountants(), "A report as a workbook", s.workbook).answers(mediaWorkbook, nil).long(),
		op("csv", "GET /exports/{report}.csv", accountants(), "A report as CSV", s.csv).answers(mediaCSV, nil).long(),
	}
}

// jobTable is what goes on by itself, and what callers set up for it.
func (s *Server) jobTable() []Operation {
	return []Operation{
		op("listExports", "GET /exports", accountants(), "The caller's exports, newest first", s.exports),
		op("addExport", "POST /exports", accountants(), "Have a report made; look for it under its id", s.addExport).taking(),
		op("getExport", "GET /exports/{id}", accountants(), "An export: how far it is, and what it made", s.exportJob).cached(),
		op("cancelExport", "DELETE /exports/{id}", accountants(), "Cancel an export, or take an ended one off the list with its file", s.cancelExport),
		op("exportEvents", "GET /exports/{id}/events", accountants(), "The export again whenever it changes, until it has ended", s.exportEvents).answers(mediaEvents, nil),
		op("exportFile", "GET /exports/{id}/file", accountants(), "What an export made, whole or a range of it", s.exportFile).answers(mediaWorkbook, nil),
		op("exportAgain", "POST /exports/{id}/again", accountants(), "Have the same report made again, as of now", s.exportAgain).taking(),

		op("listImports", "GET /imports", recorders(), "The caller's imports, newest first", s.listImports),
		op("addImport", "POST /imports", recorders(), "Send a table, XLSX or CSV, and have it compared with the ledger; nothing is written", s.addImport).takes(mediaTable).streamed().taking().long(),
		op("getImport", "GET /imports/{id}", recorders(), "An import: how far it is, and what it would do or has done", s.getImport).cached(),
		op("cancelImport", "DELETE /imports/{id}", recorders(), "Cancel an import, or take an ended one off the list with its files; what it has written stays", s.cancelImport),
		op("importEvents", "GET /imports/{id}/events", recorders(), "The import again whenever it changes, until it has ended or is ready", s.importEvents).answers(mediaEvents, nil),
		op("importRows", "GET /imports/{id}/rows", recorders(), "The rows of an import with their fates, by fate and page", s.importRows),
		op("mapImport", "PUT /imports/{id}/mapping", recorders(), "Say how the columns are meant, and have the table compared again", s.mapImport).taking(),
		op("applyImport", "POST /imports/{id}/apply", recorders(), "Write what the preview shows as new or changed", s.applyImport).taking(),
		op("importRefused", "GET /imports/{id}/refused.xlsx", recorders(), "The refused rows as they came, with the reasons", s.importRefused).answers(mediaWorkbook, nil).long(),

		op("template", "GET /templates/{kind}.xlsx", recorders(), "An empty table for records of a kind, with lists to choose from", s.template).answers(mediaWorkbook, nil),

		op("listPresets", "GET /presets", readers(), "What the caller has set up, by name", s.presets),
		op("addPreset", "POST /presets", readers(), "Keep the settings of an export, a mapping or a view", s.addPreset).makes(),
		op("getPreset", "GET /presets/{id}", readers(), "One preset, with its revision as ETag", s.preset),
		op("putPreset", "PUT /presets/{id}", readers(), "Change a preset with If-Match", s.putPreset),
		op("dropPreset", "DELETE /presets/{id}", readers(), "Delete a preset and the tokens that open it", s.dropPreset),
		op("presetToken", "POST /presets/{id}/token", accountants(), "Make a token that opens this preset's data and nothing else; told this once", s.presetToken).makes(),
		op("presetCSV", "GET /presets/{id}/data.csv", accountants(), "What an export preset means now, as CSV", s.presetCSV).basic().answers(mediaCSV, nil).long(),
		op("presetJSON", "GET /presets/{id}/data.json", accountants(), "What an export preset means now, as an array of objects", s.presetJSON).basic().answers("application/json", nil).long(),
		op("presetWorkbook", "GET /presets/{id}/data.xlsx", accountants(), "What an export preset means now, as a workbook", s.presetWorkbook).basic().answers(mediaWorkbook, nil).long(),
	}
}

// keeperTable is what keeps the ledger: closings, users, the machinery, the audit log.
func (s *Server) keeperTable() []Operation {
	return []Operation{
		op("listClosings", "GET /closings", readers(), "Every closing, in force or opened again", s.closings),
		op("closeMonth", "POST /closings", managers(), "Close a month for an area", s.closeMonth).makes(),
		op("openMonth", "POST /closings/reopen", managers(), "Open a closed month again", s.openMonth),

		op("listCorrections", "GET /corrections", accountants(), "What moved in months after they had been closed, newest first", s.amendments),

		op("listUsers", "GET /users", admins(), "All users", s.users),
		op("addUser", "POST /users", admins(), "Make a user, who sets a password with an invitation", s.addUser).makes(),
		op("getUser", "GET /users/{id}", me(), "One user, with the revision as ETag", s.user),
		op("putUser", "PUT /users/{id}", admins(), "Change a user with If-Match", s.putUser),
		op("invite", "POST /users/{id}/invite", admins(), "Make a single-use code that sets the user's password", s.invite).makes(),
		op("getEntrance", "GET /users/{id}/sessions", admins(), "How a user gets in: sessions, last sign-in, invitation", s.entrance),
		op("endSessionsOf", "DELETE /users/{id}/sessions", admins(), "End all of a user's sessions", s.endSessionsOf),
		op("endSessionOf", "DELETE /users/{id}/sessions/{session}", admins(), "End one of a user's sessions", s.endSessionOf),

		op("system", "GET /system", admins(), "How the ledger's machinery does", s.system),
		op("beginCheck", "POST /system/check", admins(), "Have the ledger checked; look for what comes of it under /system", s.beginCheck).taking(),
		op("noteBackup", "POST /system/backups", admins(), "Write down that a backup was made, by whatever means", s.noteBackup).makes(),
		op("auditCSV", "GET /audit.csv", keepers(), "The audit log as CSV, filtered as /audit, with what each entry's hash covers", s.auditCSV).answers(mediaCSV, nil).long(),
		op("listEvents", "GET /audit", keepers(), "The audit log, newest first", s.events),
	}
}

func (s *Server) document(context.Context, *call, *none) (written, error) {
	return written(openapi()), nil
}
