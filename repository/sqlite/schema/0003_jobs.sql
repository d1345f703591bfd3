-- Work that goes on by itself (domain.Job). spec and result are JSON by kind, fault is repository.PackFault's; result
-- and fault are NULL before the end.
CREATE TABLE jobs (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL,
  owner      TEXT NOT NULL,
  state      TEXT NOT NULL,
  step       TEXT NOT NULL,
  spec       BLOB,
  result     BLOB,
  fault      BLOB,
  done       INTEGER NOT NULL,
  total      INTEGER NOT NULL,
  holder     TEXT NOT NULL,
  held_until INTEGER NOT NULL,
  attempt    INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at   INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revision   INTEGER NOT NULL
) STRICT;

CREATE INDEX jobs_owner ON jobs (owner, kind, created_at, id);
CREATE INDEX jobs_state ON jobs (state, created_at, id);

-- What users have set up once and want again (domain.Preset).
CREATE TABLE presets (
  id         TEXT PRIMARY KEY,
  owner      TEXT NOT NULL,
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL,
  body       BLOB,
  changed_at INTEGER NOT NULL,
  revision   INTEGER NOT NULL
) STRICT;

CREATE INDEX presets_owner ON presets (owner, name, id);

-- The one preset that a pass opens, '' for a pass that opens all its user may.
ALTER TABLE passes ADD COLUMN preset TEXT NOT NULL DEFAULT '';
CREATE INDEX passes_preset ON passes (preset) WHERE preset <> '';

-- One row a failed sign-in or code, forgotten after a while. key is a SHA-256 in hex.
CREATE TABLE attempts (
  key TEXT NOT NULL,
  at  INTEGER NOT NULL
) STRICT;

CREATE INDEX attempts_key ON attempts (key, at);
CREATE INDEX attempts_at ON attempts (at);

CREATE INDEX photos_user ON photos (user, at);
