//! I8: nothing fires early: waits, pauses before another attempt, time-outs and missed heartbeats of tasks, the time-out
//! of the execution. A heartbeat that was written in time counts.
//!
//! Deliberately absent: waits that begin and end within one page; no head shows until when they were.

use std::collections::BTreeMap;

use stepwell_engine::frame::Doing;
use stepwell_engine::history::Detail;
use stepwell_engine::{Frame, HistoryEvent};

use crate::attempts::Attempt;
use crate::page::NewPage;
use crate::rules::Rules;
use crate::violation::Complaints;
use crate::watched::Watched;

/// Looks at a page; `seen` is the execution before it, its attempts included.
pub(crate) fn check(seen: &Watched, page: &NewPage, rules: &Rules, out: &mut Complaints) {
    if page.events.is_empty() {
        return;
    }
    let before = &seen.head.execution;
    let frames: BTreeMap<u64, &Frame> = before.frames.values().map(|frame| (frame.previous, frame)).collect();
    let mut strands = BTreeMap::new();
    for event in &page.events {
        let origin = *strands.get(&event.previous).unwrap_or(&event.previous);
        let due = match &event.detail {
            Detail::ExecutionTimedOut(_) => before.timeout_at_ms.map(|due| ("the execution's time", due)),
            Detail::LambdaFunctionTimedOut(_) | Detail::TaskTimedOut { .. } => {
                frames.get(&origin).and_then(|frame| time_out(seen, frame, out.at_ms, rules))
            }
            // What went on: the strand's own next event.
            detail if origin == event.previous && goes_on(detail) => {
                frames.get(&origin).and_then(|f| pause(f))
            }
            _ => None,
        };
        if let Some((what, due)) = due
            && (event.at_ms < due || out.at_ms + rules.skew_ms < due)
        {
            let told = format!("event {} says that {what} was over, it is due at {due}", event.id);
            out.add("I8", &seen.key, format!("{told}, not at {}", event.at_ms.min(out.at_ms)));
        }
        if keeps_strand(event) {
            strands.insert(event.id, origin);
        }
    }
}

/// Whether an event continues a pause: not one that gives the frame up or closes everything.
fn goes_on(detail: &Detail) -> bool {
    matches!(
        detail,
        Detail::StateExited { .. }
            | Detail::LambdaFunctionScheduled { .. }
            | Detail::TaskScheduled { .. }
            | Detail::ParallelStateStarted
            | Detail::MapStateStarted { .. }
    )
}

/// Whether a task's time-out may follow from this event within the same page.
fn keeps_strand(event: &HistoryEvent) -> bool {
    matches!(
        event.detail,
        Detail::LambdaFunctionStarted | Detail::TaskStarted(_) | Detail::TaskSubmitted { .. }
    )
}

fn pause(frame: &Frame) -> Option<(&'static str, u64)> {
    match &frame.doing {
        Doing::Wait { until_ms } => Some(("a wait", *until_ms)),
        Doing::Backoff { until_ms, .. } => Some(("a pause", *until_ms)),
        Doing::Enter | Doing::Task(_) | Doing::Resume(_) | Doing::Join(_) => None,
    }
}

fn time_out(seen: &Watched, frame: &Frame, at_ms: u64, rules: &Rules) -> Option<(&'static str, u64)> {
    let attempt = frame.attempt()?;
    let known = seen.attempts.by_stamp.get(&attempt.stamp);
    let heartbeat = attempt.heartbeat_at_ms.zip(attempt.heartbeat_seconds);
    let missed =
        heartbeat.map(|(due, seconds)| known.map_or(due, |known| beaten(known, due, seconds, rules)));
    match (attempt.timeout_at_ms, missed) {
        // The later of both is no excuse: whichever comes first.
        (Some(time), Some(missed)) if missed < time || at_ms + rules.skew_ms < time => {
            Some(("a heartbeat", missed.min(time)))
        }
        (Some(time), _) => Some(("a task's time", time)),
        (None, Some(missed)) => Some(("a heartbeat", missed)),
        (None, None) => Some(("a task's time", u64::MAX)),
    }
}

/// When a heartbeat is missed, given those that were surely written before.
fn beaten(attempt: &Attempt, due_ms: u64, seconds: u64, rules: &Rules) -> u64 {
    let mut due_ms = due_ms;
    for (written_ms, says_ms) in &attempt.beats {
        if written_ms + rules.skew_ms <= due_ms {
            due_ms = due_ms.max(says_ms.saturating_add(seconds * 1_000));
        }
    }
    due_ms
}

#[cfg(test)]
mod tests;
