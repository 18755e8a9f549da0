//! The executor: decides until everything blocks, commits, makes the calls it has claimed side by side, takes their
//! results into the next page, and leaves when nothing runnable is left.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use futures_util::{FutureExt, pin_mut};
use stepwell_asl::Program;
use stepwell_engine::{Decision, Event};
use stepwell_journal::head::Head;
use stepwell_journal::journal::Letter;
use stepwell_journal::outbox::Claim;
use stepwell_journal::{Closed, Committed, Cover, ExecutionKey, Loaded};

use crate::announce::Then;
use crate::calls::{Done, Order};
use crate::error::Error;
use crate::limits::{CLAIM_MS, EXECUTOR_CONFLICTS_MAX, RENEWAL_MS};
use crate::orchestrator::Orchestrator;
use crate::outbox::{differs, follow, timer_ms};
use crate::session::Session;

mod owed;
mod recovery;

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
    /// Stamps whose calls are in `doing`; 0 stands for words of the whole execution.
    in_flight: BTreeSet<u64>,
    /// Stamps of claimed calls for which a lost start must be looked up first.
    searching: BTreeSet<u64>,
    /// Orders of the calls made by this run, for results that come after their attempt was given up.
    orders: BTreeMap<u64, Order>,
    /// Other sessions that were alive when last looked at.
    alive: BTreeSet<String>,
    /// Inbox entries whose facts go into the next page.
    inbox: Vec<Letter>,
    renewed_ms: u64,
}

impl Orchestrator {
    /// Works on an execution until nothing runnable is left. On an error nothing is lost: whoever asked asks again.
    pub(crate) async fn run(&self, key: &ExecutionKey, loaded: Loaded, inbox: bool) -> Result<(), Error> {
        let Loaded { head, cover } = loaded;
        if cover.closed != Closed::Running {
            return Ok(());
        }
        let program = self.program(&cover).await?;
        let session = self.sessions.open();
        let mut run = Run {
            o: self,
            key: key.clone(),
            cover,
            program,
            session,
            head,
            facts: Vec::new(),
            outcomes: Vec::new(),
            doing: FuturesUnordered::new(),
            in_flight: BTreeSet::new(),
            searching: BTreeSet::new(),
            orders: BTreeMap::new(),
            alive: BTreeSet::new(),
            inbox: Vec::new(),
            renewed_ms: self.now_ms(),
        };
        if inbox {
            run.take_inbox().await?;
        }
        run.work().await
    }
}

impl Run<'_> {
    async fn work(&mut self) -> Result<(), Error> {
        let mut conflicts = 0;
        loop {
            let next = self.next_page().await?;
            if let Some((mut next, decision)) = next {
                self.o.announce(&self.key, &mut next, Then::IGoOn).await?;
                let nonce = self.o.chance.next();
                match self.o.journal.commit(&self.key, &next, &decision.history, nonce).await? {
                    Committed::Done => {
                        conflicts = 0;
                        self.facts.clear();
                        self.outcomes.clear();
                        let before = std::mem::replace(&mut self.head, next);
                        self.begin_chains(&before).await?;
                        self.empty_inbox().await?;
                    }
                    Committed::Conflict => {
                        conflicts += 1;
                        if conflicts > EXECUTOR_CONFLICTS_MAX {
                            return Err(Error::Contended(crate::arn::short(&self.key)));
                        }
                        self.reload().await?;
                        continue;
                    }
                }
            } else {
                self.facts.clear();
                self.outcomes.clear();
                self.empty_inbox().await?;
            }
            self.act();
            if self.head.execution.is_runnable() {
                continue;
            }
            if self.doing.is_empty() && !self.is_due_now() {
                return self.leave().await;
            }
            self.wait().await?;
        }
    }

    /// The next page, if there is anything to put into it.
    async fn next_page(&mut self) -> Result<Option<(Head, Decision)>, Error> {
        self.look_at_sessions().await?;
        let time = self.facts_of_time().await?;
        let mut before = self.head.clone();
        let brought = std::mem::take(&mut self.facts);
        let mut facts = brought.clone();
        facts.extend(self.facts_of_claims(&mut before));
        facts.extend(time);
        let now = self.o.now_ms();
        let claim = Claim { session: self.session.id.clone(), deadline_ms: now + CLAIM_MS };
        self.put_outcomes(&mut before, &mut facts);
        let events = if facts.is_empty() { vec![Event::Continued] } else { facts.clone() };
        let decision = self.o.decide(&self.key, &self.program, &before.execution, &events, true).await;
        // Facts that were brought stay until they are in a page: a conflict decides them again. What follows from
        // claims and time is found anew on the later head.
        self.facts = brought;
        let decision = decision?;
        let next = follow(&self.program, &before, &decision, Some(&claim), self.cover.parent.is_some(), now);
        let changed = !decision.history.is_empty() || differs(&self.head, &next);
        if !changed {
            // Only a heartbeat may have moved a due time: it lives in its own item, not in a page.
            self.head.execution = decision.execution;
            return Ok(None);
        }
        Ok(Some((next, decision)))
    }

    async fn reload(&mut self) -> Result<(), Error> {
        if let Some(loaded) = self.o.journal.load(&self.key).await? {
            self.head = loaded.head;
        }
        Ok(())
    }

    /// Waits until something is done or due, and takes in all that is there by then.
    async fn wait(&mut self) -> Result<(), Error> {
        let renewal = self.renewed_ms + RENEWAL_MS;
        if self.doing.is_empty() {
            return Ok(());
        }
        let now = self.o.now_ms();
        let again = self.head.outbox.iter().map(|owed| owed.not_before_ms).filter(|at| *at > now).min();
        let until =
            self.head.execution.due_ms().into_iter().chain(again).chain([renewal]).min().unwrap_or(renewal);
        let first = {
            let timer = self.o.time.sleep_until_ms(until);
            let next = self.doing.next();
            pin_mut!(timer, next);
            match select(next, timer).await {
                Either::Left((done, _)) => done,
                Either::Right(((), _)) => None,
            }
        };
        if let Some(done) = first {
            self.take(done);
            while let Some(Some(done)) = self.doing.next().now_or_never() {
                self.take(done);
            }
        }
        self.renew().await
    }

    fn take(&mut self, done: Done) {
        match done {
            Done::Fact { stamp, event } => {
                self.in_flight.remove(&stamp);
                self.facts.push(event);
            }
            Done::Busy { stamp, .. } | Done::Cancelled { stamp, .. } => {
                self.in_flight.remove(&stamp);
                self.outcomes.push(done);
            }
            Done::Told { .. } => {
                self.in_flight.remove(&0);
                self.outcomes.push(done);
            }
        }
    }

    /// Shows that the session lives, while it holds claims for longer than they last.
    async fn renew(&mut self) -> Result<(), Error> {
        let now = self.o.now_ms();
        if now < self.renewed_ms + RENEWAL_MS {
            return Ok(());
        }
        self.renewed_ms = now;
        if self.in_flight.is_empty() {
            return Ok(());
        }
        Ok(self.o.journal.renew(&self.session.id, now + CLAIM_MS).await?)
    }

    fn is_due_now(&self) -> bool {
        let now = self.o.now_ms();
        let due = self.head.execution.due_ms().is_some_and(|at| at <= now)
            || timer_ms(&self.head).is_some_and(|at| at <= now);
        due || !self.facts.is_empty() || !self.outcomes.is_empty()
    }
}
