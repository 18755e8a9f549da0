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

/// Events asked for at once. Source: ours; what was new at the end is asked for again, so the page is small.
pub const HISTORY_PAGE: u64 = 250;

/// First pause between two looks at an execution. Source: ours.
pub const LOOK_PAUSE_MIN: Duration = Duration::from_millis(40);

/// Longest pause between two looks at an execution. Source: ours.
pub const LOOK_PAUSE_MAX: Duration = Duration::from_millis(700);

/// How long a server that was there is waited for. Source: ours; a restart takes a second.
pub const SERVER_WAIT: Duration = Duration::from_secs(60);

/// Pause between two tries to reach it. Source: ours.
pub const SERVER_PAUSE: Duration = Duration::from_millis(250);

/// State machines looked through for a name. Source: Step Functions quota, 10,000 state machines per account.
pub const MACHINES_MAX: usize = 10_000;

/// Names shown to somebody who asked for one that is not there. Source: ours.
pub const NAMES_SHOWN_MAX: usize = 10;

/// Entries of a list if nothing else is asked for. Source: ours.
pub const LISTED: usize = 100;

/// Columns of a terminal that does not tell its size. Source: convention.
pub const COLUMNS: usize = 80;

/// Executions worked on at the same time. Source: ours; each may make many calls.
pub const EXECUTIONS_AT_ONCE: usize = 64;

/// Longest silence between two looks at the queue. Source: ours; the port of queues allows as much.
pub const QUEUE_PAUSE: Duration = Duration::from_secs(1);

/// Pause after the queue or the store failed. Source: ours.
pub const TROUBLE_PAUSE: Duration = Duration::from_secs(1);

/// Times that a message whose work failed is put off before it is left to come again by itself. Source: ours; with the
/// pauses a minute, half of the time after which it comes by itself.
pub const PUT_OFF_TRIES_MAX: u32 = 60;

/// Longest pause in seconds before a message whose work failed is worked on again. Source: ours.
pub const RETRY_SECONDS_MAX: u32 = 60;

/// Time between two sweeps. Source: ours; promises are made two minutes ahead.
pub const SWEEP_EVERY: Duration = Duration::from_secs(30);

/// How long what is being done may go on after the server was told to stop. Source: ours.
pub const STOP_WAIT: Duration = Duration::from_millis(1_500);

/// Connections at the same time. Source: ours; below the usual limit of open files.
pub const CONNECTIONS_MAX: usize = 512;

/// Bytes of all headers of a request. Source: ours; a task token in a path is below 1 KB.
pub const HEADER_BYTES_MAX: usize = 32 * 1024;

/// How long a client may take to send its headers, and how long an idle connection stays. Source: ours.
pub const HEADER_WAIT: Duration = Duration::from_secs(30);

/// How long a client may take to send its body. Source: ours.
pub const BODY_WAIT: Duration = Duration::from_secs(30);

/// Bytes of a request body. Source: Step Functions quota, 1 MB for each request, and room to refuse in the API's words.
pub const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Seconds for which closed executions are kept. Source: Step Functions quota, 90 days.
pub const RETENTION_SECONDS: u64 = 90 * 24 * 3_600;

/// Longest single sleep of the clock, so that a clock that was set is noticed. Source: ours.
pub const SLEEP_MAX: Duration = Duration::from_secs(30);

/// How long a disk that was full must take every write before it is said to have room again. Source: ours.
pub const ROOM_AGAIN: Duration = Duration::from_secs(2);
