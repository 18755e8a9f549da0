//! An executor: receives a message, loads, decides, announces, commits, looks at the clock, calls, waits, leaves. It is
//! also the one that polls a job and brings in its end.

use crate::commit::{Who, announce, commit, committed, propose};
use crate::config::{Config, Program, Stalls, Weakness};
use crate::decide::{as_executor, as_request, holds};
use crate::head::{A1, A2, ATTEMPTS, Call, End, Head, Owner, Phase};
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
            let broken = load(config, &mut next, me, None).1;
            add("loads again and decides", next, broken);
        }
        At::Announcing => {
            announce(config, &mut next, who);
            if who.of(&mut next).at == At::Looking {
                act(config, &mut next, me);
            }
            add("announces its page", next, None);
        }
        At::Committing => {
            let (what, broken) = put(config, &mut next, me);
            add(what, next, broken);
        }
        At::Looking => {
            let broken = look(config, &mut next, me);
            add("looks at the clock before it calls", next, broken);
        }
        At::Calling => {
            let broken = call(&mut next, me);
            add("makes the calls that it found in time", next, broken);
        }
        At::Telling => {
            next.told = true;
            who.of(&mut next).told = true;
            let broken = decide(config, &mut next, me);
            add("tells the parent", next, broken);
        }
        At::Waiting => wait(config, &next, me, &mut add),
        At::Deciding => {
            let broken = decide(config, &mut next, me);
            add("decides again", next, broken);
        }
        At::Pausing => {
            let renews = before.flying != 0 && !before.alive && !config.lacks(Weakness::NoRenewal);
            let mut renewed = next;
            let broken = decide(config, &mut next, me);
            add("tries again after a pause", next, broken);
            if renews {
                who.of(&mut renewed).alive = true;
                let broken = decide(config, &mut renewed, me);
                add("renews its session in a pause and tries again", renewed, broken);
            }
        }
        At::Closing => {
            next.closed = true;
            next.end_run(me);
            add("closes the cover and acknowledges its message", next, None);
        }
        At::Idle | At::Warning | At::Leaving | At::Reminding | At::Done => {}
    }
}

/// Takes a message off the queue, loads and decides.
fn receive(config: &Config, state: &State, me: usize, steps: &mut Steps) {
    for message in MESSAGES {
        let early = matches!(message, Message::GoEarly | Message::DueEarly | Message::NewPoll);
        let delayed = message == Message::Due
            && state.head.lanes.iter().any(|lane| lane.phase == Phase::Backoff && !lane.due);
        let delayed = delayed || (message == Message::Warned && state.is_somebody_leaving());
        if early || delayed || !state.queue.has(message) {
            continue;
        }
        let mut next = *state;
        next.queue.take(message);
        let who = Who::Executor(me);
        let held = (!config.lacks(Weakness::EarlyAck)).then_some(message);
        *who.of(&mut next) = Process { held, ..Process::default() };
        let (what, broken) = load(config, &mut next, me, Some(message));
        steps.add(Kind::Sure, who.name(), what, next, broken);
    }
}

/// Reads the newest page and decides.
fn load(
    config: &Config,
    state: &mut State,
    me: usize,
    message: Option<Message>,
) -> (&'static str, Option<Property>) {
    let State { head, inbox, .. } = *state;
    if state.closed {
        state.end_run(me);
        return ("receives a message and finds the execution closed", None);
    }
    let process = Who::Executor(me).of(state);
    process.head = head;
    process.fresh = true;
    match message {
        Some(poll @ (Message::Poll | Message::OldPoll)) => return look_at_job(config, state, me, poll),
        Some(Message::Inbox | Message::Warned) => process.letters = inbox,
        Some(_) | None => {}
    }
    ("receives a message, loads and decides", decide(config, state, me))
}

/// A poll: brings in the end of the job, or sends the next.
fn look_at_job(
    config: &Config,
    state: &mut State,
    me: usize,
    poll: Message,
) -> (&'static str, Option<Property>) {
    let old = poll == Message::OldPoll;
    let job = state.head.lanes.iter().find_map(|lane| match lane.phase {
        Phase::Open(attempt) if lane.submitted => Some(attempt),
        Phase::Open(_) | Phase::Off | Phase::Backoff => None,
    });
    let followed = state.head.watch && (!old || config.lacks(Weakness::PollWithoutChain));
    let Some(job) = job.filter(|_| followed) else {
        state.end_run(me);
        return ("receives a poll that is out of date", None);
    };
    if state.ended & job == 0 {
        state.queue.put(poll);
        state.end_run(me);
        return ("polls, and sends the next poll", old.then_some(Property::OldChain));
    }
    let process = Who::Executor(me).of(state);
    process.entry = true;
    process.succeeded = job;
    ("polls, and sees that the job has ended", decide(config, state, me))
}

/// Decides with everything that is known, and begins to bring the page into the journal if there is one.
pub fn decide(config: &Config, state: &mut State, me: usize) -> Option<Property> {
    let view = *state;
    let process = Who::Executor(me).of(state);
    if process.entry {
        let decision = as_request(config, process);
        let (next, head) = (decision.next, process.head);
        propose(config, process, next);
        if next == head {
            state.end_run(me);
        }
        return decision.broken;
    }
    if process.head.is_due() {
        process.letters |= view.inbox;
    }
    let decision = as_executor(config, &view, process, me as u8);
    if decision.next == process.head && !(process.mute && process.head.tell) {
        settle(state, me);
        act(config, state, me);
        return decision.broken;
    }
    propose(config, process, decision.next);
    let early = if config.lacks(Weakness::ActBeforeCommit) { call_early(state, me) } else { None };
    early.or(decision.broken)
}

/// Makes calls whose claims are in no page yet.
fn call_early(state: &mut State, me: usize) -> Option<Property> {
    let process = Who::Executor(me).of(state);
    let at = process.at;
    let mine = process.next.claims().filter(|(_, owner, _)| *owner == Owner::Executor(me as u8));
    process.looked = mine.map(|claim| claim.0).filter(|attempt| process.begun() & attempt == 0).sum();
    let broken = if process.looked == 0 { None } else { call(state, me) };
    Who::Executor(me).of(state).at = at;
    broken
}

/// What was brought is in a page now, or changed nothing.
fn settle(state: &mut State, me: usize) {
    let process = Who::Executor(me).of(state);
    let letters = process.letters;
    process.settle();
    state.inbox &= !letters;
}

fn put(config: &Config, state: &mut State, me: usize) -> (&'static str, Option<Property>) {
    let who = Who::Executor(me);
    let (free, broken) = commit(config, state, who);
    if free {
        if !who.of(state).entry {
            settle(state, me);
        }
        committed(config, state, who);
        if who.of(state).at == At::Looking {
            act(config, state, me);
        }
        return ("commits its page", broken);
    }
    let process = who.of(state);
    process.at = At::Loading;
    process.next = Head::default();
    ("finds the number of its page taken", None)
}

/// Whether there is something to look at the clock for.
fn act(config: &Config, state: &mut State, me: usize) {
    let process = Who::Executor(me).of(state);
    process.at = At::Looking;
    if claimed(config, process, me) == 0 {
        rest(state, me);
    }
}

/// Attempts that this executor may call, were they in time.
fn claimed(config: &Config, process: &Process, me: usize) -> u8 {
    let mine = process.head.lanes.iter().filter_map(|lane| match (lane.phase, lane.call) {
        (Phase::Open(attempt), Call::Claimed { owner, .. }) if owner == Owner::Executor(me as u8) => {
            Some(attempt)
        }
        (Phase::Open(attempt), Call::Ready) if config.lacks(Weakness::NoClaim) => Some(attempt),
        (Phase::Open(_) | Phase::Off | Phase::Backoff, Call::None | Call::Ready | Call::Claimed { .. }) => {
            None
        }
    });
    mine.filter(|attempt| process.begun() & attempt == 0).sum()
}

/// The last look at the clock; the calls that are in time go out with it unless somebody may stand still in between.
fn look(config: &Config, state: &mut State, me: usize) -> Option<Property> {
    let process = Who::Executor(me).of(state);
    let over = process.head.claims().filter(|(_, _, over)| !holds(config, process, *over));
    let over: u8 = over.map(|claim| claim.0).sum();
    let mut found = claimed(config, process, me);
    if !config.lacks(Weakness::NoDeadlineCheck) {
        found &= !over;
    }
    process.looked = found;
    process.at = At::Calling;
    if found == 0 {
        rest(state, me);
        None
    } else if config.stalls == Stalls::Anywhere {
        None
    } else {
        call(state, me)
    }
}

/// Sends the calls that were found in time.
fn call(state: &mut State, me: usize) -> Option<Property> {
    let who = Who::Executor(me);
    let Process { looked, searching, .. } = *who.of(state);
    let mut broken = None;
    // A start that may have taken place is only looked up.
    for attempt in ATTEMPTS.into_iter().filter(|one| looked & !searching & one != 0) {
        // A claim that still runs was given up by nobody: its execution was ended by others, which stops no call.
        let is_mine = |claim: (u8, Owner, bool)| claim == (attempt, Owner::Executor(me as u8), false);
        let runs = who.of(state).head.claims().any(is_mine);
        if !runs && !state.head.is_claimed_by(attempt, me as u8) {
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
    rest(state, me);
    broken
}

/// Where an executor goes that has nothing to call.
fn rest(state: &mut State, me: usize) {
    let process = Who::Executor(me).of(state);
    let wanted =
        ATTEMPTS.into_iter().any(|one| process.flying & one != 0 && process.head.lane_of(one).is_some());
    let unmade = process
        .head
        .claims()
        .any(|(attempt, owner, _)| owner == Owner::Executor(me as u8) && process.begun() & attempt == 0);
    if process.head.tell {
        process.at = At::Telling;
    } else if process.head.is_due() || unmade {
        process.at = At::Deciding;
    } else if wanted {
        process.at = At::Waiting;
    } else if process.head.end != End::Running {
        process.at = At::Closing;
    } else {
        // Nothing runnable is left: the message is acknowledged.
        state.end_run(me);
    }
}

/// Answers, the session's renewal, timers.
fn wait(
    config: &Config,
    state: &State,
    me: usize,
    add: &mut impl FnMut(&'static str, State, Option<Property>),
) {
    let who = Who::Executor(me);
    let mut next = *state;
    let process = *who.of(&mut next);
    // Each alone, and all together in one page.
    let alone = ATTEMPTS.into_iter().filter(|one| process.flying & one != 0 && process.flying != *one);
    for answered in alone.chain([process.flying].into_iter().filter(|all| *all != 0)) {
        let mut next = *state;
        ATTEMPTS
            .into_iter()
            .filter(|one| answered & one != 0)
            .for_each(|one| answer(config, &mut next, me, one));
        let broken = decide(config, &mut next, me);
        add("gets an answer and decides", next, broken);
    }
    if !process.alive && !config.lacks(Weakness::NoRenewal) {
        let mut next = *state;
        who.of(&mut next).alive = true;
        add("renews its session", next, None);
    }
    if process.head.is_due() {
        let broken = decide(config, &mut next, me);
        add("sees that a timer has come and decides", next, broken);
    }
}

fn answer(config: &Config, state: &mut State, me: usize, attempt: u8) {
    let sent = state.sent;
    let process = Who::Executor(me).of(state);
    let first = attempt == A1 || attempt == A2;
    process.flying &= !attempt;
    // What was looked up and is not there was never started.
    if process.searching & attempt != 0 && sent & attempt == 0 {
        process.failed |= attempt;
    } else if first && (config.program.is_callback() || config.program == Program::Job) {
        process.submitted |= attempt;
    } else {
        process.succeeded |= attempt;
    }
    process.searching &= !attempt;
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
