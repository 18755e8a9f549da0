//! Waiting for what is being done: results as they come, the session's renewal, pauses after failures of the store. No
//! failure here loses a result that was or will be brought.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::task::Poll;

use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use futures_util::{FutureExt, pin_mut};
use stepwell_asl::resource::Pattern;
use stepwell_engine::Frame;
use stepwell_journal::outbox::Order as Owes;

use crate::calls::Done;
use crate::limits::{CLAIM_MS, RENEWAL_MS, STORE_PAUSE_MS, STORE_PAUSE_MS_MAX, STORE_TRIES_MAX};
use crate::run::{Begun, Run};
use crate::weakness::Weakness;

impl Run<'_> {
    /// Whether anybody still wants what is being done. The answer to a call whose attempt is over is wanted only if it
    /// names a job that must be cancelled then.
    pub(super) fn waits_for_something(&self) -> bool {
        let open = self.head.execution.frames.values().filter_map(Frame::attempt);
        let open: BTreeSet<u64> = open.map(|attempt| attempt.stamp).collect();
        !self.doing.is_empty()
            && self.begun.iter().any(|(stamp, begun)| match begun {
                Begun::Word => true,
                Begun::Call(order) => {
                    open.contains(stamp) || matches!(order.pattern(), Pattern::Sync | Pattern::Sync2)
                }
            })
    }

    /// Waits until something is done or due, and takes in all that is there by then.
    pub(super) async fn wait(&mut self) {
        let now = self.o.now_ms();
        let again = self.head.outbox.iter().map(|owed| owed.not_before_ms).filter(|at| *at > now).min();
        let due = self.head.execution.due_ms();
        let until = due.into_iter().chain(again).fold(self.renew_at_ms, u64::min);
        self.wait_until(until).await;
        self.renew().await;
    }

    pub(super) async fn wait_until(&mut self, until_ms: u64) {
        let timer = self.o.time.sleep_until_ms(until_ms);
        let first = {
            pin_mut!(timer);
            if self.doing.is_empty() {
                timer.await;
                None
            } else {
                match select(self.doing.next(), timer).await {
                    Either::Left((done, _)) => done,
                    Either::Right(((), _)) => None,
                }
            }
        };
        first.into_iter().for_each(|done| self.take(done));
        self.take_what_is_there();
    }

    /// Takes in what is done by now, without waiting.
    pub(super) fn take_what_is_there(&mut self) {
        while let Some(Some(done)) = self.doing.next().now_or_never() {
            self.take(done);
        }
    }

    pub(super) fn take(&mut self, done: Done) {
        match done {
            Done::Fact { event, .. } => self.facts.push(event),
            Done::Busy { stamp, search, .. } => {
                if search {
                    self.searching.insert(stamp);
                }
                self.outcomes.push(done);
            }
            Done::Cancelled { .. } | Done::Told { .. } => self.outcomes.push(done),
        }
    }

    /// Shows that the session lives, while it holds claims for longer than they last. A renewal that fails is tried
    /// again soon; what was claimed goes on meanwhile.
    pub(super) async fn renew(&mut self) {
        let now = self.o.now_ms();
        if now < self.renew_at_ms {
            return;
        }
        self.renew_at_ms = now + RENEWAL_MS;
        if self.doing.is_empty() || self.o.lacks(Weakness::NoRenewal) {
            return;
        }
        let until_ms = now + CLAIM_MS;
        match self.o.journal.renew(&self.session.id, until_ms).await {
            Ok(()) => self.lives_until_ms = until_ms,
            Err(error) => {
                tracing::warn!(execution = %crate::arn::short(&self.key), %error, "a session could not be renewed");
                self.renew_at_ms = now + STORE_PAUSE_MS_MAX;
            }
        }
    }

    /// Whether a step that the store failed is worth another try: a few times at once, and with results at stake as
    /// long as this session's claims hold.
    pub(super) fn may_go_on(&self, failures: u32) -> bool {
        let at_stake = !self.begun.is_empty() || !self.facts.is_empty();
        let claims = self.head.outbox.iter().filter_map(|owed| match &owed.order {
            Owes::Call { claim: Some(claim) } if claim.session == self.session.id => Some(claim.deadline_ms),
            Owes::Call { .. }
            | Owes::Watch { .. }
            | Owes::Cancel(_)
            | Owes::TellParent
            | Owes::CloseCover => None,
        });
        let holds_until_ms = claims.chain([self.lives_until_ms]).max().unwrap_or(0);
        failures <= STORE_TRIES_MAX || (at_stake && self.o.now_ms() < holds_until_ms)
    }

    /// Waits before a failed step is tried again.
    pub(super) async fn pause(&mut self, failures: u32) {
        let pause_ms = (STORE_PAUSE_MS << failures.min(10)).min(STORE_PAUSE_MS_MAX);
        let until_ms = self.o.now_ms() + pause_ms;
        while self.o.now_ms() < until_ms {
            self.wait_until(until_ms).await;
        }
        self.renew().await;
    }
}

/// Does something of the store's while calls go on; returns what was done meanwhile.
pub(super) async fn alongside<T>(
    doing: &mut FuturesUnordered<BoxFuture<'_, Done>>,
    work: impl Future<Output = T>,
) -> (T, Vec<Done>) {
    let mut taken = Vec::new();
    pin_mut!(work);
    loop {
        if doing.is_empty() {
            return (work.await, taken);
        }
        match select(work.as_mut(), doing.next()).await {
            Either::Left((result, _)) => return (result, taken),
            Either::Right((done, _)) => taken.extend(done),
        }
    }
}

/// Gives the thread away for a moment: an execution that never blocks must not keep others from running.
pub(super) async fn let_others_go_on() {
    let mut given = false;
    poll_fn(|context| {
        if std::mem::replace(&mut given, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
