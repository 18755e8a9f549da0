//! I2: one terminal event, and nothing after it.

use stepwell_engine::history::Detail;
use stepwell_journal::Closed;

use crate::page::NewPage;
use crate::violation::Complaints;
use crate::watched::Watched;

/// How an event closes its execution; none for an event that does not.
pub(crate) fn closes(detail: &Detail) -> Option<Closed> {
    match detail {
        Detail::ExecutionSucceeded { .. } => Some(Closed::Succeeded),
        Detail::ExecutionFailed(_) => Some(Closed::Failed),
        Detail::ExecutionTimedOut(_) => Some(Closed::TimedOut),
        Detail::ExecutionAborted(_) => Some(Closed::Aborted),
        Detail::ExecutionStarted { .. }
        | Detail::StateEntered { .. }
        | Detail::StateExited { .. }
        | Detail::StateAborted(_)
        | Detail::ParallelStateStarted
        | Detail::ParallelStateSucceeded
        | Detail::ParallelStateFailed
        | Detail::MapStateStarted { .. }
        | Detail::MapStateSucceeded
        | Detail::MapStateFailed
        | Detail::MapIteration { .. }
        | Detail::LambdaFunctionScheduled { .. }
        | Detail::LambdaFunctionStarted
        | Detail::LambdaFunctionSucceeded { .. }
        | Detail::LambdaFunctionFailed(_)
        | Detail::LambdaFunctionTimedOut(_)
        | Detail::TaskScheduled { .. }
        | Detail::TaskStarted(_)
        | Detail::TaskSubmitted { .. }
        | Detail::TaskSucceeded { .. }
        | Detail::TaskFailed { .. }
        | Detail::TaskTimedOut { .. } => None,
    }
}

/// Looks at the events of a page; `seen` is the execution before it.
pub(crate) fn check(seen: &Watched, page: &NewPage, out: &mut Complaints) {
    let mut closed = seen.events.last().and_then(|last| closes(&last.detail).map(|closed| (last.id, closed)));
    for event in &page.events {
        if let Some((id, how)) = closed {
            out.add("I2", &seen.key, format!("event {} follows event {id} ({})", event.id, how.name()));
        }
        closed = closed.or(closes(&event.detail).map(|how| (event.id, how)));
    }
}

#[cfg(test)]
mod tests;
