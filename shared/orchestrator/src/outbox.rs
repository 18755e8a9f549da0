//! What an execution owes after a decision: orders added, orders of attempts that are no more taken away, claims given.
//! Deliberately absent: doing any of it.

use stepwell_asl::resource::{Pattern, ResourceKind};
use stepwell_asl::{Program, Work};
use stepwell_engine::effect::Effect;
use stepwell_engine::{Decision, Execution, Frame};
use stepwell_journal::head::Head;
use stepwell_journal::outbox::{Claim, Order, Owed};

use crate::limits::{BUSY_PAUSE_MS_MAX, POLL_SAFETY_MS};

/// The head that follows from `before` and a decision. Calls ordered by the decision are claimed at once if `claim` is
/// given. The page number rises by one.
pub(crate) fn follow(
    program: &Program,
    before: &Head,
    decision: &Decision,
    claim: Option<&Claim>,
    has_parent: bool,
    now_ms: u64,
) -> Head {
    let mut outbox: Vec<Owed> = before.outbox.clone();
    let was_running = before.execution.status.is_running();
    for effect in &decision.effects {
        match effect {
            Effect::CallTask { stamp } => outbox.push(owed(*stamp, Order::Call { claim: claim.cloned() })),
            // What was never answered has no name to cancel it by; whoever still gets its answer cancels it then.
            Effect::CancelTask(cancel) if cancel.submitted.is_none() => {}
            Effect::CancelTask(cancel) => outbox.push(owed(cancel.stamp, Order::Cancel(cancel.clone()))),
        }
    }
    outbox.retain(|owed| is_due_to_someone(owed, &decision.execution));
    if was_running && !decision.execution.status.is_running() {
        if has_parent {
            outbox.push(owed(0, Order::TellParent));
        }
        outbox.push(owed(0, Order::CloseCover));
    }
    watch_jobs(program, &mut outbox, &decision.execution, now_ms);
    Head {
        page: before.page + 1,
        execution: decision.execution.clone(),
        outbox,
        promised_ms: before.promised_ms,
        timer_ms: before.timer_ms,
        hops: 0,
    }
}

fn owed(stamp: u64, order: Order) -> Owed {
    Owed { stamp, order, tries: 0, not_before_ms: 0 }
}

/// Whether an order still has somebody who waits for it.
fn is_due_to_someone(owed: &Owed, execution: &Execution) -> bool {
    match &owed.order {
        Order::Call { .. } => {
            execution.attempt(owed.stamp).is_some_and(|(_, _, attempt)| attempt.submitted.is_none())
        }
        Order::Watch { .. } => execution.attempt(owed.stamp).is_some(),
        Order::Cancel(_) | Order::TellParent | Order::CloseCover => true,
    }
}

/// A job that was submitted and is not watched yet gets its first poll chain. Who waits for a callback is not watched:
/// the callback comes by itself.
fn watch_jobs(program: &Program, outbox: &mut Vec<Owed>, execution: &Execution, now_ms: u64) {
    for frame in execution.frames.values() {
        let Some(attempt) = frame.attempt().filter(|_| is_job(program, frame)) else { continue };
        let watched = |owed: &Owed| owed.stamp == attempt.stamp && matches!(owed.order, Order::Watch { .. });
        if attempt.submitted.is_some() && !outbox.iter().any(watched) {
            let order = Order::Watch { chain: 1, safety_ms: now_ms + POLL_SAFETY_MS };
            outbox.push(owed(attempt.stamp, order));
        }
    }
}

/// Whether a frame's task is a job that is run to its end.
fn is_job(program: &Program, frame: &Frame) -> bool {
    let Work::Task(task) = &program.state(frame.state).work else { return false };
    match &task.resource.kind {
        ResourceKind::Service { pattern, .. } => matches!(pattern, Pattern::Sync | Pattern::Sync2),
        ResourceKind::Function | ResourceKind::Activity => false,
    }
}

/// Whether a head differs from the one before in what it owes.
pub(crate) fn differs(before: &Head, after: &Head) -> bool {
    before.outbox != after.outbox
}

/// Pause before try number `tries` of something refused as busy, in milliseconds.
pub(crate) fn pause_ms(tries: u32) -> u64 {
    (1000u64 << tries.min(10)).min(BUSY_PAUSE_MS_MAX)
}

/// By when somebody must go on with what is owed, if the one who works on it dies; none if nothing is owed.
pub(crate) fn go_by_ms(head: &Head, now_ms: u64) -> Option<u64> {
    let owed = head.outbox.iter().map(|owed| match &owed.order {
        Order::Call { claim: Some(claim) } => claim.deadline_ms,
        Order::Watch { safety_ms, .. } => *safety_ms,
        Order::Call { claim: None } | Order::Cancel(_) | Order::TellParent | Order::CloseCover => {
            owed.not_before_ms.max(now_ms)
        }
    });
    let runnable = head.execution.is_runnable().then_some(now_ms);
    owed.chain(runnable).min()
}

/// When a timer is due that nobody keeps in memory: waits, retries and the time-outs of tasks that are out of our hands.
pub(crate) fn timer_ms(head: &Head) -> Option<u64> {
    let in_memory = |stamp: u64| {
        head.outbox
            .iter()
            .any(|owed| owed.stamp == stamp && matches!(owed.order, Order::Call { claim: Some(_) }))
    };
    let frames = head
        .execution
        .frames
        .values()
        .filter(|frame| frame.attempt().is_none_or(|attempt| !in_memory(attempt.stamp)));
    frames.filter_map(Frame::due_ms).chain(head.execution.timeout_at_ms).min()
}
