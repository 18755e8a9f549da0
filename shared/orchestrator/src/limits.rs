//! Limits of the protocol, each with unit and source.

/// Milliseconds for which a claim holds without its session's renewal. Ours: recovery takes a minute or two.
pub const CLAIM_MS: u64 = 30_000;

/// Milliseconds between renewals of a session that makes calls. Ours: half a claim.
pub const RENEWAL_MS: u64 = 15_000;

/// Milliseconds by which clocks of two machines may differ. Ours: a call is not sent this shortly before its claim ends.
pub const CLOCK_SKEW_MS: u64 = 2_000;

/// A wake item stands at most this many milliseconds after the time by which the work must go on. Ours.
pub const PROMISE_SLACK_MS: u64 = 120_000;

/// Calls of one execution that one session makes side by side. Ours.
pub const CALLS_MAX: usize = 256;

/// Page conflicts after which an entry point leaves its fact in the inbox. Ours.
pub const CONFLICTS_MAX: u32 = 3;

/// Page conflicts after which an executor gives its message back. Ours.
pub const EXECUTOR_CONFLICTS_MAX: u32 = 50;

/// Times that a busy store is asked again before work that holds no results is given up for now. Ours.
pub const STORE_TRIES_MAX: u32 = 3;

/// Times that a message is sent again before the queue counts as failed. Ours.
pub const SEND_TRIES_MAX: u32 = 6;

/// Times that a decision may ask for payloads. Ours: each time it gets all it named.
pub const FETCH_ROUNDS_MAX: u32 = 1_000;

/// Times that a start refused as "busy" is tried again before the state sees the error. Ours.
pub const BUSY_TRIES_MAX: u32 = 400;

/// Longest pause between such tries in milliseconds. Ours.
pub const BUSY_PAUSE_MS_MAX: u64 = 10_000;

/// Longest pause between tries of a word to others, in milliseconds. Ours.
pub const WORD_PAUSE_MS_MAX: u64 = 60_000;

/// Times that a word to others (a cancelled job, a parent's wake-up) is tried. Ours.
pub const WORD_TRIES_MAX: u32 = 5;

/// Age in milliseconds after which a wake-up for a page that never came is dropped. Ours.
pub const NOT_YET_MS_MAX: u64 = 60_000;

/// Shortest pause before a message is looked at again whose execution is newer than this code, in milliseconds; grows with
/// the age of the message. Ours: newer code beside this one shall have it soon.
pub const NEWER_PAUSE_MS_MIN: u64 = 2_000;

/// Longest such pause in milliseconds. Source: the longest delay of a message; what waits costs next to nothing.
pub const NEWER_PAUSE_MS_MAX: u64 = 900_000;

/// Pause before a message is looked at again that is itself newer than this code, in milliseconds. Ours.
pub const NEWER_MESSAGE_PAUSE_MS: u64 = 30_000;

/// Milliseconds for which calls in flight are waited for whose execution has become newer than this code. Ours: longer
/// than a Lambda function runs.
pub const HAND_OVER_MS_MAX: u64 = 1_000_000;

/// Longest pause between two polls of a job in milliseconds. Ours: how late the end of a job is seen at most if nobody
/// tells it.
pub const POLL_PAUSE_MS_MAX: u64 = 300_000;

/// Shortest pause between two polls of a job in milliseconds. Ours.
pub const POLL_PAUSE_MS_MIN: u64 = 5_000;

/// First safety time of a poll chain in milliseconds; doubles with each chain. Ours: longer than a message may be
/// delayed.
pub const POLL_SAFETY_MS: u64 = 900_000;

/// Longest safety time of a poll chain in milliseconds. Ours.
pub const POLL_SAFETY_MS_MAX: u64 = 3_600_000;

/// Polls that a process remembers to have begun. Ours: those of the last minutes.
pub const POLLS_REMEMBERED_MAX: usize = 1_024;

/// Milliseconds before its time from which a wake item may have been swept already: what a sweep looks ahead, the
/// minute that it takes whole, and the skew of clocks. Ours: a promise this near is not leaned on any more, and new ones are further
/// ahead, so that none is put into a minute that was swept.
pub const SWEPT_EARLY_MS: u64 = SWEEP_AHEAD_MS + 60_000 + CLOCK_SKEW_MS;

/// Milliseconds between a promise and its page after which a sweep may have looked for the page in vain, so that it is
/// promised again. Ours: the soonest that a promise can be swept.
pub const ANNOUNCED_MS_MAX: u64 = PROMISE_SLACK_MS - SWEPT_EARLY_MS;

/// How far ahead of the clock a sweep looks in milliseconds, so that what is due soon is handed to the queue in time.
/// Ours.
pub const SWEEP_AHEAD_MS: u64 = 45_000;

/// Times that a request which was provably not sent is sent again at once. Ours.
pub const SENDS_MAX: u32 = 3;

/// First pause between such sends in milliseconds; doubles. Ours: all of them fit into the margin of a claim.
pub const SEND_PAUSE_MS: u64 = 300;

/// First pause before a step that the store failed is tried again, in milliseconds; doubles. Ours.
pub const STORE_PAUSE_MS: u64 = 200;

/// Longest such pause in milliseconds. Ours.
pub const STORE_PAUSE_MS_MAX: u64 = 5_000;

/// Seconds for which a received message is hidden from others while it is worked on. Ours.
pub const VISIBILITY_S: u32 = 120;

/// Programs kept compiled. Ours.
pub const PROGRAMS_MAX: usize = 256;

/// Bytes of a task token. Source: Step Functions API allows 2,048; ours stay below 400.
pub const TOKEN_BYTES_MAX: usize = 400;

/// Bytes by which payloads stay below the longest text that the journal can keep. Ours: room for what a state puts
/// around a text.
pub const PAYLOAD_SLACK_BYTES: usize = 64 * 1024;
