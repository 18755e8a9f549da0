//! The executor: decides until everything blocks, commits, makes the calls it has claimed side by side, takes their
//! results into the next page, and leaves when nothing runnable is left. What the store fails meanwhile is tried again
//! as long as results would be lost otherwise.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use stepwell_asl::Program;
use stepwell_engine::{Decision, Event};
use stepwell_journal::head::Head;
use stepwell_journal::journal::Letter;
use stepwell_journal::outbox::Claim;
use stepwell_journal::{Committed, Cover, ExecutionKey, Loaded};

use crate::announce::Then;
use crate::calls::{Done, Order};
use crate::error::Error;
use crate::limits::{CLAIM_MS, EXECUTOR_CONFLICTS_MAX};
use crate::orchestrator::Orchestrator;
use crate::outbox::{Setting, differs, follow, is_over, timer_ms};
use crate::session::Session;
use crate::weakness::Weakness;

mod newer;
mod owed;
mod recovery;
mod waiting;

/// One run of work on one execution.
pub(crate) struct Run<'o> {
    o: &'o Orchestrator,
    key: ExecutionKey,
    cover: Cover,
    program: Arc<Program>,
    session: Session<'o>,
    head: Head,
    /// Facts that are not in a page yet.
    facts: Vec<Event>,
    /// Results of words and busy starts that change the outbox of the next page.
    outcomes: Vec<Done>,
    /// What is being done.
    doing: FuturesUnordered<BoxFuture<'o, Done>>,
    /// Stamps of what was begun and whose outcome is not in a page yet, so that it is not begun again.
    begun: BTreeMap<u64, Begun>,
    /// Stamps of claimed calls that may have been made by somebody: what they started must be looked up.
    searching: BTreeSet<u64>,
    /// Other sessions that were alive when last looked at.
    alive: BTreeSet<String>,
    /// As of when that was, milliseconds since 1970: a claim that came to its end since then was not asked about.
    looked_ms: u64,
    /// Inbox entries whose facts go into the next page.
    inbox: Vec<Letter>,
    /// Whether the inbox has entries that only newer code can read.
    newer_letters: bool,
    /// Until when this session's item says that it lives, milliseconds since 1970; 0 if there is none.
    lives_until_ms: u64,
    /// When the session is to be renewed, milliseconds since 1970.
    renew_at_ms: u64,
    /// Page numbers lost to others in a row.
    conflicts: u32,
}

/// What a run has begun to do.
enum Begun {
    /// The call of an attempt; its order is kept for a result that comes after the attempt was given up.
    Call(Box<Order>),
    /// A word to others: a job cancelled, a parent told.
    Word,
}

/// What came of one step of a run.
enum Step {
    /// There is more to do.
    Again,
    /// Nothing runnable is left.
    Left,
}

/// The next page and the decision that it keeps.
struct Next {
    head: Head,
    decision: Decision,
}

impl Orchestrator {
    /// Works on an execution until nothing runnable is left. On an error nothing is lost: whoever asked asks again.
    pub(crate) async fn run(&self, key: &ExecutionKey, loaded: Loaded, inbox: bool) -> Result<(), Error> {
        let Loaded { head, cover } = loaded;
        if is_over(&cover, &head) {
            return if inbox { self.clear_inbox(key).await } else { Ok(()) };
        }
        let program = self.program(&cover).await?;
        let mut run = Run {
            o: self,
            key: key.clone(),
            cover,
            program,
            session: self.sessions.open(),
            head,
            facts: Vec::new(),
            outcomes: Vec::new(),
            doing: FuturesUnordered::new(),
            begun: BTreeMap::new(),
            searching: BTreeSet::new(),
            alive: BTreeSet::new(),
            looked_ms: 0,
            inbox: Vec::new(),
            newer_letters: false,
            lives_until_ms: 0,
            renew_at_ms: self.now_ms() + crate::limits::RENEWAL_MS,
            conflicts: 0,
        };
        if inbox {
            run.take_inbox().await?;
        }
        run.work().await?;
        // All that this code can do is done; the message goes back for the rest.
        if run.newer_letters { Err(Error::NewerLetter(crate::arn::short(key))) } else { Ok(()) }
    }

    /// Takes away what was left in the inbox of an execution that had just closed.
    async fn clear_inbox(&self, key: &ExecutionKey) -> Result<(), Error> {
        let left = self.journal.inbox(key).await?;
        Ok(self.journal.take(key, &left).await?)
    }
}

impl Run<'_> {
    async fn work(&mut self) -> Result<(), Error> {
        let mut failures = 0;
        loop {
            match self.step().await {
                Ok(Step::Left) => return Ok(()),
                Ok(Step::Again) => failures = 0,
                Err(error) if error.is_newer() => {
                    self.hand_over().await;
                    return Err(error);
                }
                Err(error) => {
                    failures += 1;
                    if !error.is_passing() || !self.may_go_on(failures) {
                        return Err(error);
                    }
                    tracing::warn!(execution = %crate::arn::short(&self.key), %error, failures, "a step is tried again");
                    self.pause(failures).await;
                }
            }
        }
    }

    /// One page, if there is anything to put into it, and what follows from it.
    async fn step(&mut self) -> Result<Step, Error> {
        if let Some(next) = self.next_page().await? {
            if self.put(next).await? == Committed::Conflict {
                self.conflicts += 1;
                if self.conflicts > EXECUTOR_CONFLICTS_MAX {
                    return Err(Error::Contended(crate::arn::short(&self.key)));
                }
                self.reload().await?;
                return Ok(Step::Again);
            }
            self.conflicts = 0;
        } else {
            self.settle();
        }
        self.empty_inbox().await?;
        self.act();
        // What was begun is sent now: its last look at the clock is worth nothing once something else was waited for.
        self.take_what_is_there();
        if self.head.execution.is_runnable() {
            self.renew().await;
            waiting::let_others_go_on().await;
            return Ok(Step::Again);
        }
        if self.is_due_now() {
            return Ok(Step::Again);
        }
        if !self.waits_for_something() {
            self.leave().await?;
            return Ok(Step::Left);
        }
        self.wait().await;
        Ok(Step::Again)
    }

    /// The next page, if there is anything to put into it. After an error the same facts are decided again.
    async fn next_page(&mut self) -> Result<Option<Next>, Error> {
        self.look_at_sessions().await?;
        let as_of_ms = self.o.now_ms();
        let time = self.facts_of_time(as_of_ms).await?;
        let mut before = self.head.clone();
        let mut facts = self.facts.clone();
        facts.extend(self.facts_of_claims(&mut before));
        facts.extend(time);
        self.put_outcomes(&mut before, &mut facts);
        let events = if facts.is_empty() { vec![Event::Continued] } else { facts };
        let decision =
            self.o.decide((&self.key, as_of_ms), &self.program, &before.execution, &events, true).await?;
        let now = self.o.now_ms();
        let setting = Setting {
            program: &self.program,
            claim: Some(self.claim(now)),
            claims_max: self.free(&before),
            has_parent: self.cover.parent.is_some(),
            now_ms: now,
        };
        if self.o.lacks(Weakness::OutboxOnlyInItsPage) {
            before.outbox.clear();
        }
        let head = follow(&before, &decision, &setting);
        if !decision.history.is_empty() || differs(&self.head, &head) {
            return Ok(Some(Next { head, decision }));
        }
        // Only a heartbeat may have moved a due time: it lives in its own item, not in a page.
        let mut moved = Head { page: self.head.page, ..head };
        if timer_ms(&moved, now) != timer_ms(&self.head, now) {
            self.o.announce(&self.key, &self.head.outbox, &mut moved, Then::IGoOn).await?;
        }
        self.head = moved;
        Ok(None)
    }

    /// Announces and commits a page; what is done meanwhile is taken in.
    async fn put(&mut self, next: Next) -> Result<Committed, Error> {
        let Next { mut head, decision } = next;
        // A long decision, a slow store, a slow queue: none of them makes others think that this session has died.
        self.renew().await;
        let announced_ms = self.o.now_ms();
        self.o.announce(&self.key, &self.head.outbox, &mut head, Then::IGoOn).await?;
        self.renew().await;
        if self.o.lacks(Weakness::ActBeforeCommit) {
            let before = std::mem::replace(&mut self.head, head.clone());
            self.act();
            self.head = before;
        }
        let nonce = self.o.chance.next();
        let commit = self.o.journal.commit(&self.key, &head, &decision.history, nonce);
        let (committed, done) = waiting::alongside(&mut self.doing, commit).await;
        let is_done = matches!(committed, Ok(Committed::Done));
        if is_done {
            self.settle();
            self.head = head;
        }
        done.into_iter().for_each(|done| self.take(done));
        if is_done {
            self.o.announce_again(&self.key, &mut self.head, announced_ms, Then::IGoOn).await?;
        }
        Ok(committed?)
    }

    /// What was brought is in a page now, or changed nothing.
    fn settle(&mut self) {
        for fact in self.facts.drain(..) {
            if let Some(stamp) = stamp_of(&fact) {
                self.begun.remove(&stamp);
            }
        }
        for done in self.outcomes.drain(..) {
            self.begun.remove(&done.stamp());
        }
    }

    async fn reload(&mut self) -> Result<(), Error> {
        if let Some(loaded) = self.o.journal.load(&self.key).await? {
            self.head = loaded.head;
        }
        Ok(())
    }

    /// A claim of this session from now on.
    fn claim(&self, now_ms: u64) -> Claim {
        Claim { session: self.session.id.clone(), deadline_ms: now_ms + CLAIM_MS }
    }

    fn is_due_now(&self) -> bool {
        let now = self.o.now_ms();
        let due = self.head.execution.due_ms().is_some_and(|at| at <= now);
        due || !self.facts.is_empty() || !self.outcomes.is_empty() || self.has_run_out(now)
    }
}

/// The attempt that a fact ends or submits.
fn stamp_of(fact: &Event) -> Option<u64> {
    match fact {
        Event::TaskSubmitted { stamp, .. }
        | Event::TaskSucceeded { stamp, .. }
        | Event::TaskFailed { stamp, .. } => Some(*stamp),
        Event::Started
        | Event::Continued
        | Event::TaskStarted { .. }
        | Event::HeartbeatReceived { .. }
        | Event::TimerFired
        | Event::StopRequested { .. } => None,
    }
}
