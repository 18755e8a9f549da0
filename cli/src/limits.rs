//! Limits of the commands, each with unit and source.

use std::time::Duration;

/// Bytes of a definition or an input that is read from a file. Source: ours, above the 1 MB of the API's requests, so
/// that the API's own words are seen.
pub const DOCUMENT_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Bytes of an answer that the client reads. Source: ours, above the largest page of a history.
pub const ANSWER_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// How long the client waits for a connection. Source: ours; the server is near.
pub const CONNECT_WAIT: Duration = Duration::from_secs(5);

/// How long the client waits for an answer. Source: ours.
pub const ANSWER_WAIT: Duration = Duration::from_secs(60);

/// Events asked for at once. What was new at the end is asked for again, so the page is small.
pub const HISTORY_PAGE: u64 = 250;

/// First pause between two looks at an execution. Source: ours.
pub const LOOK_PAUSE_MIN: Duration = Duration::from_millis(40);

/// Longest pause between two looks at an execution. Source: ours.
pub const LOOK_PAUSE_MAX: Duration = Duration::from_millis(700);

/// State machines looked through for a name. Source: Step Functions quota, 10,000 state machines per account.
pub const MACHINES_MAX: usize = 10_000;

/// Names shown to somebody who asked for one that is not there. Source: ours.
pub const NAMES_SHOWN_MAX: usize = 10;

/// Entries of a list if nothing else is asked for. Source: ours.
pub const LISTED: usize = 100;

/// Columns of a terminal that does not tell its size. Source: convention.
pub const COLUMNS: usize = 80;
