//! I5: a call is seen outside only if a committed page has given the claim on it to the process that makes it, and the
//! claim is not over. A page committed meanwhile by others may have made the call moot (a stop, a failed sibling): that
//! one cannot be called back. The one documented window, a process that stalls between its last look and the sending, is
//! counted and no violation.

use std::collections::BTreeMap;

use serde_json::Value;
use stepwell_asl::resource::Pattern;
use stepwell_integrations::Repeat;
use stepwell_integrations::glue::MARKER_ARGUMENT;
use stepwell_integrations::service::ServiceRequest;
use stepwell_journal::ExecutionKey;

use crate::attempts::{Attempt, AttemptName};
use crate::outbox::is_of;
use crate::page::Stores;
use crate::rules::Rules;
use crate::violation::Complaints;
use crate::watched::Watched;

/// What a request is to its attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It starts what the task asks for.
    Start,
    /// It only looks.
    Look,
    /// It cancels what was started.
    Cancel,
}

/// What a request is.
pub(crate) fn kind(request: &ServiceRequest) -> Kind {
    match request.operation.as_str() {
        "getJobRun" | "getJobRuns" | "describeExecution" | "describeApproval" => Kind::Look,
        "batchStopJobRun" | "stopExecution" => Kind::Cancel,
        _ => Kind::Start,
    }
}

/// The attempt that a request belongs to.
pub(crate) fn attempt_of(request: &ServiceRequest) -> Option<AttemptName> {
    let (names, stamp) = request.marker.as_deref()?.rsplit_once('#')?;
    let (machine, execution) = names.split_once('/')?;
    Some(AttemptName { key: ExecutionKey::new(machine, execution), stamp: stamp.parse().ok()? })
}

/// Processes that stood still directly before sending, and until when sessions have said that they live.
#[derive(Debug, Default)]
pub(crate) struct Processes {
    /// From and until when a process stood still between its last look and the sending.
    pub stalls: Vec<(String, u64, u64)>,
    /// Until when a session lives.
    pub lives: BTreeMap<String, u64>,
    /// Calls that were sent late by a process that stood still.
    pub late: u64,
    /// Calls that others had made moot before they were sent.
    pub moot: u64,
}

impl Processes {
    fn stalled(&self, process: &str, at_ms: u64) -> bool {
        self.stalls.iter().any(|(who, from, to)| who == process && *from <= at_ms && at_ms <= *to + 1_000)
    }
}

/// A call that the outside saw.
pub(crate) struct Call<'c> {
    /// True time, milliseconds since 1970.
    pub at_ms: u64,
    /// Which process made it.
    pub process: &'c str,
    /// The request.
    pub request: &'c ServiceRequest,
    /// Stamp of its attempt.
    pub stamp: u64,
    /// Whether the outside did what it asks for.
    pub applied: bool,
}

/// Looks at a call.
pub(crate) fn check(
    seen: &mut Watched,
    call: &Call<'_>,
    stores: &Stores,
    processes: &mut Processes,
    rules: &Rules,
    out: &mut Complaints,
) {
    let key = seen.key.clone();
    let stamp = call.stamp;
    let Some(attempt) = seen.attempts.by_stamp.get_mut(&stamp) else {
        out.add("I5", &key, format!("{} for attempt {stamp}, which no page has", name(call.request)));
        return;
    };
    match kind(call.request) {
        Kind::Look => {}
        Kind::Cancel if !attempt.cancelled => {
            out.add("I5", &key, format!("{} for attempt {stamp} without an order", name(call.request)));
        }
        Kind::Cancel => {}
        Kind::Start => {
            claimed(attempt, &key, call, processes, rules, out);
            sent_as_committed(attempt, &key, call, stores, out);
            started(attempt, &key, call, out);
        }
    }
}

/// I5 for a call that starts something.
fn claimed(
    attempt: &Attempt,
    key: &ExecutionKey,
    call: &Call<'_>,
    processes: &mut Processes,
    rules: &Rules,
    out: &mut Complaints,
) {
    let what = format!("{} for attempt {}", name(call.request), call.stamp);
    if processes.stalled(call.process, call.at_ms) {
        processes.late += 1;
        return;
    }
    let Some((claim, _)) = &attempt.claim else {
        out.add("I5", key, format!("{what} by `{}`: nobody has claimed it", call.process));
        return;
    };
    if !is_of(claim, call.process) {
        let holder = &claim.session;
        out.add("I5", key, format!("{what} by `{}`: `{holder}` has claimed it", call.process));
        return;
    }
    let until = processes.lives.get(&claim.session).copied().unwrap_or(0).max(claim.deadline_ms);
    if call.at_ms > until + rules.skew_ms {
        out.add("I5", key, format!("{what} by `{}`: the claim was over at {until}", call.process));
    }
    if attempt.ended.is_some() {
        processes.moot += 1;
    }
}

/// What was sent is what was committed.
fn sent_as_committed(
    attempt: &Attempt,
    key: &ExecutionKey,
    call: &Call<'_>,
    stores: &Stores,
    out: &mut Complaints,
) {
    if let Err(why) = stores.bring(key, &attempt.parameters) {
        out.add("I5", key, format!("parameters of attempt {}: {why}", call.stamp));
        return;
    }
    let Ok(committed) = attempt.parameters.value() else { return };
    let input = &call.request.input;
    let same = match (call.request.service.as_str(), &*attempt.resource) {
        ("lambda", resource) if resource.starts_with("arn:aws:states:::") => input == committed,
        ("lambda", _) => input.get("Payload").and_then(Value::as_str) == Some(&committed.to_string()),
        ("glue", _) => without_marker(input) == without_marker(committed),
        (_, _) => true,
    };
    if !same {
        out.add("I5", key, format!("{} for attempt {} says another thing", name(call.request), call.stamp));
    }
}

/// Parameters of a job without what marks the attempt.
fn without_marker(input: &Value) -> Value {
    let mut input = input.clone();
    let is_empty = match input.get_mut("Arguments") {
        Some(Value::Object(arguments)) => {
            arguments.shift_remove(MARKER_ARGUMENT);
            arguments.is_empty()
        }
        Some(_) | None => false,
    };
    if let (true, Value::Object(members)) = (is_empty, &mut input) {
        members.shift_remove("Arguments");
    }
    input
}

/// I7 for what the outside did.
fn started(attempt: &mut Attempt, key: &ExecutionKey, call: &Call<'_>, out: &mut Complaints) {
    if !call.applied {
        return;
    }
    attempt.starts += 1;
    if attempt.starts == 1 || attempt.repeat == Repeat::Repeatable {
        return;
    }
    let is_job = attempt.repeat == Repeat::Adopt && attempt.pattern != Pattern::RequestResponse;
    let what = if is_job { "its job" } else { "its call" };
    let times = attempt.starts;
    out.add("I7", key, format!("attempt {} started {what} {times} times", call.stamp));
}

fn name(request: &ServiceRequest) -> String {
    format!("{}:{}", request.service, request.operation)
}

#[cfg(test)]
mod tests;
