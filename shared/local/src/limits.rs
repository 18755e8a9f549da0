//! Limits of the laptop's hosts, each with unit and source.

use std::time::Duration;

/// Time-out of a function in seconds if `timeout_seconds` is not set. Source: Lambda default, 3 s.
pub const FUNCTION_TIMEOUT_SECONDS: u64 = 3;

/// Largest time-out of a function in seconds. Source: Lambda quota, 15 minutes.
pub const FUNCTION_TIMEOUT_SECONDS_MAX: u64 = 900;

/// Processes of one function at the same time if `concurrency` is not set. Source: ours; a laptop has few cores.
pub const FUNCTION_CONCURRENCY: u64 = 10;

/// Largest `concurrency` of a function. Source: Lambda default quota of concurrent executions, 1,000.
pub const FUNCTION_CONCURRENCY_MAX: u64 = 1_000;

/// Memory in MB that a function is told it has if `memory_mb` is not set. Source: Lambda default; not enforced here.
pub const FUNCTION_MEMORY_MB: u64 = 128;

/// Largest `memory_mb` of a function. Source: Lambda quota, 10,240 MB.
pub const FUNCTION_MEMORY_MB_MAX: u64 = 10_240;

/// Milliseconds a new process has before the function's own time-out starts to count. Source: Lambda init phase, 10 s.
pub const FUNCTION_INIT_MS: u64 = 10_000;

/// Bytes of a request and of a response payload. Source: Lambda quota for synchronous invocation, 6 MB.
pub const PAYLOAD_BYTES_MAX: usize = 6 * 1024 * 1024;

/// Bytes of the payload of an `Event` invocation. Source: Lambda quota for asynchronous invocation, 1 MB.
pub const EVENT_PAYLOAD_BYTES_MAX: usize = 1024 * 1024;

/// `Event` invocations of one function that wait for a free process. Source: ours, so that memory has a bound.
pub const EVENTS_WAITING_MAX: usize = 1_000;

/// Bytes of a function's error object that are read. Source: ours; Lambda cuts error responses at 256 KB.
pub const ERROR_BYTES_MAX: usize = 256 * 1024;

/// Bytes of the log that `LogType` `Tail` returns. Source: Lambda API, last 4 KB.
pub const LOG_TAIL_BYTES: usize = 4 * 1024;

/// Bytes of one log line that is forwarded; what follows becomes the next line. Source: ours.
pub const LOG_LINE_BYTES_MAX: u64 = 16 * 1024;

/// Time-out of a job in minutes if neither call nor `timeout_minutes` sets it. Source: Glue default, 480 minutes.
pub const JOB_TIMEOUT_MINUTES: u64 = 480;

/// Largest time-out of a job in minutes. Source: Glue, 7 days.
pub const JOB_TIMEOUT_MINUTES_MAX: u64 = 7 * 24 * 60;

/// Runs of one job at the same time if `max_concurrent_runs` is not set. Source: Glue default, 1.
pub const JOB_CONCURRENT_RUNS: u64 = 1;

/// Largest `max_concurrent_runs`. Source: Glue default quota, 1,000 runs per job.
pub const JOB_CONCURRENT_RUNS_MAX: u64 = 1_000;

/// Milliseconds between two looks of a supervisor at its job and at the request to stop. Source: ours.
pub const SUPERVISOR_LOOK_MS: u64 = 50;

/// Milliseconds a job has between SIGTERM and SIGKILL. Source: ours.
pub const JOB_GRACE_MS: u64 = 5_000;

/// Milliseconds a supervisor has from the start of a run until it shows itself. Source: ours.
pub const SUPERVISOR_START_MS: u64 = 10_000;

/// Bytes at the end of a job's error output that are searched for its last line. Source: ours.
pub const JOB_ERROR_TAIL_BYTES: u64 = 4 * 1024;

/// Characters of the last error line in a run's `ErrorMessage`. Source: ours.
pub const JOB_ERROR_LINE_CHARS: usize = 400;

/// Most runs in one answer of `getJobRuns`. Source: Glue API, `MaxResults` up to 200.
pub const JOB_RUNS_PAGE_MAX: usize = 200;

/// Runs of ended jobs that are kept; older ones are removed when a host opens the directory. Source: ours.
pub const JOB_RUNS_KEPT: usize = 1_000;

/// Bytes of `stepwell.toml`. Source: ours.
pub const CONFIG_BYTES_MAX: u64 = 1024 * 1024;

/// Events of one history if `history_events_max` is not set. Source: Step Functions quotas, 25,000.
pub const HISTORY_EVENTS: u64 = 25_000;

/// Largest `history_events_max`. Source: ours; a loop that never ends still ends some day.
pub const HISTORY_EVENTS_MAX: u64 = 1_000_000_000;

/// Bytes of an input, output or result if `payload_bytes_max` is not set. Source: Step Functions quotas, 262,144.
pub const DATA_BYTES: u64 = 262_144;

/// Largest `payload_bytes_max`. Source: ours; the journal's longest text, 1 GiB, with room for what is put around it.
pub const DATA_BYTES_MAX: u64 = 1024 * 1024 * 1024 - 64 * 1024;

/// The same while records are written in schema 1. Source: ours; there one text is at most 4 MiB.
pub const DATA_BYTES_MAX_IN_SCHEMA_1: u64 = 4 * 1024 * 1024 - 64 * 1024;

/// Newest schema of records, which is written if `record_schema` is not set. Source: the journal.
pub const RECORD_SCHEMA: u64 = 2;

/// How long the supervisor of a run waits for room on a full disk. Ours: longer than somebody needs to notice.
pub const ROOM_WAIT: Duration = Duration::from_secs(24 * 3_600);

/// Pause of the supervisor before it looks for room again. Ours.
pub const ROOM_PAUSE: Duration = Duration::from_millis(500);
