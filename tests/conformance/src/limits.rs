//! Limits of the runner, each with its unit and reason. Nothing of the product is limited here.

use std::time::Duration;

/// Tries of one pattern match. Source: own; the longest recorded text with masks needs some thousands.
pub const PATTERN_TRIES: u32 = 1_000_000;

/// Pairs of entries tried while two lists are matched without order. Source: own; recorded lists have up to 100 entries.
pub const ASSIGNMENT_TRIES: u32 = 100_000;

/// Seconds that a wait may last beyond the duration the case states. Source: own.
pub const WAIT_SLACK_SECONDS: u64 = 30;

/// Seconds between the first two polls of a wait; doubles from poll to poll. Source: own.
pub const POLL_FIRST_SECONDS: f64 = 0.005;

/// Seconds between two polls at most. Source: own.
pub const POLL_LAST_SECONDS: f64 = 0.1;

/// Differences printed of one step. Source: own; more than this nobody reads.
pub const REPORTED_DIFFERENCES: usize = 20;

/// Characters printed of one value. Source: own.
pub const REPORTED_CHARACTERS: usize = 600;

/// Time that one HTTP call may take. Source: own; `GetActivityTask` polls for 60 seconds, `StartSyncExecution` runs up to
/// 5 minutes.
pub const HTTP_CALL: Duration = Duration::from_secs(330);
