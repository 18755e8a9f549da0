//! I11 and what is to be after a world has healed: the ends of executions, for whoever compares them with a reference,
//! and executions that are stuck.

use stepwell_engine::{HistoryEvent, Payload, Status};
use stepwell_journal::{Closed, ExecutionKey};

use crate::limits::STUCK_MS;
use crate::promises::need_ms;
use crate::violation::Complaints;
use crate::watched::Watched;

/// How an execution ended, or how far it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// The execution.
    pub key: ExecutionKey,
    /// Its input.
    pub input: Payload,
    /// Its status, with the output in memory if it could be read.
    pub status: Status,
    /// Its history; texts may be absent, see the journal.
    pub history: Vec<HistoryEvent>,
    /// Stamps of attempts that ended with an answer of the world's faults alone: lost, or timed out.
    pub faulted: Vec<u64>,
}

/// Looks at an execution of a healed world: it owes nothing that should have been done long ago.
pub(crate) fn check(seen: &Watched, out: &mut Complaints) {
    if seen.cover.closed != Closed::Running {
        return;
    }
    if !seen.is_running() {
        let since = seen.ended_at_ms.unwrap_or(0);
        if since + STUCK_MS < out.at_ms {
            out.add("liveness", &seen.key, format!("it ended at {since} and its cover is still open"));
        }
        return;
    }
    // Time as of the last page: whatever was to be done then was to be done by now.
    if let Some(need) = need_ms(&seen.head, seen.head.execution.last_ms).filter(|n| n + STUCK_MS < out.at_ms)
    {
        let what = format!("page {} was to go on at {need}", seen.head.page);
        out.add("liveness", &seen.key, format!("{what}, {} ms ago", out.at_ms - need));
    }
}

#[cfg(test)]
mod tests;
