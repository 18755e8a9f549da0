//! What is in the file. A new shape gets a new number here and a step that brings the old one there.

/// Marks a SQLite file as ours, in its header: "STEP".
pub(crate) const APPLICATION_ID: i32 = 0x5354_4550;

/// What brings a file from each shape to the next, from an empty one on: the first makes shape 1. A step that was ever
/// released stays as it is. Kept in the file's `user_version` is how many of them it has behind it.
pub(crate) const STEPS: &[&str] = &[CREATE];

/// Makes an empty file one of shape 1.
///
/// An item carries its index entry in its own row, so that both change in one statement; the index over those columns
/// also holds the projection, so that a listing does not touch the bodies. A message is received when it is due, and
/// receiving it makes it due again at the end of its visibility. `AUTOINCREMENT` keeps an old receipt from fitting a new
/// message.
const CREATE: &str = "
CREATE TABLE items (
    partition TEXT NOT NULL,
    sort TEXT NOT NULL,
    version INTEGER NOT NULL,
    body BLOB NOT NULL,
    index_partition TEXT,
    index_sort TEXT,
    projection BLOB,
    expires_s INTEGER
);
CREATE UNIQUE INDEX items_key ON items (partition, sort);
CREATE INDEX items_listed ON items (index_partition, index_sort, partition, sort, projection)
    WHERE index_partition IS NOT NULL;
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL,
    due_ms INTEGER NOT NULL,
    count INTEGER NOT NULL
);
CREATE INDEX messages_due ON messages (due_ms, id);
CREATE TABLE payloads (
    execution TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes BLOB NOT NULL
);
CREATE UNIQUE INDEX payloads_key ON payloads (execution, digest);
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
";

/// Counts one more opening of the file and returns its number, from 1.
pub(crate) const COUNT_BOOT: &str = "
INSERT INTO meta (name, value) VALUES ('boot', 1)
ON CONFLICT (name) DO UPDATE SET value = value + 1
RETURNING value";
