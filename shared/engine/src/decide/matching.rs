//! Which retrier or catcher answers to an error, and how long a retrier waits.
//! Source: Amazon States Language, "Errors"; what the wildcards match is recorded on the service.

use std::sync::Arc;

use stepwell_asl::retrier::{Jitter, Retrier};

use crate::error::StateError;
use crate::moment::mix;

/// Whether a list of names answers to an error.
pub(crate) fn answers(names: &[Arc<str>], error: &StateError, heartbeat: bool, branch: bool) -> bool {
    let name = error.error.as_deref();
    error.is_catchable()
        && names.iter().any(|wanted| match &**wanted {
            "States.ALL" => true,
            "States.TaskFailed" => name != Some("States.Timeout"),
            "States.HeartbeatTimeout" if heartbeat => true,
            "States.BranchFailed" if branch => true,
            wanted => name == Some(wanted),
        })
}

/// Milliseconds before retry number `retry` (from 1).
pub(crate) fn delay_ms(retrier: &Retrier, retry: u64, seed: u64, stamp: u64) -> u64 {
    // Powers beyond this are far above every limit; the cast keeps the exponent in range.
    let exponent = i32::try_from(retry.saturating_sub(1)).unwrap_or(i32::MAX);
    let longest = retrier.max_delay_seconds.unwrap_or(stepwell_asl::limits::SECONDS_MAX) as f64;
    let seconds = (retrier.interval_seconds as f64 * retrier.backoff_rate.powi(exponent)).min(longest);
    let ms = seconds * 1000.0;
    match retrier.jitter {
        Jitter::None => ms as u64,
        Jitter::Full => {
            let fraction = (mix(seed, stamp, retry) >> 11) as f64 / (1u64 << 53) as f64;
            (ms * fraction) as u64
        }
    }
}
