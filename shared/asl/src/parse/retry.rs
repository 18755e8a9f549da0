//! `Retry`.

use crate::diagnostic::Code;
use crate::limits::{ATTEMPTS_MAX, MAX_DELAY_SECONDS_BOUND, SECONDS_MAX};
use crate::retrier::{Jitter, Retrier};

use super::complaints::Complaints;
use super::errors::error_equals;
use super::object::Object;

const FIELDS: [&str; 7] = [
    "ErrorEquals",
    "IntervalSeconds",
    "MaxAttempts",
    "BackoffRate",
    "MaxDelaySeconds",
    "JitterStrategy",
    "Comment",
];

const DEFAULT_INTERVAL_SECONDS: u64 = 1;
const DEFAULT_ATTEMPTS: u64 = 3;
const DEFAULT_BACKOFF_RATE: f64 = 2.0;

/// Reads all retriers of a state.
pub(super) fn retry(state: &Object<'_, '_>, complaints: &mut Complaints) -> Vec<Retrier> {
    let items = state.list("Retry", complaints).unwrap_or_default();
    let place = state.place.field("Retry");
    let mut retriers = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        if let Some(object) = Object::of(item, place.item(index), complaints) {
            retriers.push(retrier(&object, index + 1 == items.len(), complaints));
        }
    }
    retriers
}

fn retrier(object: &Object<'_, '_>, is_last: bool, complaints: &mut Complaints) -> Retrier {
    object.allow(|name| FIELDS.contains(&name), complaints);
    object.require(&["ErrorEquals"], complaints);
    object.text("Comment", complaints);
    let error_equals = error_equals(object, is_last, complaints);
    let interval = object.integer("IntervalSeconds", 0, SECONDS_MAX, complaints);
    let max_attempts = object.integer("MaxAttempts", 0, ATTEMPTS_MAX, complaints).unwrap_or(DEFAULT_ATTEMPTS);
    let backoff_rate =
        object.number("BackoffRate", 1.0, f64::MAX, complaints).unwrap_or(DEFAULT_BACKOFF_RATE);
    let max_delay_seconds = object.integer("MaxDelaySeconds", 1, MAX_DELAY_SECONDS_BOUND, complaints);
    let jitter = match object.one_of("JitterStrategy", &["NONE", "FULL"], complaints) {
        Some("FULL") => Jitter::Full,
        Some(_) | None => Jitter::None,
    };
    if let (Some(interval), Some(most)) = (interval, max_delay_seconds)
        && most <= interval
    {
        let message = "'MaxDelaySeconds' must be greater than 'IntervalSeconds'";
        complaints.own_error(Code::SchemaValidationFailed, &object.place, message);
    }
    let interval_seconds = interval.unwrap_or(DEFAULT_INTERVAL_SECONDS);
    Retrier { error_equals, interval_seconds, max_attempts, backoff_rate, max_delay_seconds, jitter }
}
