-- Who has put which photo. The bytes lie in files named by the SHA-256, written before the row.
CREATE TABLE photos (
  sha256 ANY NOT NULL,
  user   TEXT NOT NULL,
  at     INTEGER NOT NULL,
  bytes  INTEGER NOT NULL,
  width  INTEGER NOT NULL,
  height INTEGER NOT NULL,
  PRIMARY KEY (sha256, user)
) STRICT, WITHOUT ROWID;
