//! `Retry`: one retrier. Source: Amazon States Language, "Retrying after error".

use std::sync::Arc;

/// One entry of `Retry` with its defaults filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Retrier {
    /// Names it answers to, not empty; `States.ALL` stands alone and last.
    pub error_equals: Vec<Arc<str>>,
    /// Seconds before the first retry, default 1.
    pub interval_seconds: u64,
    /// Most retries, default 3; 0 means never.
    pub max_attempts: u64,
    /// Factor from one wait to the next, default 2.0, at least 1.0.
    pub backoff_rate: f64,
    /// Upper bound of a wait in seconds.
    pub max_delay_seconds: Option<u64>,
    /// Whether waits are spread at random.
    pub jitter: Jitter,
}

/// `JitterStrategy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jitter {
    /// The wait is as computed.
    None,
    /// The wait is random between 0 and the computed one.
    Full,
}
