//! Limits of the SQLite adapter, each with unit and reason.

use std::time::Duration;

/// Most writes that share one transaction. More would make the first of them wait for little gain.
pub const BATCH_WRITES_MAX: usize = 256;

/// Most requests that wait for the writer, and as many for the readers, before the askers wait to be let in.
pub const WAITING_REQUESTS_MAX: usize = 1024;

/// Threads that read. Reads come from the page cache, so a few keep any laptop's disk busy.
pub const READERS: usize = 4;

/// How long a statement waits for a lock that another program (a shell on the file) holds.
pub const LOCK_WAIT: Duration = Duration::from_secs(5);

/// Prepared statements that each connection keeps; there are fewer than that in this crate.
pub const PREPARED_STATEMENTS: usize = 32;

/// Bytes to which the write-ahead log is cut back after a burst.
pub const LOG_BYTES_KEPT: i64 = 64 * 1024 * 1024;

/// Longest time for which a wait for messages stays silent. Source: the contract of the queue port.
pub const SILENCE_MAX: Duration = Duration::from_secs(1);

/// Pages in the write-ahead log from which they are brought into the file. Source: SQLite's own default.
pub const LOG_PAGES: i32 = 1_000;

/// Bytes of a log that are written anew at a time.
pub const FIRM_BYTES: usize = 1024 * 1024;
