//! Facts that nobody sends: calls that are ready to be made, calls whose maker has died, time that has come, facts left
//! in the inbox.

use stepwell_engine::Event;
use stepwell_integrations::{Repeat, find};
use stepwell_journal::head::Head;
use stepwell_journal::outbox::{Claim, Order as Owes, Owed};

use crate::calls::Order;
use crate::error::Error;
use crate::limits::CALLS_MAX;
use crate::run::Run;
use crate::weakness::Weakness;

impl Run<'_> {
    /// Claims what is ready, and settles claims whose session has died: repeatable calls are claimed anew, others are
    /// lost unless what they started can be looked up.
    pub(super) fn facts_of_claims(&mut self, head: &mut Head) -> Vec<Event> {
        let now = self.o.now_ms();
        let mine = self.claim(now);
        let mut free = self.free(head);
        let mut facts = Vec::new();
        let mut lost = Vec::new();
        for owed in &mut head.outbox {
            let Owes::Call { claim } = &mut owed.order else { continue };
            if owed.not_before_ms > now {
                continue;
            }
            match claim {
                None if free > 0 => {
                    free -= 1;
                    // What is ready was surely not started.
                    self.searching.remove(&owed.stamp);
                    *claim = Some(mine.clone());
                    facts.push(Event::TaskStarted { stamp: owed.stamp });
                }
                None => {}
                // A claim that ran out before its call was sent is taken anew.
                Some(held) if held.session == self.session.id => {
                    let is_over = !self.begun.contains_key(&owed.stamp) && !self.holds(held, now);
                    *claim = Some(if is_over { mine.clone() } else { held.clone() });
                }
                Some(held) if !self.is_dead(held) => {}
                Some(_) => match repeat(head_order(&head.execution, owed.stamp, self)) {
                    // Whoever has its hands free comes back to it.
                    Repeat::Repeatable | Repeat::Adopt if free == 0 => {}
                    Repeat::Repeatable => {
                        free -= 1;
                        *claim = Some(mine.clone());
                    }
                    Repeat::Adopt => {
                        free -= 1;
                        self.searching.insert(owed.stamp);
                        *claim = Some(mine.clone());
                    }
                    Repeat::Once if self.o.lacks(Weakness::RepeatLostCalls) => *claim = Some(mine.clone()),
                    Repeat::Once => lost.push(owed.stamp),
                },
            }
        }
        facts.extend(lost.into_iter().filter_map(|stamp| self.lost(head, stamp)));
        facts
    }

    /// How many calls this session may claim beside those that it makes or has claimed.
    pub(super) fn free(&self, head: &Head) -> usize {
        let is_mine = |owed: &&Owed| matches!(&owed.order, Owes::Call { claim: Some(claim) } if claim.session == self.session.id);
        let claimed = head.outbox.iter().filter(is_mine).count();
        CALLS_MAX.saturating_sub(claimed.max(self.doing.len()))
    }

    /// Whether the maker of a claim has died, as of the last look at sessions: whose claim was still good then may have
    /// shown since that it lives.
    fn is_dead(&self, claim: &Claim) -> bool {
        self.o.sessions.has_ended(&claim.session)
            || (claim.deadline_ms < self.looked_ms && !self.alive.contains(&claim.session))
    }

    fn lost(&self, head: &Head, stamp: u64) -> Option<Event> {
        let order = head_order(&head.execution, stamp, self)?;
        tracing::warn!(execution = %crate::arn::short(&self.key), stamp, "an attempt was lost: whoever made its call has died");
        let error = find(&order.resource.kind)?.lost();
        Some(Event::TaskFailed { stamp, error })
    }

    /// Time that has come; heartbeats are read first, so that none is missed that was sent in time.
    pub(super) async fn facts_of_time(&mut self, now: u64) -> Result<Vec<Event>, Error> {
        if self.head.execution.due_ms().is_none_or(|at| at > now) {
            return Ok(Vec::new());
        }
        if !self.o.lacks(Weakness::TimeOutBeforeInbox) {
            self.take_inbox().await?;
        }
        let mut facts = Vec::new();
        let attempts = self.head.execution.frames.values().filter_map(|frame| frame.attempt());
        let late = attempts.filter(|attempt| attempt.heartbeat_at_ms.is_some_and(|at| at <= now));
        let late: Vec<u64> = late.map(|attempt| attempt.stamp).collect();
        for stamp in late {
            if let Some(at_ms) = self.o.journal.last_beat(&self.key, stamp).await? {
                facts.push(Event::HeartbeatReceived { stamp, at_ms });
            }
        }
        facts.push(Event::TimerFired);
        Ok(facts)
    }

    /// Takes in what entry points left that lost the race for the page number.
    pub(super) async fn take_inbox(&mut self) -> Result<(), Error> {
        let left = self.o.journal.inbox(&self.key).await?;
        for letter in left {
            if self.inbox.contains(&letter) {
                continue;
            }
            // A letter that cannot be read is newer than this code, or broken: it is left to others.
            self.newer_letters |= crate::inbox::is_newer(&letter.fact);
            if let Some(fact) = crate::inbox::decode(&letter.fact) {
                self.facts.push(fact);
                self.inbox.push(letter);
            }
        }
        Ok(())
    }

    /// Reads which sessions that hold claims here are still alive.
    pub(super) async fn look_at_sessions(&mut self) -> Result<(), Error> {
        let now = self.o.now_ms();
        self.looked_ms = now;
        let claims = self.head.outbox.iter().filter_map(|owed| match &owed.order {
            Owes::Call { claim } => claim.as_ref(),
            Owes::Watch { .. } | Owes::Cancel(_) | Owes::TellParent | Owes::CloseCover => None,
        });
        let others = claims.filter(|claim| claim.session != self.session.id && claim.deadline_ms < now);
        let others: std::collections::BTreeSet<String> = others.map(|claim| claim.session.clone()).collect();
        for session in others {
            if self.o.journal.is_alive(&session, now).await? {
                self.alive.insert(session);
            } else {
                self.alive.remove(&session);
            }
        }
        Ok(())
    }
}

/// What may be done about the lost call of an order.
fn repeat(order: Option<Order>) -> Repeat {
    order.and_then(|order| find(&order.resource.kind)).map_or(Repeat::Once, |found| found.repeat())
}

fn head_order(execution: &stepwell_engine::Execution, stamp: u64, run: &Run<'_>) -> Option<Order> {
    Order::of(&run.key, &run.program, execution, stamp, run.o.now_ms())
}
