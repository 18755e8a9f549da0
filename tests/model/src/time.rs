//! Time, in stages: deadlines pass, sessions run out, timers and wake items come, jobs end. Nothing of it happens to
//! somebody who does not stand still and would have gone on before.

use crate::config::{Config, Program, Weakness};
use crate::head::{A1, A2, ATTEMPTS, Owner, Phase, Promise};
use crate::state::{Message, State};
use crate::step::Steps;

/// What may happen next by time alone.
pub fn steps(config: &Config, state: &State, steps: &mut Steps) {
    items(state, steps);
    claims(config, state, steps);
    sessions(state, steps);
    timers(config, state, steps);
    jobs(config, state, steps);
    messages(state, steps);
    if config.lacks(Weakness::LaggingIndex) && state.born && !state.indexed {
        let mut next = *state;
        next.indexed = true;
        steps.sure("time", "lets the index catch up", next);
    }
}

fn items(state: &State, steps: &mut Steps) {
    if state.is_somebody_promising() {
        return;
    }
    if state.items.near {
        let mut next = *state;
        next.items.near = false;
        next.items.due = true;
        lean_no_more(&mut next, Promise::Near);
        steps.sure("time", "comes for a near wake item", next);
    }
    if state.items.far && state.head.lanes.iter().all(|lane| lane.due || !lane.submitted) {
        let mut next = *state;
        next.items.far = false;
        next.items.due = true;
        lean_no_more(&mut next, Promise::Far);
        steps.sure("time", "comes for a far wake item", next);
    }
}

fn lean_no_more(state: &mut State, kind: Promise) {
    for head in state.heads().filter(|head| head.promised == kind) {
        head.promised = Promise::None;
    }
}

/// Deadlines of claims pass: those of a maker that works one by one, after it has shown that its session lives; those
/// of one that stands still or is dead all at once.
fn claims(config: &Config, state: &State, steps: &mut Steps) {
    let mut copies = *state;
    let mut live: Vec<(u8, Owner)> = Vec::new();
    for head in copies.heads() {
        live.extend(head.claims().filter(|claim| !claim.2).map(|claim| (claim.0, claim.1)));
    }
    live.sort_unstable();
    live.dedup();
    let mut waits_long: Vec<Owner> =
        live.iter().map(|claim| claim.1).filter(|owner| !works(state, *owner)).collect();
    waits_long.sort_unstable();
    waits_long.dedup();
    for owner in waits_long {
        let mut next = *state;
        next.heads()
            .for_each(|head| ATTEMPTS.into_iter().for_each(|attempt| head.pass_deadline(attempt, owner)));
        steps.sure("time", "passes the deadlines of a maker that stands still or is dead", next);
    }
    for (attempt, owner) in live {
        let Owner::Executor(at) = owner else { continue };
        let Some(maker) = state.executors.get(usize::from(at)) else { continue };
        let renewed = maker.alive || config.lacks(Weakness::NoRenewal);
        if works(state, owner) && maker.flying & attempt != 0 && renewed {
            let mut next = *state;
            next.heads().for_each(|head| head.pass_deadline(attempt, owner));
            steps.sure("time", "passes the deadline of a claim", next);
        }
    }
}

fn works(state: &State, owner: Owner) -> bool {
    match owner {
        Owner::Executor(at) => state.executors.get(usize::from(at)).is_some_and(|maker| !maker.stalled),
        Owner::Ghost | Owner::Gone => false,
    }
}

fn sessions(state: &State, steps: &mut Steps) {
    let mut next = *state;
    let mut ghosts = false;
    for head in next.heads() {
        ghosts |= head.claims().any(|(_, owner, _)| owner == Owner::Ghost);
        head.rename(|owner| if owner == Owner::Ghost { Owner::Gone } else { owner });
    }
    if ghosts {
        steps.sure("time", "ends the session of a maker that is dead", next);
    }
    for (at, who) in ["session of executor 1", "session of executor 2"].into_iter().enumerate() {
        let mut next = *state;
        let Some(process) = next.executors.get_mut(at).filter(|process| process.stalled && process.alive)
        else {
            continue;
        };
        process.alive = false;
        steps.sure(who, "runs out", next);
    }
}

fn timers(config: &Config, state: &State, steps: &mut Steps) {
    let timed = config.program == Program::TimedCallback;
    for phase in [Phase::Backoff, Phase::Open(A1), Phase::Open(A2)] {
        let mut next = *state;
        let mut came = false;
        for head in next.heads() {
            for lane in &mut head.lanes {
                let runs = phase == Phase::Backoff || (timed && lane.submitted);
                if lane.phase == phase && runs && !lane.due {
                    lane.due = true;
                    came = true;
                }
            }
        }
        if came {
            // What was delayed until now is a wake-up like any other.
            if phase == Phase::Backoff && next.queue.take(Message::Due) {
                next.queue.put(Message::Go);
            }
            let what = if phase == Phase::Backoff {
                "ends the pause before a retry"
            } else {
                "comes for a time-out"
            };
            steps.sure("time", what, next);
        }
    }
}

fn jobs(config: &Config, state: &State, steps: &mut Steps) {
    if config.program != Program::Job {
        return;
    }
    for attempt in [A1, A2] {
        if state.sent & attempt != 0 && state.ended & attempt == 0 {
            let mut next = *state;
            next.ended |= attempt;
            steps.sure("job", "ends", next);
        }
    }
    let mut next = *state;
    let mut came = false;
    for head in next.heads().filter(|head| head.watch && !head.unheard) {
        head.unheard = true;
        came = true;
    }
    if came {
        steps.sure("time", "passes the safety time of the poll chain", next);
    }
}

/// Messages for pages that never come are dropped; what somebody holds who stands still is delivered again.
fn messages(state: &State, steps: &mut Steps) {
    if !state.is_somebody_promising() {
        for early in [Message::GoEarly, Message::DueEarly, Message::NewPoll] {
            let mut next = *state;
            if next.queue.take(early) {
                steps.sure("executor", "drops a message whose page did not come", next);
            }
        }
    }
    for at in 0..2 {
        let mut next = *state;
        let Some(process) = next.executors.get_mut(at).filter(|process| process.stalled) else { continue };
        let mut ended = *state;
        if let Some(held) = process.held {
            ended.queue.put(held);
        }
        ended.end_run(at);
        steps.sure("platform", "ends an executor that stands still for too long", ended);
        if let Some(held) = process.held.take() {
            next.queue.put(held);
            steps.sure("queue", "delivers again what a stalled executor holds", next);
        }
    }
}
