-- Codes are words that repeat (programmes, forms, people, …), kept once; tables hold their numbers. 0 is the empty word.
CREATE TABLE codes (
  id   INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE
) STRICT;

-- One row a record: which revisions are its newest and its standing version (0: none).
CREATE TABLE records (
  key      INTEGER PRIMARY KEY,
  id       BLOB NOT NULL UNIQUE,
  revision INTEGER NOT NULL,
  standing INTEGER NOT NULL
) STRICT;

-- One row a revision, key = record << 20 | revision. The body holds the whole record as it was after the step
-- (document.go); crc is the Castagnoli CRC-32 of the body.
CREATE TABLE history (
  key    INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  actor  INTEGER NOT NULL,
  action INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  text   TEXT NOT NULL,
  digest ANY NOT NULL,
  crc    INTEGER NOT NULL,
  body   BLOB NOT NULL
) STRICT;

-- One row a live version, key = record << 1 | head: what questions and lists are asked about, without the body.
-- content is the key of the version's body in history; head is 0 for the approved version that stands beside
-- a newer one.
CREATE TABLE versions (
  key       INTEGER PRIMARY KEY,
  head      INTEGER NOT NULL,
  id        BLOB NOT NULL,
  content   INTEGER NOT NULL,
  author    INTEGER NOT NULL,
  day       INTEGER NOT NULL,
  province  INTEGER NOT NULL,
  city      INTEGER NOT NULL,
  area      INTEGER NOT NULL,
  programme INTEGER NOT NULL,
  campaign  INTEGER NOT NULL,
  kind      INTEGER NOT NULL,
  form      INTEGER NOT NULL,
  venue     INTEGER NOT NULL,
  topic     INTEGER NOT NULL,
  delivery  INTEGER NOT NULL,
  basis     INTEGER NOT NULL,
  status    INTEGER NOT NULL,
  fit       INTEGER NOT NULL,
  lead      INTEGER NOT NULL,
  campus    INTEGER NOT NULL,
  activities INTEGER NOT NULL, attendance INTEGER NOT NULL, elderly INTEGER NOT NULL, minors INTEGER NOT NULL,
  students INTEGER NOT NULL, volunteers INTEGER NOT NULL, volunteer_minutes INTEGER NOT NULL, materials INTEGER NOT NULL,
  households INTEGER NOT NULL, officers INTEGER NOT NULL, questions INTEGER NOT NULL,
  audiences TEXT,
  title     TEXT NOT NULL,
  place     TEXT NOT NULL
) STRICT;

CREATE INDEX versions_day ON versions (day, id, head, status, province, city, area, programme, kind, delivery, fit, author, content);
CREATE INDEX versions_author ON versions (author, day, id, head);
CREATE INDEX versions_area ON versions (area, day, id, head, status, delivery, fit, programme, city);
CREATE INDEX versions_campus ON versions (campus, day) WHERE campus <> 0;
CREATE INDEX versions_standing ON versions (day) WHERE head = 0;

-- The three grains, each row all additive measures side by side. city rides along so that a grain by area
-- also answers by city. Questions are about fit versions of one status: these lie together.
CREATE TABLE month_area (
  period INTEGER NOT NULL, area INTEGER NOT NULL, programme INTEGER NOT NULL, kind INTEGER NOT NULL,
  delivery INTEGER NOT NULL, status INTEGER NOT NULL, fit INTEGER NOT NULL, city INTEGER NOT NULL,
  activities INTEGER NOT NULL, attendance INTEGER NOT NULL, elderly INTEGER NOT NULL, minors INTEGER NOT NULL,
  students INTEGER NOT NULL, volunteers INTEGER NOT NULL, volunteer_minutes INTEGER NOT NULL, materials INTEGER NOT NULL,
  households INTEGER NOT NULL, officers INTEGER NOT NULL, questions INTEGER NOT NULL,
  PRIMARY KEY (fit, status, period, area, city, programme, kind, delivery)
) STRICT, WITHOUT ROWID;

CREATE TABLE year_area (
  period INTEGER NOT NULL, area INTEGER NOT NULL, programme INTEGER NOT NULL, kind INTEGER NOT NULL,
  delivery INTEGER NOT NULL, status INTEGER NOT NULL, fit INTEGER NOT NULL, city INTEGER NOT NULL,
  activities INTEGER NOT NULL, attendance INTEGER NOT NULL, elderly INTEGER NOT NULL, minors INTEGER NOT NULL,
  students INTEGER NOT NULL, volunteers INTEGER NOT NULL, volunteer_minutes INTEGER NOT NULL, materials INTEGER NOT NULL,
  households INTEGER NOT NULL, officers INTEGER NOT NULL, questions INTEGER NOT NULL,
  PRIMARY KEY (fit, status, period, area, city, programme, kind, delivery)
) STRICT, WITHOUT ROWID;

CREATE TABLE month_province (
  period INTEGER NOT NULL, area INTEGER NOT NULL, programme INTEGER NOT NULL, kind INTEGER NOT NULL,
  delivery INTEGER NOT NULL, status INTEGER NOT NULL, fit INTEGER NOT NULL, city INTEGER NOT NULL,
  activities INTEGER NOT NULL, attendance INTEGER NOT NULL, elderly INTEGER NOT NULL, minors INTEGER NOT NULL,
  students INTEGER NOT NULL, volunteers INTEGER NOT NULL, volunteer_minutes INTEGER NOT NULL, materials INTEGER NOT NULL,
  households INTEGER NOT NULL, officers INTEGER NOT NULL, questions INTEGER NOT NULL,
  PRIMARY KEY (fit, status, period, area, city, programme, kind, delivery)
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  id       TEXT PRIMARY KEY,
  login    TEXT NOT NULL UNIQUE,
  revision INTEGER NOT NULL,
  body     BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE passes (
  hash       TEXT PRIMARY KEY,
  user       TEXT NOT NULL,
  kind       TEXT NOT NULL,
  id         TEXT NOT NULL,
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX passes_user ON passes (user, kind, created_at);

CREATE TABLE closings (
  month          INTEGER NOT NULL,
  area           INTEGER NOT NULL,
  at             INTEGER NOT NULL,
  by             TEXT NOT NULL,
  reason         TEXT NOT NULL,
  opened_by      TEXT NOT NULL,
  opened_at      INTEGER NOT NULL,
  opened_because TEXT NOT NULL,
  PRIMARY KEY (month, area, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
  list     TEXT NOT NULL,
  code     TEXT NOT NULL,
  revision INTEGER NOT NULL,
  body     BLOB NOT NULL,
  PRIMARY KEY (list, code)
) STRICT, WITHOUT ROWID;

-- The audit chain (domain.Event). Digests are 32 bytes where they are SHA-256 in hex, else the text itself.
CREATE TABLE events (
  seq       INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,
  actor     INTEGER NOT NULL,
  action    INTEGER NOT NULL,
  subject   TEXT NOT NULL,
  area      INTEGER NOT NULL,
  area_name TEXT NOT NULL,
  city      INTEGER NOT NULL,
  province  INTEGER NOT NULL,
  programme INTEGER NOT NULL,
  revision  INTEGER NOT NULL,
  before    ANY NOT NULL,
  after     ANY NOT NULL,
  note      TEXT NOT NULL,
  prev      ANY NOT NULL,
  hash      ANY NOT NULL
) STRICT;

CREATE INDEX events_subject ON events (subject, seq);
