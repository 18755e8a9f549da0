//! Requests: whoever starts the execution and asks again until it was answered, and whoever completes its task. Both load,
//! decide, announce and commit, and leave calls to executors.

use crate::commit::{Who, announce, commit, committed, propose, put_item};
use crate::config::{Config, Weakness};
use crate::decide::{as_request, first, fits};
use crate::head::{A1, A2, Promise};
use crate::state::{At, Message, Process, State};
use crate::step::{Kind, Property, Steps};

/// All steps of whoever starts the execution.
pub fn start(config: &Config, state: &State, steps: &mut Steps) {
    let who = Who::Starter;
    let mut next = *state;
    let before = state.starter;
    let kind = if before.stalled { Kind::Luck } else { Kind::Sure };
    next.starter.stalled = false;
    match before.at {
        At::Idle => {
            next.starter = Process { entry: true, fresh: !state.born, ..Process::default() };
            propose(config, &mut next.starter, first(config));
            steps.add(Kind::Luck, who.name(), "is asked to start the execution", next, None);
        }
        At::Committing if state.born => {
            next.starter = Process { at: At::Done, ..Process::default() };
            steps.add(kind, who.name(), "finds its own start and answers", next, None);
        }
        At::Committing => {
            commit(config, &mut next, who);
            next.born = true;
            committed(config, &mut next, who);
            steps.add(kind, who.name(), "puts the cover", next, None);
        }
        _ => announcing(config, next, who, kind, steps),
    }
}

/// The step of announcing, which all requests share.
fn announcing(config: &Config, mut next: State, who: Who, kind: Kind, steps: &mut Steps) {
    if who.of(&mut next).at == At::Announcing {
        announce(config, &mut next, who);
        steps.add(kind, who.name(), "announces its page", next, None);
    }
}

/// All steps of whoever completes the task.
pub fn complete(config: &Config, state: &State, steps: &mut Steps) {
    if !config.program.is_callback() {
        return;
    }
    let who = Who::Caller;
    let mut next = *state;
    let before = state.caller;
    let kind = if before.stalled { Kind::Luck } else { Kind::Sure };
    next.caller.stalled = false;
    match before.at {
        At::Idle => {
            let tokens = state.sent & !state.answered;
            for about in [A1, A2].into_iter().filter(|attempt| tokens & attempt != 0) {
                let mut next = next;
                next.caller = Process { entry: true, about, ..Process::default() };
                let (what, broken) = load(config, &mut next);
                steps.add(Kind::Luck, who.name(), what, next, broken);
            }
        }
        At::Loading => {
            let (what, broken) = load(config, &mut next);
            steps.add(kind, who.name(), what, next, broken);
        }
        At::Committing => put(config, next, kind, steps),
        At::Warning => {
            let (what, broken) = warn(config, &mut next);
            steps.add(kind, who.name(), what, next, broken);
        }
        At::Leaving => {
            next.inbox |= before.about;
            next.caller.at = At::Reminding;
            steps.add(kind, who.name(), "leaves its fact in the inbox", next, None);
        }
        At::Reminding => {
            if !config.lacks(Weakness::InboxWithoutItem) {
                put_item(&mut next, Promise::Near);
            }
            next.queue.put(Message::Inbox);
            next.answered |= before.about;
            next.caller = Process::default();
            steps.add(kind, who.name(), "sends for somebody to read the inbox, and is answered", next, None);
        }
        _ => announcing(config, next, who, kind, steps),
    }
}

fn load(config: &Config, state: &mut State) -> (&'static str, Option<Property>) {
    let Process { about, applied, .. } = state.caller;
    if fits(config, &state.head, about).is_none() {
        return refused(state, applied);
    }
    state.caller.head = state.head;
    state.caller.fresh = true;
    state.caller.succeeded = about;
    let decision = as_request(config, &state.caller);
    propose(config, &mut state.caller, decision.next);
    ("brings the result of an attempt: loads and decides", decision.broken)
}

fn refused(state: &mut State, applied: bool) -> (&'static str, Option<Property>) {
    state.answered |= state.caller.about;
    state.caller = Process::default();
    ("brings the result of an attempt and is told that it is closed", applied.then_some(Property::Untrue))
}

fn put(config: &Config, mut next: State, kind: Kind, steps: &mut Steps) {
    let who = Who::Caller;
    let name = who.name();
    let (free, broken) = commit(config, &mut next, who);
    if free {
        if config.lacks(Weakness::NoNonce) {
            let mut lost = next;
            again(&mut lost, At::Loading);
            lost.caller.applied = true;
            steps.fault(name, "commits, loses the reply and finds the number taken", lost);
        }
        committed(config, &mut next, who);
        steps.add(kind, name, "commits its page", next, broken);
        return;
    }
    again(&mut next, At::Loading);
    steps.add(kind, name, "finds the number of its page taken", next, None);
    again(&mut next, At::Warning);
    steps.add(kind, name, "finds the number taken too often", next, None);
}

fn again(state: &mut State, at: At) {
    let Process { about, applied, .. } = state.caller;
    state.caller = Process { at, about, applied, entry: true, ..Process::default() };
}

fn warn(config: &Config, state: &mut State) -> (&'static str, Option<Property>) {
    let Process { about, applied, .. } = state.caller;
    if fits(config, &state.head, about).is_none() {
        return refused(state, applied);
    }
    state.queue.put(Message::Warned);
    state.caller.at = At::Leaving;
    ("sends for somebody to read the inbox", None)
}
