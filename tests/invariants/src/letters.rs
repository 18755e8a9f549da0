//! I8 for the inbox: a completion that was left there before a time-out was due wins over it, and no letter is taken out
//! before its fact is in a page or has become stale.

use stepwell_engine::Event;

use crate::attempts::Ended;
use crate::page::NewPage;
use crate::rules::Rules;
use crate::violation::Complaints;
use crate::watched::Watched;

/// A fact that an entry point has left.
#[derive(Debug)]
pub(crate) struct Letter {
    /// When it was written, true time.
    pub at_ms: u64,
    /// The attempt that it ends; none for a stop.
    pub stamp: Option<u64>,
}

/// Reads a letter; none if it is not ours.
pub(crate) fn read(at_ms: u64, body: &[u8]) -> Option<Letter> {
    let stamp = match stepwell_orchestrator::inbox::decode(body)? {
        Event::TaskSucceeded { stamp, .. } | Event::TaskFailed { stamp, .. } => Some(stamp),
        Event::StopRequested { .. } => None,
        Event::Started
        | Event::Continued
        | Event::TaskStarted { .. }
        | Event::TaskSubmitted { .. }
        | Event::HeartbeatReceived { .. }
        | Event::TimerFired => return None,
    };
    Some(Letter { at_ms, stamp })
}

/// Looks at a page whose events `seen` has taken in; the head is still the one before.
pub(crate) fn check(seen: &Watched, page: &NewPage, rules: &Rules, out: &mut Complaints) {
    for letter in seen.letters.values() {
        let Some(stamp) = letter.stamp else { continue };
        let timed_out = seen.attempts.by_stamp.get(&stamp).is_some_and(|a| a.ended == Some(Ended::TimedOut));
        let Some((_, _, before)) = seen.head.execution.attempt(stamp).filter(|_| timed_out) else { continue };
        let due = before.timeout_at_ms.into_iter().chain(before.heartbeat_at_ms).min();
        if due.is_some_and(|due| letter.at_ms + rules.skew_ms < due) {
            let what = format!("page {} lets attempt {stamp} time out", page.number);
            out.add("I8", &seen.key, format!("{what}, its completion was in the inbox at {}", letter.at_ms));
        }
    }
}

/// A letter was taken out of the inbox.
pub(crate) fn taken(seen: &mut Watched, sort: &str, out: &mut Complaints) {
    let Some(letter) = seen.letters.remove(sort) else { return };
    let is_open = match letter.stamp {
        Some(stamp) => seen.head.execution.attempt(stamp).is_some(),
        None => seen.is_running(),
    };
    if is_open {
        out.add(
            "I6",
            &seen.key,
            format!("a fact about {:?} was taken out of the inbox unused", letter.stamp),
        );
    }
}

#[cfg(test)]
mod tests;
