//! I9: an execution that owes something, or waits for a time, has a wake item that no sweep has passed yet and that
//! stands soon enough. Wake items are the promise that survives every lost message; they stand before the commit that
//! needs them. Messages only make it sooner: one is looked at when the last of an execution is acknowledged while there
//! is work to be done now.

use std::collections::{BTreeMap, BTreeSet};

use stepwell_engine::Frame;
use stepwell_journal::ExecutionKey;
use stepwell_journal::head::Head;
use stepwell_journal::outbox::Order;
use stepwell_orchestrator::limits::{NOT_YET_MS_MAX, PROMISE_SLACK_MS};
use stepwell_orchestrator::message::{WakeUp, What};

use crate::limits::STOOD_MS_MAX;
use crate::rules::Rules;
use crate::violation::Complaints;
use crate::watched::Watched;

/// Wake items, sweeps and messages.
#[derive(Debug, Default)]
pub(crate) struct Promises {
    /// Minutes of the wake items of an execution.
    minutes: BTreeMap<ExecutionKey, BTreeSet<u64>>,
    /// First minute of a shard that has not been swept.
    swept: BTreeMap<u32, u64>,
    /// Messages that are on their way, by body.
    messages: BTreeMap<String, OnItsWay>,
    /// Executions of which a message was lost before they began.
    lost: BTreeSet<ExecutionKey>,
    /// How many messages are on their way that let an execution be worked on.
    coming: BTreeMap<ExecutionKey, u64>,
}

#[derive(Debug, Default)]
struct OnItsWay {
    copies: u64,
    received: u64,
}

/// Where an item of the partitions `w#` stands.
pub(crate) enum Place {
    /// How far a shard is swept.
    Mark(u32),
    /// A promise for an execution in a minute.
    Promise(ExecutionKey, u64),
}

/// What a key of a partition that begins with `w#` names.
pub(crate) fn place(partition: &str, sort: &str) -> Option<Place> {
    let rest = partition.strip_prefix("w#")?;
    match rest.split_once('#') {
        None => Some(Place::Mark(rest.parse().ok()?)),
        Some((_, minute)) => {
            let (machine, execution) = sort.split_once('#')?;
            Some(Place::Promise(ExecutionKey::new(machine, execution), minute.parse().ok()?))
        }
    }
}

impl Promises {
    /// A wake item was written.
    pub fn promised(&mut self, key: ExecutionKey, minute: u64) {
        self.minutes.entry(key).or_default().insert(minute);
    }

    /// A wake item was deleted.
    pub fn forgotten(&mut self, key: &ExecutionKey, minute: u64) {
        if let Some(minutes) = self.minutes.get_mut(key) {
            minutes.remove(&minute);
        }
    }

    /// A shard was swept up to this minute, exclusive.
    pub fn swept(&mut self, shard: u32, minute: u64) {
        self.swept.insert(shard, minute);
    }

    /// A message was sent, or a copy of it was made on the way.
    pub fn sent(&mut self, body: &str, wake_up: &WakeUp) {
        self.messages.entry(body.to_owned()).or_default().copies += 1;
        if leads_on(wake_up) {
            *self.coming.entry(wake_up.key.clone()).or_default() += 1;
        }
    }

    /// A message was lost of an execution that has not begun.
    pub fn lost(&mut self, key: ExecutionKey) {
        self.lost.insert(key);
    }

    /// Whether one was.
    pub fn has_lost(&self, key: &ExecutionKey) -> bool {
        self.lost.contains(key)
    }

    /// A message was received.
    pub fn received(&mut self, body: &str) {
        if let Some(message) = self.messages.get_mut(body) {
            message.received += 1;
        }
    }

    /// A message is gone: acknowledged, or lost. How often it had been received.
    pub fn gone(&mut self, body: &str, wake_up: &WakeUp) -> u64 {
        let Some(message) = self.messages.get_mut(body) else { return u64::MAX };
        let received = message.received;
        message.copies -= 1;
        if message.copies == 0 {
            self.messages.remove(body);
        }
        if leads_on(wake_up)
            && let Some(coming) = self.coming.get_mut(&wake_up.key)
        {
            *coming = coming.saturating_sub(1);
        }
        received
    }

    /// I9: looks whether an execution has what it needs. `slack_ms` is how much later than needed the item may stand.
    pub fn check(&self, seen: &Watched, rules: &Rules, slack_ms: u64, when: &str, out: &mut Complaints) {
        if seen.is_over() {
            return;
        }
        let Some(need) = need_ms(&seen.head, out.at_ms) else { return };
        let from = self.swept.get(&seen.shard).copied().unwrap_or(0);
        let minutes = self.minutes.get(&seen.key);
        let next = minutes.and_then(|minutes| minutes.range(from..).next().copied());
        let page = seen.head.page;
        let Some(minute) = next else {
            let what = format!("{when}, page {page} is to go on at {need} and has no wake item");
            out.add("I9", &seen.key, format!("{what} (shard {} is swept to minute {from})", seen.shard));
            return;
        };
        let latest = need.max(out.at_ms) + PROMISE_SLACK_MS + 2 * rules.skew_ms + slack_ms;
        if minute * 60_000 > latest {
            let what =
                format!("{when}, page {page} is to go on at {need}, its first wake item stands at minute");
            out.add("I9", &seen.key, format!("{what} {minute}, {} ms late", minute * 60_000 - latest));
        }
    }

    /// I9 after an acknowledgement: work that is to be done now is on its way, in somebody's hands, or was lost before.
    pub fn acknowledged(
        &self,
        seen: &Watched,
        wake_up: &WakeUp,
        received: u64,
        rules: &Rules,
        out: &mut Complaints,
    ) {
        let is_ours = leads_on(wake_up) && wake_up.page <= seen.head.page && received == 1;
        let is_old = out.at_ms > wake_up.sent_ms + NOT_YET_MS_MAX;
        let coming = self.coming.get(&seen.key).copied().unwrap_or(0);
        if !is_ours || is_old || seen.lost_message || coming > 0 || seen.is_over() {
            return;
        }
        let ready = |not_before_ms: u64| not_before_ms + 2 * rules.skew_ms < out.at_ms;
        let owed = seen.head.outbox.iter().find(|owed| match &owed.order {
            Order::Call { claim: None } | Order::TellParent => ready(owed.not_before_ms),
            Order::Call { claim: Some(claim) } => out.at_ms + rules.skew_ms < claim.deadline_ms,
            Order::Watch { .. } | Order::Cancel(_) | Order::CloseCover => false,
        });
        if seen.head.execution.is_runnable() {
            out.add("I9", &seen.key, "its last message was acknowledged while states can go on");
        } else if let Some(owed) = owed {
            let what = format!("{:?} of attempt {}", owed.order, owed.stamp);
            out.add("I9", &seen.key, format!("its last message was acknowledged while this is owed: {what}"));
        }
    }
}

/// Slack after a sweep, which puts off what stands still.
pub(crate) const SWEPT_SLACK_MS: u64 = STOOD_MS_MAX;

/// Whether a message lets its execution be worked on.
fn leads_on(wake_up: &WakeUp) -> bool {
    match wake_up.what {
        What::Go | What::Inbox | What::Due(_) => true,
        What::Poll { .. } | What::Look { .. } => false,
    }
}

/// By when somebody must go on, true time in milliseconds since 1970; none if nothing is owed.
pub(crate) fn need_ms(head: &Head, at_ms: u64) -> Option<u64> {
    let owed = head.outbox.iter().map(|owed| match &owed.order {
        Order::Call { claim: Some(claim) } => claim.deadline_ms.max(owed.not_before_ms),
        Order::Watch { safety_ms, .. } => *safety_ms,
        Order::Call { claim: None } | Order::Cancel(_) | Order::TellParent | Order::CloseCover => {
            owed.not_before_ms.max(at_ms)
        }
    });
    let claimed = |frame: &&Frame| {
        frame.attempt().is_some_and(|attempt| {
            let of = |owed: &&stepwell_journal::outbox::Owed| owed.stamp == attempt.stamp;
            head.outbox.iter().filter(of).any(|owed| matches!(owed.order, Order::Call { claim: Some(_) }))
        })
    };
    let timers = head.execution.frames.values().filter(|frame| !claimed(frame)).filter_map(Frame::due_ms);
    let runnable = head.execution.is_runnable().then_some(at_ms);
    owed.chain(timers).chain(head.execution.timeout_at_ms).chain(runnable).min()
}

#[cfg(test)]
mod tests;
