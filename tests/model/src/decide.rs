//! What follows from facts for a page: the engine's part, and what the outbox makes of it.

use crate::config::{Config, Weakness};
use crate::head::{A1, A2, B, Call, End, Head, Lane, Owner, Phase, Promise, X};
use crate::state::{Process, State};
use crate::step::Property;

/// The next page, and what is wrong with how it came about.
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    /// The page; the old one if nothing changed.
    pub next: Head,
    /// What broke.
    pub broken: Option<Property>,
}

/// Page 0.
pub fn first(config: &Config) -> Head {
    let mut head = Head::default();
    let other =
        if config.program == crate::Program::Branches { Lane::open(X, Call::Ready) } else { Lane::default() };
    head.lanes = [Lane::open(A1, Call::Ready), other];
    head
}

/// What an executor makes of the page it knows, the facts it has and the time.
pub fn as_executor(config: &Config, state: &State, process: &mut Process, me: u8) -> Decision {
    let mut work = Work::new(config, process.head, Some(me));
    work.facts(process);
    let lost = work.claims(state, process, me);
    for attempt in lost {
        work.fail(attempt);
    }
    work.time();
    if process.told {
        work.next.tell = false;
    }
    if process.mute {
        work.next.tried = true;
    }
    if work.next.watch && work.next.unheard {
        work.next.unheard = false;
        work.chains = true;
    }
    work.end()
}

/// What a request makes of the page it knows and the facts it has.
pub fn as_request(config: &Config, process: &Process) -> Decision {
    let mut work = Work::new(config, process.head, None);
    work.facts(process);
    work.end()
}

/// Whether a callback for this attempt fits the page.
pub fn fits(config: &Config, head: &Head, attempt: u8) -> Option<u8> {
    [attempt, A1, A2].into_iter().find(|open| {
        head.lane_of(*open).is_some()
            && (*open == attempt || (config.lacks(Weakness::NoStamp) && attempt != B))
    })
}

struct Work<'c> {
    config: &'c Config,
    before: Head,
    next: Head,
    /// The executor that claims new calls; requests leave them ready.
    me: Option<u8>,
    /// Whether a poll chain is replaced.
    chains: bool,
    broken: Option<Property>,
}

impl<'c> Work<'c> {
    fn new(config: &'c Config, before: Head, me: Option<u8>) -> Self {
        Work { config, before, next: before, me, chains: false, broken: None }
    }

    fn end(self) -> Decision {
        let Work { config, before, mut next, broken, chains, .. } = self;
        if next == before && !chains {
            return Decision { next: before, broken };
        }
        if config.lacks(Weakness::OutboxOnlyInItsPage) {
            forget_old(&before, &mut next);
        }
        Decision { next, broken }
    }

    fn call(&self) -> Call {
        match self.me {
            Some(me) if !self.config.lacks(Weakness::NoClaim) => {
                Call::Claimed { owner: Owner::Executor(me), over: false }
            }
            Some(_) | None => Call::Ready,
        }
    }

    /// Answers of calls, callbacks and jobs.
    fn facts(&mut self, process: &Process) {
        let kinds = [process.submitted, process.succeeded | process.letters, process.failed];
        for attempt in [A1, A2, B, X] {
            let [submitted, succeeded, failed] = kinds.map(|kind| kind & attempt != 0);
            let Some(open) = fits(self.config, &self.next, attempt) else { continue };
            if open != attempt && (submitted || succeeded || failed) {
                self.broken = Some(Property::Crossed);
            }
            if submitted {
                self.submit(open);
            }
            if succeeded {
                self.succeed(open);
            } else if failed {
                self.fail(open);
            }
        }
    }

    fn submit(&mut self, attempt: u8) {
        let is_job = self.config.program == crate::Program::Job;
        let Some(lane) = self.lane(attempt) else { return };
        if !lane.submitted {
            lane.submitted = true;
            lane.call = Call::None;
            self.next.watch |= is_job;
        }
    }

    fn succeed(&mut self, attempt: u8) {
        let call = self.call();
        let Some(lane) = self.lane(attempt) else { return };
        *lane = if attempt == A1 || attempt == A2 { Lane::open(B, call) } else { Lane::default() };
        if attempt == A1 || attempt == A2 {
            self.next.watch = false;
            self.next.unheard = false;
        }
        if self.next.lanes == [Lane::default(); 2] {
            self.finish(End::Succeeded);
        }
    }

    fn fail(&mut self, attempt: u8) {
        let again = attempt == A1 && self.config.retry;
        let Some(lane) = self.lane(attempt) else { return };
        *lane = Lane { phase: Phase::Backoff, ..Lane::default() };
        if !again {
            self.finish(End::Failed);
        }
        self.next.watch = false;
        self.next.unheard = false;
    }

    fn finish(&mut self, end: End) {
        self.next.lanes = [Lane::default(); 2];
        self.next.watch = false;
        self.next.unheard = false;
        self.next.end = end;
        self.next.tell = self.config.program == crate::Program::Nested;
        self.next.close = true;
    }

    /// Claims what is ready; says what is lost.
    fn claims(&mut self, state: &State, process: &mut Process, me: u8) -> Vec<u8> {
        let mut lost = Vec::new();
        let mine = self.call();
        let adopts = self.config.program == crate::Program::Job;
        for lane in &mut self.next.lanes {
            let Phase::Open(attempt) = lane.phase else { continue };
            match lane.call {
                Call::None => {}
                Call::Ready => {
                    process.searching &= !attempt;
                    lane.call = mine;
                }
                Call::Claimed { owner, over } if owner == Owner::Executor(me) => {
                    let begun = process.begun() & attempt != 0;
                    let over = over && !begun && !holds(self.config, process, over);
                    if over {
                        lane.call = mine;
                    }
                }
                Call::Claimed { owner, over } => {
                    let lives = match owner {
                        Owner::Executor(other) => {
                            state.executors.get(usize::from(other)).is_some_and(|other| other.alive)
                        }
                        Owner::Ghost => true,
                        Owner::Gone => false,
                    };
                    if !over || lives {
                        continue;
                    }
                    if self.config.stalls == crate::Stalls::Never && is_working(state, owner) {
                        self.broken = Some(Property::GivenUpAlive);
                    }
                    if self.config.lacks(Weakness::RepeatLostCalls) {
                        lane.call = mine;
                    } else if adopts && (attempt == A1 || attempt == A2) {
                        process.searching |= attempt;
                        lane.call = mine;
                    } else {
                        lost.push(attempt);
                    }
                }
            }
        }
        lost
    }

    /// Time that has come.
    fn time(&mut self) {
        let call = self.call();
        let [lane, _] = &mut self.next.lanes;
        if !lane.due {
            return;
        }
        match lane.phase {
            Phase::Backoff => *lane = Lane::open(A2, call),
            Phase::Open(attempt) => self.fail(attempt),
            Phase::Off => {}
        }
    }

    fn lane(&mut self, attempt: u8) -> Option<&mut Lane> {
        self.next.lanes.iter_mut().find(|lane| lane.phase == Phase::Open(attempt))
    }
}

/// Whether a claim of this process is surely not over.
pub fn holds(config: &Config, process: &Process, over: bool) -> bool {
    !over || (process.alive && config.lacks(Weakness::RevivedClaims))
}

/// Whether the owner of a claim works on.
fn is_working(state: &State, owner: Owner) -> bool {
    match owner {
        Owner::Executor(other) => {
            state.executors.get(usize::from(other)).is_some_and(|other| other.flying != 0)
        }
        Owner::Ghost | Owner::Gone => false,
    }
}

/// What was owed before and was not touched is owed no more.
fn forget_old(before: &Head, next: &mut Head) {
    for (old, new) in before.lanes.iter().zip(&mut next.lanes) {
        if old == new && new.call == Call::Ready {
            new.call = Call::None;
        }
    }
    if before.tell && next.tell {
        next.tell = false;
    }
}

/// Whether a page begins a poll chain.
pub fn begins_chain(before: &Head, next: &Head) -> bool {
    next.watch && (!before.watch || (before.unheard && !next.unheard))
}

/// Whether a page opens a pause before a retry.
pub fn begins_pause(before: &Head, next: &Head) -> bool {
    let pauses = |head: &Head| head.lanes.iter().any(|lane| lane.phase == Phase::Backoff);
    pauses(next) && !pauses(before)
}

/// Whether something is owed that an executor can do now.
pub fn has_work(head: &Head) -> bool {
    head.tell || head.close || head.lanes.iter().any(|lane| lane.call == Call::Ready)
}

/// Whether a page must be given a wake item, or leans on one already.
pub fn wants(config: &Config, next: &Head) -> Promise {
    let timed = config.program == crate::Program::TimedCallback;
    let need = next.needs(timed);
    let stands = match (next.promised, need) {
        (_, Promise::None) | (Promise::Near, _) => true,
        (Promise::Far, Promise::Far) => true,
        (Promise::None | Promise::Far, Promise::Near | Promise::Far) => false,
    };
    if stands { Promise::None } else { need }
}
