//! I3: the head of a page is what its history says: the same status, and exactly the attempts that the events have
//! opened and not ended. At the end the history is read again and must be what was seen.
//!
//! Deliberately absent: deciding the facts again; facts are not kept, only what followed from them.

use stepwell_engine::history::{Detail, Iteration};
use stepwell_engine::{Frame, Status};
use stepwell_journal::Closed;

use crate::page::{NewPage, Stores};
use crate::terminal::closes;
use crate::violation::Complaints;
use crate::watched::Watched;

/// Looks at a page whose events `seen` has taken in, and lets go of attempts that were given up.
pub(crate) fn check(seen: &mut Watched, page: &NewPage, stores: &Stores, out: &mut Complaints) {
    status(seen, page, stores, out);
    attempts(seen, page, out);
    if page.head.execution.status.is_running() && page.head.execution.frames.is_empty() {
        out.add("I3", &seen.key, format!("page {} runs without a frame", page.number));
    }
}

fn status(seen: &Watched, page: &NewPage, stores: &Stores, out: &mut Complaints) {
    let execution = &page.head.execution;
    let last = page.events.last().or(seen.events.last());
    let told = last.and_then(|event| closes(&event.detail)).unwrap_or(Closed::Running);
    let number = page.number;
    if told != Closed::from(&execution.status) {
        let what = format!("page {number} is {}, its history {}", execution.status.name(), told.name());
        out.add("I3", &seen.key, what);
        return;
    }
    if execution.status.is_running() {
        return;
    }
    let same = match (last.map(|event| &event.detail), &execution.status) {
        (Some(Detail::ExecutionSucceeded { output }), Status::Succeeded { output: shown }) => {
            // A page that follows the last event knows only where its output is kept.
            let are_there =
                [output, shown].into_iter().all(|payload| stores.bring(&seen.key, payload).is_ok());
            are_there && output == shown
        }
        (
            Some(Detail::ExecutionFailed(why) | Detail::ExecutionAborted(why)),
            Status::Failed { error, cause } | Status::Aborted { error, cause },
        ) => why.error.as_deref() == error.as_deref() && why.cause.as_deref() == cause.as_deref(),
        (_, _) => true,
    };
    if !same {
        out.add("I3", &seen.key, format!("page {number} and its last event tell different ends"));
    }
    if !execution.frames.is_empty() {
        out.add("I3", &seen.key, format!("page {number} is closed and has frames"));
    }
    if execution.stopped_ms != last.map(|event| event.at_ms) {
        out.add("I3", &seen.key, format!("page {number} stopped at {:?}", execution.stopped_ms));
    }
}

fn attempts(seen: &mut Watched, page: &NewPage, out: &mut Complaints) {
    let execution = &page.head.execution;
    let number = page.number;
    let held: Vec<_> = execution.frames.values().filter_map(Frame::attempt).collect();
    for held in &held {
        let stamp = held.stamp;
        let Some(known) = seen.attempts.by_stamp.get(&stamp).filter(|known| known.ended.is_none()) else {
            out.add("I3", &seen.key, format!("page {number} holds attempt {stamp}, its history does not"));
            continue;
        };
        if (known.started, known.submitted) != (held.started, held.submitted.is_some()) {
            let what = format!("page {number} and its history tell attempt {stamp} differently");
            out.add("I3", &seen.key, what);
        }
    }
    let open: std::collections::BTreeSet<u64> = held.iter().map(|held| held.stamp).collect();
    let given_up = seen.attempts.give_up(|stamp| open.contains(&stamp));
    if given_up > 0 && execution.status.is_running() && !page.events.iter().any(|event| aborts(&event.detail))
    {
        out.add("I3", &seen.key, format!("page {number} lost {given_up} attempts without an event"));
    }
}

/// Whether siblings of what failed may have been given up by it.
fn aborts(detail: &Detail) -> bool {
    matches!(
        detail,
        Detail::StateAborted(_)
            | Detail::ParallelStateFailed
            | Detail::MapStateFailed
            | Detail::MapIteration { what: Iteration::Aborted | Iteration::Failed, .. }
    )
}

/// Reads the whole history again.
pub(crate) fn reread(seen: &Watched, stores: &Stores, out: &mut Complaints) {
    match stores.history(&seen.key) {
        Err(why) => out.add("I3", &seen.key, format!("its history cannot be read: {why}")),
        Ok(read) if read != seen.events => {
            let first = read.iter().zip(&seen.events).position(|(read, seen)| read != seen);
            let at = first.unwrap_or(read.len().min(seen.events.len())) + 1;
            out.add("I3", &seen.key, format!("its history is another from event {at} on"));
        }
        Ok(_) => {}
    }
}

#[cfg(test)]
mod tests;
