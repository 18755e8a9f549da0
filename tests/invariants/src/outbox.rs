//! I16: what is owed stands in the outbox of every head until it is done. Every open call is owed exactly once and
//! nothing else is; claims are short, few and not taken from the living; a terminal head owes no call; a parent is told;
//! nothing is left when the cover is closed.

use std::collections::{BTreeMap, BTreeSet};

use stepwell_asl::resource::Pattern;
use stepwell_engine::Frame;
use stepwell_journal::head::Head;
use stepwell_journal::outbox::{Claim, Order, Owed};
use stepwell_orchestrator::limits::{CALLS_MAX, CLAIM_MS, WORD_TRIES_MAX};

use crate::page::NewPage;
use crate::rules::Rules;
use crate::violation::Complaints;
use crate::watched::Watched;

/// Looks at the outbox of a page whose events `seen` has taken in, and notes its claims; the head is still the one
/// before.
pub(crate) fn check(seen: &mut Watched, page: &NewPage, rules: &Rules, out: &mut Complaints) {
    owed(seen, &page.head, out);
    claims(seen, page, rules, out);
    given_up(seen, page, rules, out);
    told(seen, &page.head, out);
}

/// Calls and watches stand exactly for the attempts that want them.
fn owed(seen: &Watched, head: &Head, out: &mut Complaints) {
    let number = head.page;
    let open: BTreeMap<u64, bool> = head
        .execution
        .frames
        .values()
        .filter_map(Frame::attempt)
        .map(|attempt| (attempt.stamp, attempt.submitted.is_some()))
        .collect();
    let (mut calls, mut watches) = (BTreeSet::new(), BTreeSet::new());
    for owed in &head.outbox {
        let (list, name) = match &owed.order {
            Order::Call { .. } => (&mut calls, "call"),
            Order::Watch { .. } => (&mut watches, "watch"),
            Order::Cancel(_) | Order::TellParent | Order::CloseCover => continue,
        };
        if !list.insert(owed.stamp) {
            out.add("I16", &seen.key, format!("page {number} owes the {name} of {} twice", owed.stamp));
        }
        let is_wanted = match (&owed.order, open.get(&owed.stamp)) {
            (_, None) => false,
            (Order::Call { .. }, Some(submitted)) => !submitted,
            (_, Some(_)) => true,
        };
        if !is_wanted {
            out.add("I16", &seen.key, format!("page {number} owes the {name} of {} to nobody", owed.stamp));
        }
    }
    for (stamp, submitted) in &open {
        let pattern = seen.attempts.by_stamp.get(stamp).map(|known| known.pattern);
        let is_job = matches!(pattern, Some(Pattern::Sync | Pattern::Sync2));
        if !submitted && !calls.contains(stamp) {
            out.add("I16", &seen.key, format!("page {number} does not owe the call of attempt {stamp}"));
        }
        if *submitted && is_job && !watches.contains(stamp) {
            out.add("I16", &seen.key, format!("page {number} does not watch the job of attempt {stamp}"));
        }
    }
}

fn claims(seen: &mut Watched, page: &NewPage, rules: &Rules, out: &mut Complaints) {
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for owed in &page.head.outbox {
        let Some(attempt) = seen.attempts.by_stamp.get_mut(&owed.stamp) else { continue };
        let claim = match &owed.order {
            Order::Call { claim } => claim,
            Order::Cancel(_) => {
                attempt.cancelled = true;
                continue;
            }
            Order::Watch { .. } | Order::TellParent | Order::CloseCover => continue,
        };
        let Some(claim) = claim else {
            attempt.claim = None;
            continue;
        };
        *held.entry(&claim.session).or_default() += 1;
        if attempt.claim.as_ref().is_some_and(|(known, _)| known == claim) {
            continue;
        }
        if claim.deadline_ms > out.at_ms + CLAIM_MS + rules.skew_ms {
            let what = format!("the claim on attempt {} holds until {}", owed.stamp, claim.deadline_ms);
            out.add("I16", &seen.key, what);
        }
        if !page.process.is_empty() && !is_of(claim, &page.process) {
            let what =
                format!("`{}` has claimed attempt {} for `{}`", page.process, owed.stamp, claim.session);
            out.add("I16", &seen.key, what);
        }
        if let Some((before, _)) = &attempt.claim
            && is_taken_from_the_living(before, claim, rules, out.at_ms)
        {
            let what = format!("the claim of `{}` on attempt {} was taken", before.session, owed.stamp);
            out.add(
                "I16",
                &seen.key,
                format!("{what} by `{}`, it holds until {}", claim.session, before.deadline_ms),
            );
        }
        // One that was taken over is as old as the first: what went wrong since then may have lost its call.
        let since_ms = attempt.claim.as_ref().map_or(out.at_ms, |(_, since_ms)| *since_ms);
        attempt.claim = Some((claim.clone(), since_ms));
    }
    if let Some((session, count)) = held.into_iter().find(|(_, count)| *count > CALLS_MAX) {
        out.add("I16", &seen.key, format!("session `{session}` has claimed {count} calls at a time"));
    }
}

/// Whether a claim was taken over although its own deadline says that it holds. Sessions of one process know each other.
fn is_taken_from_the_living(before: &Claim, after: &Claim, rules: &Rules, at_ms: u64) -> bool {
    let boot = |session: &str| session.split('.').next().unwrap_or_default().to_owned();
    let strangers = boot(&before.session) != boot(&after.session);
    strangers && !rules.alone && at_ms + rules.skew_ms < before.deadline_ms
}

/// An attempt whose maker is said to have died was not given up before its claim was over. The process that made the
/// claim may know earlier.
fn given_up(seen: &Watched, page: &NewPage, rules: &Rules, out: &mut Complaints) {
    if rules.alone || page.process.is_empty() {
        return;
    }
    for (stamp, why) in &page.ended {
        if why != LOST {
            continue;
        }
        let mine = |owed: &&Owed| owed.stamp == *stamp;
        let claim = seen.head.outbox.iter().filter(mine).find_map(|owed| match &owed.order {
            Order::Call { claim } => claim.as_ref(),
            Order::Watch { .. } | Order::Cancel(_) | Order::TellParent | Order::CloseCover => None,
        });
        let Some(claim) = claim.filter(|claim| !is_of(claim, &page.process)) else { continue };
        if out.at_ms + rules.skew_ms < claim.deadline_ms {
            let what = format!("attempt {stamp} was given up by `{}`", page.process);
            let (session, until) = (&claim.session, claim.deadline_ms);
            out.add("I16", &seen.key, format!("{what}, `{session}` has claimed it until {until}"));
        }
    }
}

/// I7: without a fault since its claim no attempt is lost, however long its call takes: its session shows that it lives.
pub(crate) fn lost(seen: &Watched, page: &NewPage, last_fault_ms: Option<u64>, out: &mut Complaints) {
    for (stamp, why) in &page.ended {
        let claimed = seen.attempts.by_stamp.get(stamp).and_then(|attempt| attempt.claim.as_ref());
        let Some((claim, since_ms)) = claimed.filter(|_| why == LOST) else { continue };
        if last_fault_ms.is_none_or(|fault| fault + CLAIM_MS < *since_ms) {
            let what = format!("attempt {stamp}, claimed by `{}` at {since_ms}", claim.session);
            out.add("I7", &seen.key, format!("{what}, was lost, and nothing went wrong"));
        }
    }
}

/// Cause of an attempt whose maker has died. Source: the catalogue of integrations, `lost`.
pub(crate) const LOST: &str = "The worker that made the call ended before it saw the answer. Whether the call was carried out is unknown.";

/// Whether a claim is of a session of this process.
pub(crate) fn is_of(claim: &Claim, process: &str) -> bool {
    claim.session.strip_prefix(process).is_some_and(|rest| rest.starts_with('.'))
}

/// A parent is told before the word is struck off.
fn told(seen: &Watched, head: &Head, out: &mut Complaints) {
    let word = |head: &Head| head.outbox.iter().find(|owed| owed.order == Order::TellParent).map(|o| o.tries);
    if let (Some(tries), None) = (word(&seen.head), word(head))
        && !seen.told_parent
        && tries < WORD_TRIES_MAX
    {
        out.add("I16", &seen.key, format!("page {} struck off that the parent is to be told", head.page));
    }
    let ends = seen.head.execution.status.is_running() && !head.execution.status.is_running();
    if ends && seen.cover.parent.is_some() && word(head).is_none() {
        out.add(
            "I16",
            &seen.key,
            format!("page {} is the last and does not owe a word to the parent", head.page),
        );
    }
    if ends && !head.outbox.iter().any(|owed| owed.order == Order::CloseCover) {
        out.add("I16", &seen.key, format!("page {} is the last and does not owe the cover", head.page));
    }
}

/// The cover was closed: nothing else is owed any more, and it says what the head says.
pub(crate) fn closed(seen: &Watched, out: &mut Complaints) {
    let left = seen.head.outbox.iter().find(|owed| owed.order != Order::CloseCover);
    if let Some(left) = left {
        out.add("I16", &seen.key, format!("the cover was closed, and this is owed: {:?}", left.order));
    }
    let head = stepwell_journal::Closed::from(&seen.head.execution.status);
    if head != seen.cover.closed || seen.head.execution.stopped_ms != seen.cover.stopped_ms {
        let (cover, head) = (seen.cover.closed.name(), head.name());
        out.add("I16", &seen.key, format!("the cover was closed as {cover}, the head is {head}"));
    }
}

#[cfg(test)]
mod tests;
