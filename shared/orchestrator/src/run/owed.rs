//! Doing what is owed: calls that this session has claimed, jobs to be cancelled, a parent to be told, the cover to be
//! closed last of all.

use stepwell_engine::effect::CancelTask;
use stepwell_engine::{Event, Status};
use stepwell_integrations::Verdict;
use stepwell_journal::head::Head;
use stepwell_journal::outbox::{Order as Owes, Owed};

use crate::calls::{Done, Order};
use crate::error::Error;
use crate::limits::{BUSY_TRIES_MAX, CLOCK_SKEW_MS, POLL_SAFETY_MS_MAX, WORD_TRIES_MAX};
use crate::message::{WakeUp, What};
use crate::outbox::pause_ms;
use crate::run::Run;

impl Run<'_> {
    /// Begins what is owed by this session and not being done yet.
    pub(super) fn act(&mut self) {
        let now = self.o.now_ms();
        for owed in &self.head.outbox {
            if self.in_flight.contains(&owed.stamp) || owed.not_before_ms > now {
                continue;
            }
            match &owed.order {
                Owes::Call { claim: Some(claim) } if claim.session == self.session.id => {
                    // Directly before sending: a claim that is over may be somebody else's by now.
                    let holds = claim.deadline_ms.max(self.renewed_ms + crate::limits::CLAIM_MS) > now + CLOCK_SKEW_MS;
                    let order = Order::of(&self.key, &self.program, &self.head.execution, owed.stamp, now);
                    let Some(order) = order.filter(|_| holds) else { continue };
                    let search = self.searching.remove(&owed.stamp);
                    self.in_flight.insert(owed.stamp);
                    self.doing.push(self.o.call(self.key.clone(), order, search));
                }
                Owes::Cancel(cancel) => {
                    self.in_flight.insert(owed.stamp);
                    self.doing.push(self.o.cancel(self.key.clone(), cancel.clone()));
                }
                Owes::TellParent => {
                    self.in_flight.insert(0);
                    self.doing.push(self.o.tell(&self.cover));
                }
                Owes::Call { .. } | Owes::Watch { .. } | Owes::CloseCover => {}
            }
        }
    }
}
