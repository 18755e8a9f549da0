//! Limits of running, each with unit and source. AWS's limits are defaults that an operator may raise.

/// Limits that an operator may raise, because the design has no wall there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of an input, output or result in UTF-8. Source: Step Functions quotas, 262,144.
    pub payload_bytes_max: usize,
    /// Events of one history; the last one ends the execution. Source: Step Functions quotas, 25,000.
    pub history_events_max: u64,
    /// States that one decision may enter before it ends with `Continue`. Ours.
    pub steps_per_decision_max: usize,
    /// Bytes of new texts that one decision may make before it ends with `Continue`. Ours: keeps pages small.
    pub bytes_per_decision_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            payload_bytes_max: 262_144,
            history_events_max: 25_000,
            steps_per_decision_max: 2_000,
            bytes_per_decision_max: 1_048_576,
        }
    }
}

/// Iterations of an inline Map that run at a time when `MaxConcurrency` is 0 or larger than this.
/// Source: Step Functions developer guide, "Map state in Inline mode", up to 40.
pub const INLINE_CONCURRENCY_MAX: u64 = 40;

/// Characters of an error name that are kept. Source: Step Functions API, `error`.
pub const ERROR_CHARS_MAX: usize = 256;

/// Characters of a cause that are kept. Source: Step Functions API, `cause`.
pub const CAUSE_CHARS_MAX: usize = 32_768;

/// Longest wait in seconds. Source: observed on the service, 2,147,483,647.
pub const WAIT_SECONDS_MAX: i64 = 2_147_483_647;

/// Longest life of an execution in milliseconds. Source: Step Functions quotas, one year.
pub const EXECUTION_MS_MAX: u64 = 366 * 24 * 3600 * 1000;

/// Deepest nesting of a task's result. Ours: what `serde_json` reads back.
pub const RESULT_NESTING_MAX: usize = 127;
