//! I6 for jobs: one chain of polls at a time. A poll whose chain is not the head's any more when it is received goes on
//! no further.

use std::collections::BTreeSet;

use stepwell_journal::head::Head;
use stepwell_journal::outbox::Order;
use stepwell_orchestrator::message::{WakeUp, What};

use crate::violation::Complaints;
use crate::watched::Watched;

/// Polls of one execution: stamp, chain, turn.
#[derive(Debug, Default)]
pub(crate) struct Polls {
    /// Received while their chain was over.
    stale: BTreeSet<(u64, u64, u64)>,
    /// Received while their chain was the head's, or not yet.
    live: BTreeSet<(u64, u64, u64)>,
}

/// A poll was received.
pub(crate) fn received(seen: &mut Watched, wake_up: &WakeUp) {
    let What::Poll { stamp, chain, turn, .. } = wake_up.what else { return };
    let is_over = wake_up.page <= seen.head.page
        && match chain_of(&seen.head, stamp) {
            Some(newest) => newest > chain,
            // A page that lost the race for its number may have announced the chain that a later one begins.
            None => seen.attempts.by_stamp.get(&stamp).is_some_and(|known| known.ended.is_some()),
        };
    let list = if is_over { &mut seen.polls.stale } else { &mut seen.polls.live };
    list.insert((stamp, chain, turn));
}

/// A poll was sent.
pub(crate) fn sent(seen: &Watched, wake_up: &WakeUp, out: &mut Complaints) {
    let What::Poll { stamp, chain, turn, .. } = wake_up.what else { return };
    let before = (stamp, chain, turn.saturating_sub(1));
    if turn > 1 && seen.polls.stale.contains(&before) && !seen.polls.live.contains(&before) {
        let what = format!("poll {turn} of chain {chain} of attempt {stamp} was sent");
        out.add("I6", &seen.key, format!("{what}, the chain was over when poll {} came", turn - 1));
    }
}

/// Number of the chain that watches an attempt; none if none does.
fn chain_of(head: &Head, stamp: u64) -> Option<u64> {
    let chains = head.outbox.iter().filter(|owed| owed.stamp == stamp).filter_map(|owed| match &owed.order {
        Order::Watch { chain, .. } => Some(*chain),
        Order::Call { .. } | Order::Cancel(_) | Order::TellParent | Order::CloseCover => None,
    });
    chains.max()
}

#[cfg(test)]
mod tests;
