//! What may go wrong, each for one fault: crashes, messages lost and doubled, processes that stand still, replies that
//! are lost, a store that fails.

use crate::commit::{Who, commit};
use crate::config::{Config, Program};
use crate::executor::{decide, may_stall};
use crate::head::{A1, A2, ATTEMPTS};
use crate::state::{At, MESSAGES, Process, State};
use crate::step::Steps;

/// All faults.
pub fn steps(config: &Config, state: &State, steps: &mut Steps) {
    queue(state, steps);
    crashes(state, steps);
    stalls(config, state, steps);
    for me in 0..2 {
        store(config, state, me, steps);
        replies(config, state, me, steps);
    }
}

fn queue(state: &State, steps: &mut Steps) {
    for message in MESSAGES {
        let mut next = *state;
        if next.queue.take(message) {
            steps.fault("queue", "loses a message", next);
        }
    }
    for process in &state.executors {
        let mut next = *state;
        if let Some(held) = process.held.filter(|held| !state.queue.has(*held)) {
            next.queue.put(held);
            steps.fault("queue", "delivers a message a second time", next);
        }
    }
}

fn crashes(state: &State, steps: &mut Steps) {
    for me in 0..2 {
        let mut next = *state;
        let who = Who::Executor(me);
        let process = *who.of(&mut next);
        if process.at != At::Idle {
            if let Some(held) = process.held {
                next.queue.put(held);
            }
            next.end_run(me);
            steps.fault(who.name(), "crashes", next);
        }
    }
    for who in [Who::Starter, Who::Caller] {
        let mut next = *state;
        let process = who.of(&mut next);
        if !matches!(process.at, At::Idle | At::Done) {
            *process = Process::default();
            steps.fault(who.name(), "crashes", next);
        }
    }
}

fn stalls(config: &Config, state: &State, steps: &mut Steps) {
    for who in [Who::Executor(0), Who::Executor(1), Who::Starter, Who::Caller] {
        let mut next = *state;
        let process = who.of(&mut next);
        if may_stall(config, process) {
            process.slow |= process.is_promising();
            process.stalled = true;
            steps.fault(who.name(), "stands still", next);
        }
    }
}

/// A commit that fails, or takes place and is said to have failed; an inbox that cannot be emptied.
fn store(config: &Config, state: &State, me: usize, steps: &mut Steps) {
    let who = Who::Executor(me);
    let mut next = *state;
    let before = *who.of(&mut next);
    if before.at != At::Committing || before.entry || before.stalled {
        return;
    }
    let failed = Process { at: At::Pausing, next: crate::head::Head::default(), slow: false, ..before };
    *who.of(&mut next) = failed;
    steps.fault(who.name(), "fails to commit its page", next);
    let mut next = *state;
    if commit(config, &mut next, who).0 {
        let head = *who.of(&mut next);
        *who.of(&mut next) = Process { fresh: false, ..failed };
        steps.fault(who.name(), "commits its page and is told that it failed", next);
        if before.letters != 0 {
            let at = At::Pausing;
            *who.of(&mut next) =
                Process { at, succeeded: 0, submitted: 0, failed: 0, letters: 0, slow: false, ..head };
            steps.fault(who.name(), "commits its page and cannot empty the inbox", next);
        }
    }
}

/// Replies of calls that are lost, and a parent that cannot be told.
fn replies(config: &Config, state: &State, me: usize, steps: &mut Steps) {
    let who = Who::Executor(me);
    let mut next = *state;
    let process = *who.of(&mut next);
    if process.stalled {
        return;
    }
    if process.at == At::Telling {
        who.of(&mut next).mute = true;
        decide(config, &mut next, me);
        steps.fault(who.name(), "cannot tell the parent", next);
    }
    if process.at != At::Waiting {
        return;
    }
    for attempt in ATTEMPTS.into_iter().filter(|one| process.flying & one != 0) {
        // The start of a job whose reply is lost is looked up.
        if config.program == Program::Job && (attempt == A1 || attempt == A2) {
            continue;
        }
        let mut next = *state;
        let process = who.of(&mut next);
        process.flying &= !attempt;
        process.failed |= attempt;
        decide(config, &mut next, me);
        steps.fault(who.name(), "gets no reply to its call", next);
    }
}
