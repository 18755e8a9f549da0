//! What every history must look like, and what can be counted in it.

use serde_json::Value;

/// Types of events that end an execution.
const CLOSING: [&str; 4] = ["ExecutionSucceeded", "ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"];

/// The cause of an attempt whose caller died. Part of the product: authors may match it.
pub const LOST_CAUSE: &str = "The worker that made the call ended before it saw the answer. Whether the call was carried out is unknown.";

/// What is wrong with a history that ends with `closing`; empty if it is whole.
pub fn flaws(events: &[Value], closing: &str) -> Vec<String> {
    let mut flaws = Vec::new();
    let mut before = f64::MIN;
    for (at, event) in events.iter().enumerate() {
        let expected = at as u64 + 1;
        let id = event["id"].as_u64();
        if id != Some(expected) {
            flaws.push(format!("event {expected} has the id {id:?}"));
        }
        let previous = event["previousEventId"].as_u64().unwrap_or(u64::MAX);
        if previous >= expected {
            flaws.push(format!("event {expected} follows event {previous}"));
        }
        let time = event["timestamp"].as_f64().unwrap_or(f64::MIN);
        if time < before {
            flaws.push(format!("event {expected} is of {time}, the one before of {before}"));
        }
        before = time;
        let is_last = at + 1 == events.len();
        let kind = kind(event);
        if CLOSING.contains(&kind) != is_last || (is_last && kind != closing) {
            flaws.push(format!("event {expected} is {kind}, of {}; {closing} ends it", events.len()));
        }
        if (kind == "ExecutionStarted") != (at == 0) {
            flaws.push(format!("event {expected} is {kind}"));
        }
    }
    if events.is_empty() {
        flaws.push("it has no event".to_owned());
    }
    flaws
}

/// Type of an event.
pub fn kind(event: &Value) -> &str {
    event["type"].as_str().unwrap_or_default()
}

/// Attempts of tasks that were scheduled.
pub fn attempts(events: &[Value]) -> usize {
    events.iter().filter(|event| kind(event) == "TaskScheduled").count()
}

/// When attempts were found lost, in seconds since 1970.
pub fn losses(events: &[Value]) -> Vec<f64> {
    let lost = events.iter().filter(|event| {
        ["taskFailedEventDetails", "taskSubmitFailedEventDetails"]
            .iter()
            .any(|member| event[member]["cause"] == LOST_CAUSE)
    });
    lost.filter_map(|event| event["timestamp"].as_f64()).collect()
}
