//! What an execution owes after a decision: orders added, orders of attempts that are no more taken away, claims given.
//! Deliberately absent: doing any of it.

use std::collections::{BTreeMap, BTreeSet};

use stepwell_asl::resource::{Pattern, ResourceKind};
use stepwell_asl::{Program, Work};
use stepwell_engine::effect::{CancelTask, Effect};
use stepwell_engine::{Decision, Execution, Frame};
use stepwell_integrations::{Integration, find};
use stepwell_journal::head::Head;
use stepwell_journal::outbox::{Claim, Order, Owed};
use stepwell_journal::{Closed, Cover};

use crate::limits::{BUSY_PAUSE_MS_MAX, POLL_SAFETY_MS, WORD_PAUSE_MS_MAX};

/// What a decision is turned into a head for.
pub(crate) struct Setting<'s> {
    /// The program of the execution.
    pub program: &'s Program,
    /// The claim for calls that the decision orders; none if an executor shall claim them.
    pub claim: Option<Claim>,
    /// How many calls may be claimed; the others stay ready.
    pub claims_max: usize,
    /// Whether somebody waits for the end of the execution.
    pub has_parent: bool,
    /// The present time, milliseconds since 1970.
    pub now_ms: u64,
}

/// The head that follows from `before` and a decision. The page number rises by one.
pub(crate) fn follow(before: &Head, decision: &Decision, setting: &Setting<'_>) -> Head {
    let mut outbox: Vec<Owed> = before.outbox.clone();
    let was_running = before.execution.status.is_running();
    let mut left = setting.claims_max;
    for effect in &decision.effects {
        match effect {
            Effect::CallTask { stamp } => {
                let claim = setting.claim.clone().filter(|_| left > 0);
                left = left.saturating_sub(1);
                outbox.push(owed(*stamp, Order::Call { claim }));
            }
            // What was never answered has no name to cancel it by: it is looked up if it can be, and whoever still gets
            // its answer cancels it then.
            Effect::CancelTask(cancel) if cancel.submitted.is_none() && !may_be_found(before, cancel) => {}
            Effect::CancelTask(cancel) => outbox.push(owed(cancel.stamp, Order::Cancel(cancel.clone()))),
        }
    }
    retain_wanted(&mut outbox, &decision.execution);
    if was_running && !decision.execution.status.is_running() {
        if setting.has_parent {
            outbox.push(owed(0, Order::TellParent));
        }
        outbox.push(owed(0, Order::CloseCover));
    }
    watch_jobs(&mut outbox, &decision.execution, setting);
    Head {
        page: before.page + 1,
        execution: decision.execution.clone(),
        outbox,
        promised_ms: before.promised_ms,
        timer_ms: before.timer_ms,
    }
}

fn owed(stamp: u64, order: Order) -> Owed {
    Owed { stamp, order, tries: 0, not_before_ms: 0 }
}

/// Whether a call that nobody has seen answered may have started something that a search can find.
fn may_be_found(before: &Head, cancel: &CancelTask) -> bool {
    let is_claimed =
        |owed: &Owed| owed.stamp == cancel.stamp && matches!(owed.order, Order::Call { claim: Some(_) });
    let resource = stepwell_asl::resource::parse(&cancel.resource);
    let integration = resource.and_then(|resource| find(&resource.kind));
    integration.is_some_and(Integration::leaves_a_mark) && before.outbox.iter().any(is_claimed)
}

/// Keeps the orders that still have somebody who waits for them.
fn retain_wanted(outbox: &mut Vec<Owed>, execution: &Execution) {
    let open = execution.frames.values().filter_map(Frame::attempt);
    let open: BTreeMap<u64, bool> = open.map(|open| (open.stamp, open.submitted.is_some())).collect();
    outbox.retain(|owed| match &owed.order {
        Order::Call { .. } => open.get(&owed.stamp).is_some_and(|submitted| !submitted),
        Order::Watch { .. } => open.contains_key(&owed.stamp),
        Order::Cancel(_) | Order::TellParent | Order::CloseCover => true,
    });
}

/// A job that was submitted and is not watched yet gets its first poll chain. A callback is not watched: it comes by
/// itself.
fn watch_jobs(outbox: &mut Vec<Owed>, execution: &Execution, setting: &Setting<'_>) {
    let watched = |owed: &Owed| matches!(owed.order, Order::Watch { .. }).then_some(owed.stamp);
    let watched: BTreeSet<u64> = outbox.iter().filter_map(watched).collect();
    for frame in execution.frames.values() {
        let Some(attempt) = frame.attempt() else { continue };
        let is_new = attempt.submitted.is_some() && !watched.contains(&attempt.stamp);
        if is_new && is_job(setting.program, frame) {
            let order = Order::Watch { chain: 1, safety_ms: setting.now_ms + POLL_SAFETY_MS };
            outbox.push(owed(attempt.stamp, order));
        }
    }
}

/// Whether the end of a job ends the task that a frame is in.
fn is_job(program: &Program, frame: &Frame) -> bool {
    match &program.state(frame.state).work {
        Work::Task(task) => match &task.resource.kind {
            ResourceKind::Service { pattern, .. } => matches!(pattern, Pattern::Sync | Pattern::Sync2),
            ResourceKind::Function | ResourceKind::Activity => false,
        },
        Work::Pass(_)
        | Work::Choice(_)
        | Work::Wait(_)
        | Work::Succeed
        | Work::Fail(_)
        | Work::Parallel(_)
        | Work::Map(_) => false,
    }
}

/// Whether an execution is closed and owes nobody a word any more. A start that is answered after the end may still leave
/// a job to be cancelled.
pub(crate) fn is_over(cover: &Cover, head: &Head) -> bool {
    cover.closed != Closed::Running && head.outbox.iter().all(|owed| matches!(owed.order, Order::CloseCover))
}

/// Whether a head differs from the one before in what it owes.
pub(crate) fn differs(before: &Head, after: &Head) -> bool {
    before.outbox != after.outbox
}

/// Pause before try number `tries` of something refused as busy, in milliseconds.
pub(crate) fn pause_ms(tries: u32) -> u64 {
    (1000u64 << tries.min(10)).min(WORD_PAUSE_MS_MAX)
}

/// Pause before a start refused as busy is tried again: short at first, spread by chance so that those who wait do not
/// come all at once, and never so long that a free slot stands idle.
pub(crate) fn busy_pause_ms(tries: u32, chance: u64) -> u64 {
    let longest = (1000u64 << tries.min(10)).min(BUSY_PAUSE_MS_MAX);
    longest / 4 + chance % (longest * 3 / 4)
}

/// By when somebody must go on with what is owed, if the one who works on it dies; none if nothing is owed.
pub(crate) fn go_by_ms(head: &Head, now_ms: u64) -> Option<u64> {
    let owed = head.outbox.iter().map(|owed| match &owed.order {
        Order::Call { claim: Some(claim) } => claim.deadline_ms.max(owed.not_before_ms),
        Order::Watch { safety_ms, .. } => *safety_ms,
        Order::Call { claim: None } | Order::Cancel(_) | Order::TellParent | Order::CloseCover => {
            owed.not_before_ms.max(now_ms)
        }
    });
    let runnable = head.execution.is_runnable().then_some(now_ms);
    owed.chain(runnable).min()
}

/// When a timer is due that nobody keeps in memory: waits, retries, the time-outs of tasks that are out of our hands,
/// and the next try of what was refused.
pub(crate) fn timer_ms(head: &Head, now_ms: u64) -> Option<u64> {
    let claimed = |owed: &Owed| matches!(owed.order, Order::Call { claim: Some(_) }).then_some(owed.stamp);
    let in_memory: BTreeSet<u64> = head.outbox.iter().filter_map(claimed).collect();
    let frames = head
        .execution
        .frames
        .values()
        .filter(|frame| frame.attempt().is_none_or(|attempt| !in_memory.contains(&attempt.stamp)));
    let again = head.outbox.iter().map(|owed| owed.not_before_ms).filter(|at| *at > now_ms);
    frames.filter_map(Frame::due_ms).chain(head.execution.timeout_at_ms).chain(again).min()
}
