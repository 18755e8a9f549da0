//! I13: what an execution costs grows no faster than its history, its life and the faults it met. The formulas are
//! closed and linear; without faults they are near what the budgets of the protocol show.

use stepwell_asl::resource::Pattern;
use stepwell_orchestrator::limits::POLL_SAFETY_MS_MAX;

use crate::attempts::Attempt;
use crate::violation::Complaints;
use crate::watched::Watched;

/// What an execution cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    /// Pages from 1 on.
    pub pages: u64,
    /// Wake items.
    pub promises: u64,
    /// Messages.
    pub messages: u64,
    /// Heartbeats, letters and notes: each was asked for by somebody outside.
    pub asked: u64,
    /// Reads of its items, as far as the world counts them.
    pub reads: u64,
}

/// What an execution may cost, once for all of its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// Pages from 1 on.
    pub pages: u64,
    /// Wake items.
    pub promises: u64,
    /// Messages.
    pub messages: u64,
    /// Reads.
    pub reads: u64,
}

/// What the formula is of.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lived {
    /// Events of its history.
    pub events: u64,
    /// Tries of what was refused, and what somebody outside asked for.
    pub busy: u64,
    /// Words to others.
    pub words: u64,
    /// Attempts that wait for the end of a job or of another execution.
    pub jobs: u64,
    /// From its start to now, milliseconds.
    pub life_ms: u64,
    /// Faults met by the whole world.
    pub faults: u64,
}

/// The formula.
pub(crate) fn allowance(lived: Lived) -> Allowance {
    let Lived { events, busy, words, jobs, life_ms, faults } = lived;
    // A chain of polls gets a successor, which is a page, when its safety time is over, at last every hour.
    let steps = events + 2 * busy + 8 * words + jobs * (life_ms / POLL_SAFETY_MS_MAX);
    let minutes = life_ms / 60_000;
    // A job is looked at ever less often, at last every five minutes; what stands still is woken every other minute.
    let looks = 16 * (events / 4 + 1) + minutes * (1 + events / 8);
    let pages = 2 + steps + faults * 4;
    let promises = 3 + pages + minutes + faults * 4;
    let messages = 4 + 2 * pages + promises + looks + faults * 8;
    let reads = 8 + 4 * pages + 6 * messages + promises * 4 + faults * 16;
    Allowance { pages, promises, messages, reads }
}

/// Looks at an execution at the end.
pub(crate) fn check(seen: &Watched, faults: u64, out: &mut Complaints) {
    let events = seen.events.len() as u64;
    let busy: u64 = seen.spent.asked;
    let words = 1 + u64::from(seen.cover.parent.is_some()) + seen.attempts.by_stamp.len() as u64;
    let life_ms = out.at_ms.saturating_sub(seen.cover.identity.started_ms);
    let is_job = |attempt: &&Attempt| matches!(attempt.pattern, Pattern::Sync | Pattern::Sync2);
    let jobs = seen.attempts.by_stamp.values().filter(is_job).count() as u64;
    let may = allowance(Lived { events, busy, words, jobs, life_ms, faults });
    let spent = &seen.spent;
    let rows = [
        ("pages", spent.pages, may.pages),
        ("wake items", spent.promises, may.promises),
        ("messages", spent.messages, may.messages),
        ("reads", spent.reads, may.reads),
    ];
    for (what, spent, may) in rows.into_iter().filter(|(_, spent, may)| spent > may) {
        let over = format!("{spent} {what} for {events} events in {life_ms} ms with {faults} faults");
        out.add("I13", &seen.key, format!("{over}, at most {may}"));
    }
}

#[cfg(test)]
mod tests;
