//! Doing what is owed: calls that this session has claimed, jobs to be cancelled, a parent to be told, the cover to be
//! closed last of all.

use stepwell_asl::resource::Pattern;
use stepwell_engine::effect::CancelTask;
use stepwell_engine::{Event, Status};
use stepwell_journal::head::Head;
use stepwell_journal::outbox::{Claim, Order as Owes, Owed};

use crate::calls::{Done, Order};
use crate::error::Error;
use crate::limits::{BUSY_TRIES_MAX, CLOCK_SKEW_MS, POLL_SAFETY_MS_MAX, WORD_TRIES_MAX};
use crate::outbox::{busy_pause_ms, pause_ms};
use crate::run::{Begun, Run};
use crate::weakness::Weakness;

impl Run<'_> {
    /// Begins what is owed by this session and not being done yet.
    pub(super) fn act(&mut self) {
        let now = self.o.now_ms();
        for owed in &self.head.outbox {
            if self.begun.contains_key(&owed.stamp) || owed.not_before_ms > now {
                continue;
            }
            match &owed.order {
                // Directly before sending: a claim that is over may be somebody else's by now.
                Owes::Call { claim: Some(claim) }
                    if self.holds(claim, now) || self.o.lacks(Weakness::NoClaim) =>
                {
                    let order = Order::of(&self.key, &self.program, &self.head.execution, owed.stamp, now);
                    let Some(order) = order else { continue };
                    let search = self.searching.contains(&owed.stamp);
                    self.begun.insert(owed.stamp, Begun::Call(Box::new(order.clone())));
                    self.doing.push(self.o.call(self.key.clone(), order, search));
                }
                Owes::Cancel(cancel) => {
                    self.begun.insert(owed.stamp, Begun::Word);
                    self.doing.push(self.o.cancel(self.key.clone(), cancel.clone()));
                }
                Owes::TellParent => {
                    self.begun.insert(0, Begun::Word);
                    self.doing.push(self.o.tell(&self.cover));
                }
                Owes::Call { .. } | Owes::Watch { .. } | Owes::CloseCover => {}
            }
        }
    }

    /// Whether a claim whose call was not sent yet is this session's and surely not over. Only its own deadline counts: a
    /// session that shows later that it lives does not bring back a claim that others have given up meanwhile.
    pub(super) fn holds(&self, claim: &Claim, now_ms: u64) -> bool {
        claim.session == self.session.id
            && (claim.deadline_ms > now_ms + CLOCK_SKEW_MS || self.o.lacks(Weakness::NoDeadlineCheck))
    }

    /// Whether a claim of this session ran out before its call was sent.
    pub(super) fn has_run_out(&self, now_ms: u64) -> bool {
        self.head.outbox.iter().any(|owed| match &owed.order {
            Owes::Call { claim: Some(claim) } => {
                claim.session == self.session.id
                    && owed.not_before_ms <= now_ms
                    && !self.begun.contains_key(&owed.stamp)
                    && !self.holds(claim, now_ms)
            }
            Owes::Call { claim: None }
            | Owes::Watch { .. }
            | Owes::Cancel(_)
            | Owes::TellParent
            | Owes::CloseCover => false,
        })
    }

    /// Takes into the next page what came of busy starts and of words.
    pub(super) fn put_outcomes(&self, head: &mut Head, facts: &mut Vec<Event>) {
        let now = self.o.now_ms();
        for done in &self.outcomes {
            match done {
                Done::Fact { .. } => {}
                Done::Busy { stamp, error, search } => {
                    // A claim that another session holds by now is its affair.
                    let mine = |order: &Owes| matches!(order, Owes::Call { claim: Some(claim) } if claim.session == self.session.id);
                    let Some(owed) = find(head, *stamp, mine) else { continue };
                    owed.tries += 1;
                    if owed.tries > BUSY_TRIES_MAX {
                        facts.push(Event::TaskFailed { stamp: *stamp, error: error.clone() });
                        continue;
                    }
                    let pause_ms = busy_pause_ms(owed.tries, self.o.chance.next());
                    let name = error.error.as_deref().unwrap_or_default();
                    let why = error.cause.as_deref().unwrap_or_default();
                    let execution = crate::arn::short(&self.key);
                    tracing::warn!(%execution, stamp, tries = owed.tries, pause_ms, "a call is put off: {name}: {why}");
                    owed.not_before_ms = now + pause_ms;
                    // What is to be looked up stays claimed, so that nobody starts it again, and the claim is over by every
                    // clock: whoever is woken for the next try takes it.
                    let over_ms = now.saturating_sub(CLOCK_SKEW_MS);
                    let over = Claim { session: self.session.id.clone(), deadline_ms: over_ms };
                    owed.order = Owes::Call { claim: search.then_some(over) };
                }
                Done::Cancelled { stamp, ok } => {
                    word_done(head, *stamp, *ok, now, |order| matches!(order, Owes::Cancel(_)));
                }
                Done::Told { ok } => word_done(head, 0, *ok, now, |order| matches!(order, Owes::TellParent)),
            }
        }
        self.restart_chains(head, now);
        self.cancel_stale(head, facts);
    }

    /// A poll chain that was not heard of until its safety time gets a successor under a new number.
    fn restart_chains(&self, head: &mut Head, now: u64) {
        for owed in &mut head.outbox {
            if let Owes::Watch { chain, safety_ms } = &mut owed.order
                && *safety_ms <= now
            {
                *chain += 1;
                let doubled = crate::limits::POLL_SAFETY_MS << (*chain).min(16);
                *safety_ms = now + doubled.min(POLL_SAFETY_MS_MAX);
            }
        }
    }

    /// A start that was answered after its attempt was given up: what it started is cancelled.
    fn cancel_stale(&self, head: &mut Head, facts: &[Event]) {
        for fact in facts {
            let Event::TaskSubmitted { stamp, output } = fact else { continue };
            let Some(Begun::Call(order)) = self.begun.get(stamp) else { continue };
            // Only a job has something to be cancelled.
            if !matches!(order.pattern(), Pattern::Sync | Pattern::Sync2) {
                continue;
            }
            let known = find(head, *stamp, |order| matches!(order, Owes::Cancel(_))).is_some();
            if head.execution.attempt(*stamp).is_none() && !known {
                let cancel = CancelTask {
                    stamp: *stamp,
                    resource: order.resource.arn.to_string(),
                    parameters: order.parameters.clone(),
                    submitted: Some(output.clone()),
                };
                head.outbox.push(Owed {
                    stamp: *stamp,
                    order: Owes::Cancel(cancel),
                    tries: 0,
                    not_before_ms: 0,
                });
            }
        }
    }

    /// Leaves the execution: a closed one whose words are all said gets its cover closed, last of all.
    pub(super) async fn leave(&mut self) -> Result<(), Error> {
        self.let_go().await?;
        let execution = &self.head.execution;
        if execution.status == Status::Running {
            return Ok(());
        }
        let words = self.head.outbox.iter().any(|owed| !matches!(owed.order, Owes::CloseCover));
        if words {
            // Their next try has its promise; the cover stays open so that the sweep looks again.
            return Ok(());
        }
        self.o.journal.close_cover(&self.key, &execution.status, execution.stopped_ms.unwrap_or(0)).await?;
        Ok(())
    }

    /// Takes back that this session lives, if it leaves something claimed that others are to look up.
    async fn let_go(&mut self) -> Result<(), Error> {
        let mine = |owed: &Owed| matches!(&owed.order, Owes::Call { claim: Some(claim) } if claim.session == self.session.id);
        if self.lives_until_ms > self.o.now_ms() && self.head.outbox.iter().any(mine) {
            self.o.journal.end_session(&self.session.id).await?;
            self.lives_until_ms = 0;
        }
        Ok(())
    }

    /// Takes away inbox entries whose facts are in a page now.
    pub(super) async fn empty_inbox(&mut self) -> Result<(), Error> {
        if self.inbox.is_empty() {
            return Ok(());
        }
        let taken = std::mem::take(&mut self.inbox);
        Ok(self.o.journal.take(&self.key, &taken).await?)
    }
}

fn find(head: &mut Head, stamp: u64, is: impl Fn(&Owes) -> bool) -> Option<&mut Owed> {
    head.outbox.iter_mut().find(|owed| owed.stamp == stamp && is(&owed.order))
}

/// A word that was said is off the list; one that could not be said is tried again some times.
fn word_done(head: &mut Head, stamp: u64, ok: bool, now: u64, is: impl Fn(&Owes) -> bool) {
    let Some(owed) = find(head, stamp, &is) else { return };
    owed.tries += 1;
    owed.not_before_ms = now + pause_ms(owed.tries);
    if ok || owed.tries > WORD_TRIES_MAX {
        head.outbox.retain(|owed| owed.stamp != stamp || !is(&owed.order));
    }
}
