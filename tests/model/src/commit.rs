//! Announcing and committing a page: what executors and requests have in common.

use crate::config::{Config, Weakness};
use crate::decide::{begins_chain, begins_pause, has_work, wants};
use crate::head::{End, Head, Phase, Promise};
use crate::state::{At, Message, Process, Queue, State};
use crate::step::Property;

/// Which process a step is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// An executor.
    Executor(usize),
    /// Whoever starts the execution.
    Starter,
    /// Whoever completes its task.
    Caller,
}

impl Who {
    /// The process.
    pub fn of(self, state: &mut State) -> &mut Process {
        let [one, two] = &mut state.executors;
        match self {
            Who::Executor(0) => one,
            Who::Executor(_) => two,
            Who::Starter => &mut state.starter,
            Who::Caller => &mut state.caller,
        }
    }

    /// Its name in traces.
    pub fn name(self) -> &'static str {
        match self {
            Who::Executor(0) => "executor 1",
            Who::Executor(_) => "executor 2",
            Who::Starter => "starter",
            Who::Caller => "caller",
        }
    }
}

/// Begins to bring a page into the journal.
pub fn propose(config: &Config, process: &mut Process, next: Head) {
    process.next = next;
    process.slow = false;
    process.at =
        if config.lacks(Weakness::SendAfterCommit) { At::Committing } else { announcing(config, process) };
}

/// Where a process goes that may have something to announce.
fn announcing(config: &Config, process: &Process) -> At {
    let Process { head, next, entry, .. } = process;
    let sends = begins_pause(head, next) || begins_chain(head, next) || (*entry && has_work(next));
    if sends || wants(config, next) != Promise::None { At::Announcing } else { At::Committing }
}

/// Puts the wake item of the next page and sends its messages.
pub fn announce(config: &Config, state: &mut State, who: Who) {
    let process = who.of(state);
    let wanted = wants(config, &process.next);
    let without = match who {
        Who::Executor(_) => Weakness::NoItemBeforePage,
        Who::Starter => Weakness::NoItemBeforeStart,
        Who::Caller => Weakness::NoItemBeforeCallback,
    };
    if wanted != Promise::None {
        process.next.promised = wanted;
    }
    if !config.lacks(without) {
        put_item(state, wanted);
    }
    send(state, who);
}

/// Puts a wake item.
pub fn put_item(state: &mut State, kind: Promise) {
    match kind {
        Promise::None => {}
        Promise::Near => state.items.near = true,
        Promise::Far => state.items.far = true,
    }
}

/// Sends the messages of the next page.
fn send(state: &mut State, who: Who) {
    let Process { head, next, fresh, entry, late, .. } = *who.of(state);
    let mut queue = state.queue;
    // A number that was taken meanwhile is there already.
    let early = |early, now| if fresh { early } else { now };
    let poll = if state.head.watch && !state.head.unheard { Message::Poll } else { Message::OldPoll };
    if late {
        send_late(&mut queue, &next, entry);
    } else {
        if begins_pause(&head, &next) {
            queue.put(early(Message::DueEarly, Message::Due));
        }
        if begins_chain(&head, &next) {
            queue.put(early(Message::NewPoll, poll));
        }
        if entry && has_work(&next) {
            queue.put(early(Message::GoEarly, Message::Go));
        }
    }
    state.queue = queue;
    if late {
        proceed(state, who);
    } else {
        who.of(state).at = At::Committing;
    }
}

/// The messages of a page that is there already.
fn send_late(queue: &mut Queue, page: &Head, entry: bool) {
    if page.lanes.iter().any(|lane| lane.phase == Phase::Backoff) {
        queue.put(Message::Due);
    }
    if page.watch {
        queue.put(Message::Poll);
    }
    if entry && has_work(page) {
        queue.put(Message::Go);
    }
}

/// What a process does once its page is there.
pub fn committed(config: &Config, state: &mut State, who: Who) {
    let process = who.of(state);
    let after = config.lacks(Weakness::SendAfterCommit);
    let long = process.slow && !config.lacks(Weakness::NoSecondPromise);
    if after {
        process.held = None;
    }
    if after || long {
        process.late = true;
        process.at = At::Announcing;
    } else {
        proceed(state, who);
    }
}

/// Goes on after a page.
fn proceed(state: &mut State, who: Who) {
    let process = who.of(state);
    process.late = false;
    process.slow = false;
    process.next = Head::default();
    match who {
        Who::Executor(me) if process.entry => state.end_run(me),
        Who::Executor(_) => process.at = At::Looking,
        Who::Starter => *process = Process { at: At::Done, ..Process::default() },
        Who::Caller => {
            let about = process.about;
            *process = Process::default();
            state.answered |= about;
        }
    }
}

/// Puts the next page. Whether the number was free, and what broke.
pub fn commit(config: &Config, state: &mut State, who: Who) -> (bool, Option<Property>) {
    let Process { head: before, next, fresh, .. } = *who.of(state);
    if !fresh && !config.lacks(Weakness::NoFence) {
        return (false, None);
    }
    let broken = if fresh { ended_twice(&state.head, &next) } else { Some(Property::Forked) };
    for process in state.executors.iter_mut().chain([&mut state.starter, &mut state.caller]) {
        process.fresh = false;
        // It will find the number taken: what it would have put is forgotten.
        if process.at == At::Committing && !config.lacks(Weakness::NoFence) {
            process.next = Head::default();
        }
    }
    state.head = next;
    let begins = begins_chain(&before, &next);
    state.page_is_there(begins);
    let process = who.of(state);
    process.head = next;
    process.next = next;
    process.fresh = true;
    (true, broken)
}

fn ended_twice(before: &Head, next: &Head) -> Option<Property> {
    (before.end != End::Running && before.end != next.end).then_some(Property::EndedTwice)
}

impl State {
    /// Messages for the page that is there now mean it; those of a chain that was replaced do not.
    fn page_is_there(&mut self, begins_chain: bool) {
        if self.queue.take(Message::GoEarly) {
            self.queue.put(Message::Go);
        }
        if self.queue.take(Message::DueEarly) {
            self.queue.put(Message::Due);
        }
        if begins_chain {
            if self.queue.take(Message::Poll) {
                self.queue.put(Message::OldPoll);
            }
            for process in &mut self.executors {
                if process.held == Some(Message::Poll) {
                    process.held = Some(Message::OldPoll);
                }
            }
        }
        if self.queue.take(Message::NewPoll) {
            self.queue.put(if begins_chain { Message::Poll } else { Message::OldPoll });
        }
    }
}
