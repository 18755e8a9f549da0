//! An executor: receives a message, loads, decides, announces, commits, looks at the clock, calls, waits, leaves. It is
//! also the one that polls a job and brings in its end.

use crate::commit::{Who, commit, committed, promise, propose, send};
use crate::config::{Config, Program, Stalls, Weakness};
use crate::decide::{as_executor, as_request, holds};
use crate::head::{A1, A2, End, Owner};
use crate::state::{At, MESSAGES, Message, Process, State};
use crate::step::{Kind, Property, Steps};

/// All steps of one executor.
pub fn steps(config: &Config, state: &State, me: usize, steps: &mut Steps) {
    let mut next = *state;
    let who = Who::Executor(me);
    let before = *who.of(&mut next);
    if before.at == At::Idle {
        receive(config, state, me, steps);
        return;
    }
    let kind = if before.stalled { Kind::Luck } else { Kind::Sure };
    who.of(&mut next).stalled = false;
    let mut add = |what, state, broken| steps.add(kind, who.name(), what, state, broken);
    match before.at {
        At::Loading => {
            let what = load(config, &mut next, me);
            add(what.0, next, what.1);
        }
        At::Deciding => {
            let broken = decide(config, &mut next, me);
            add("decides", next, broken);
        }
        At::Promising => {
            promise(config, &mut next, who);
            add("puts the wake item of its page", next, None);
        }
        At::Sending => {
            send(&mut next, who);
            add("sends the messages of its page", next, None);
        }
        At::Committing => {
            let (what, broken) = put(config, &mut next, me);
            add(what, next, broken);
        }
        At::Looking => {
            look(config, who.of(&mut next), me);
            add("looks at the clock", next, None);
        }
        At::Calling => {
            let broken = call(&mut next, me);
            add("makes the calls that it found in time", next, broken);
        }
        At::Telling => {
            next.told = true;
            let process = who.of(&mut next);
            process.told = true;
            process.at = At::Deciding;
            add("tells the parent", next, None);
        }
        At::Waiting => wait(config, &next, me, &mut add),
        At::Pausing => {
            who.of(&mut next).at = At::Deciding;
            add("tries again after a pause", next, None);
            let process = who.of(&mut next);
            if process.flying != 0 && !process.alive && !config.lacks(Weakness::NoRenewal) {
                process.alive = true;
                add("renews its session in a pause and tries again", next, None);
            }
        }
        At::Closing => {
            next.closed = true;
            who.of(&mut next).at = At::Acking;
            add("closes the cover", next, None);
        }
        At::Polling => {
            let broken = (before.held == Some(Message::OldPoll)).then_some(Property::OldChain);
            let poll = before.held.filter(|held| *held == Message::OldPoll).unwrap_or(Message::Poll);
            next.queue.put(poll);
            who.of(&mut next).at = At::Acking;
            add("sends the next poll", next, broken);
        }
        At::Acking => {
            next.end_run(me);
            add("acknowledges its message", next, None);
        }
        At::Idle | At::Warning | At::Leaving | At::Reminding | At::Done => {}
    }
}

/// Takes a message off the queue.
fn receive(config: &Config, state: &State, me: usize, steps: &mut Steps) {
    for message in MESSAGES {
        let early = matches!(message, Message::GoEarly | Message::DueEarly | Message::NewPoll);
        let delayed = message == Message::Due
            && state.head.lanes.iter().any(|lane| lane.phase == crate::head::Phase::Backoff && !lane.due);
        if early || delayed || !state.queue.has(message) {
            continue;
        }
        let mut next = *state;
        next.queue.take(message);
        let who = Who::Executor(me);
        let held = (!config.lacks(Weakness::EarlyAck)).then_some(message);
        *who.of(&mut next) = Process { at: At::Loading, held, about: message as u8, ..Process::default() };
        steps.sure(who.name(), "receives a message", next);
    }
}

fn load(config: &Config, state: &mut State, me: usize) -> (&'static str, Option<Property>) {
    let State { head, inbox, closed, ended, .. } = *state;
    let who = Who::Executor(me);
    let process = who.of(state);
    let reloads = process.conflict;
    process.conflict = false;
    process.head = head;
    process.fresh = true;
    if closed {
        process.at = At::Acking;
        return ("finds the execution closed", None);
    }
    process.at = At::Deciding;
    if reloads {
        return ("loads again", None);
    }
    let received = MESSAGES.into_iter().find(|message| *message as u8 == process.about);
    process.about = 0;
    match process.held.or(received) {
        Some(Message::Inbox) => {
            process.letters = inbox;
            ("loads, and reads the inbox", None)
        }
        Some(poll @ (Message::Poll | Message::OldPoll)) => {
            let old = poll == Message::OldPoll && !config.lacks(Weakness::PollWithoutChain);
            let job = head.lanes.iter().find_map(|lane| match lane.phase {
                crate::head::Phase::Open(attempt) if lane.submitted => Some(attempt),
                crate::head::Phase::Open(_) | crate::head::Phase::Off | crate::head::Phase::Backoff => None,
            });
            let Some(job) = job.filter(|_| head.watch && !old) else {
                process.at = At::Acking;
                return ("loads, and finds the poll out of date", None);
            };
            process.entry = true;
            if ended & job != 0 {
                process.succeeded = job;
                return ("loads, and sees that the job has ended", None);
            }
            process.at = At::Polling;
            ("loads, and sees that the job runs", None)
        }
        Some(_) | None => ("loads", None),
    }
}

fn decide(config: &Config, state: &mut State, me: usize) -> Option<Property> {
    let view = *state;
    let who = Who::Executor(me);
    let process = who.of(state);
    if process.entry {
        let decision = as_request(config, process);
        if decision.next == process.head {
            process.at = At::Acking;
        } else {
            propose(config, process, decision.next);
        }
        return decision.broken;
    }
    if process.head.is_due() {
        process.letters |= view.inbox;
    }
    let decision = as_executor(config, &view, process, me as u8);
    if decision.next == process.head && !(process.mute && process.head.tell) {
        settle(state, me);
        act(config, who.of(state), me);
        return decision.broken;
    }
    propose(config, process, decision.next);
    if config.lacks(Weakness::ActBeforeCommit) {
        let claimed: Vec<u8> = decision
            .next
            .claims()
            .filter(|(_, owner, _)| *owner == Owner::Executor(me as u8))
            .map(|claim| claim.0)
            .collect();
        process.looked = claimed.into_iter().filter(|attempt| process.begun() & attempt == 0).sum();
        let at = process.at;
        let broken = (process.looked != 0).then(|| call(state, me)).flatten();
        who.of(state).at = at;
        return broken.or(decision.broken);
    }
    decision.broken
}

/// What was brought is in a page now, or changed nothing.
fn settle(state: &mut State, me: usize) {
    let process = Who::Executor(me).of(state);
    let letters = process.letters;
    process.succeeded = 0;
    process.submitted = 0;
    process.failed = 0;
    process.letters = 0;
    process.told = false;
    process.mute = false;
    state.inbox &= !letters;
}

fn put(config: &Config, state: &mut State, me: usize) -> (&'static str, Option<Property>) {
    let who = Who::Executor(me);
    let (free, broken) = commit(config, state, who);
    if free {
        let entry = who.of(state).entry;
        if entry {
            who.of(state).succeeded = 0;
        } else {
            settle(state, me);
        }
        committed(config, state, who);
        let process = who.of(state);
        if process.at == At::Looking {
            act(config, process, me);
        }
        return ("commits its page", broken);
    }
    let process = who.of(state);
    process.conflict = true;
    process.at = At::Loading;
    process.next = crate::head::Head::default();
    ("finds the number of its page taken", None)
}

/// Whether there is something to look at the clock for.
fn act(config: &Config, process: &mut Process, me: usize) {
    let due = claimed(config, process, me);
    process.at = At::Looking;
    if due == 0 {
        rest(process, me);
    }
}

/// Attempts that this executor may call, were they in time.
fn claimed(config: &Config, process: &Process, me: usize) -> u8 {
    let begun = process.begun();
    process
        .head
        .lanes
        .iter()
        .filter_map(|lane| match (lane.phase, lane.call) {
            (crate::head::Phase::Open(attempt), crate::head::Call::Claimed { owner, .. })
                if owner == Owner::Executor(me as u8) =>
            {
                Some(attempt)
            }
            (crate::head::Phase::Open(attempt), crate::head::Call::Ready)
                if config.lacks(Weakness::NoClaim) =>
            {
                Some(attempt)
            }
            _ => None,
        })
        .filter(|attempt| begun & attempt == 0)
        .sum()
}

fn look(config: &Config, process: &mut Process, me: usize) {
    let over: u8 = process
        .head
        .claims()
        .filter(|(_, _, over)| !holds(config, process, *over))
        .map(|claim| claim.0)
        .sum();
    let mut found = claimed(config, process, me);
    if !config.lacks(Weakness::NoDeadlineCheck) {
        found &= !over;
    }
    process.looked = found;
    process.at = At::Calling;
    if found == 0 {
        rest(process, me);
    }
}

/// Sends the calls that were found in time.
fn call(state: &mut State, me: usize) -> Option<Property> {
    let who = Who::Executor(me);
    let looked = who.of(state).looked;
    let mut broken = None;
    for attempt in [A1, A2, crate::head::B, crate::head::X].into_iter().filter(|one| looked & one != 0) {
        // A start that may have taken place is only looked up.
        if who.of(state).searching & attempt != 0 {
            continue;
        }
        if !state.head.is_claimed_by(attempt, me as u8) {
            broken = Some(Property::CalledUnclaimed);
        }
        if state.sent & attempt != 0 {
            broken = Some(Property::CalledTwice);
        }
        state.sent |= attempt;
    }
    let process = who.of(state);
    process.flying |= looked;
    process.looked = 0;
    rest(process, me);
    broken
}

/// Where an executor goes that has nothing to call.
fn rest(process: &mut Process, me: usize) {
    let open = |attempt: u8| process.head.lane_of(attempt).is_some();
    let unmade = process
        .head
        .claims()
        .any(|(attempt, owner, _)| owner == Owner::Executor(me as u8) && process.begun() & attempt == 0);
    let facts = process.succeeded | process.submitted | process.failed | process.letters;
    let wanted = [A1, A2, crate::head::B, crate::head::X]
        .into_iter()
        .any(|one| process.flying & one != 0 && open(one));
    process.at = if process.head.tell {
        At::Telling
    } else if facts != 0 || process.head.is_due() || unmade {
        At::Deciding
    } else if wanted {
        At::Waiting
    } else if process.head.end != End::Running {
        At::Closing
    } else {
        At::Acking
    };
}

/// Answers, the session's renewal, timers.
fn wait(
    config: &Config,
    state: &State,
    me: usize,
    add: &mut impl FnMut(&'static str, State, Option<Property>),
) {
    let mut next = *state;
    let who = Who::Executor(me);
    let process = *who.of(&mut next);
    for attempt in
        [A1, A2, crate::head::B, crate::head::X].into_iter().filter(|one| process.flying & one != 0)
    {
        let first = attempt == A1 || attempt == A2;
        let later = first && (config.program.is_callback() || config.program == Program::Job);
        let mut next = *state;
        let process = who.of(&mut next);
        process.flying &= !attempt;
        process.at = At::Deciding;
        // What was looked up and is not there was never started.
        if process.searching & attempt != 0 && state.sent & attempt == 0 {
            process.failed |= attempt;
        } else if later {
            process.submitted |= attempt;
        } else {
            process.succeeded |= attempt;
        }
        process.searching &= !attempt;
        add("gets an answer", next, None);
    }
    if !process.alive && !config.lacks(Weakness::NoRenewal) {
        let mut next = *state;
        who.of(&mut next).alive = true;
        add("renews its session", next, None);
    }
    if process.head.is_due() {
        who.of(&mut next).at = At::Deciding;
        add("sees that a timer has come", next, None);
    }
}

/// Whether a process may stand still where it is.
pub fn may_stall(config: &Config, process: &Process) -> bool {
    let busy = !matches!(process.at, At::Idle | At::Done) && !process.stalled;
    busy && match config.stalls {
        Stalls::Never => false,
        Stalls::OutsideTheWindow => process.at != At::Calling,
        Stalls::Anywhere => true,
    }
}
