//! Looking at jobs: one chain of poll messages at a time, slower as the job grows older.

use stepwell_engine::Event;
use stepwell_integrations::{Verdict, find};
use stepwell_journal::outbox::Order as Owes;
use stepwell_journal::{ExecutionKey, Loaded};

use crate::calls::Order;
use crate::error::Error;
use crate::limits::{POLL_PAUSE_MS_MAX, POLL_PAUSE_MS_MIN};
use crate::message::{WakeUp, What};
use crate::orchestrator::Orchestrator;

/// Chain number of a poll that looks once and has no successor: for tasks that are not watched, when somebody knows that
/// there may be something to see.
pub(crate) const ONE_LOOK: u64 = 0;

impl Orchestrator {
    /// Looks at the job of an attempt; a chain whose number is not the head's dies here.
    pub(crate) async fn poll(
        &self,
        key: &ExecutionKey,
        loaded: Loaded,
        stamp: u64,
        chain: u64,
        since_ms: u64,
    ) -> Result<(), Error> {
        let Loaded { head, cover } = loaded;
        let ours = |owed: &stepwell_journal::outbox::Owed| {
            owed.stamp == stamp
                && matches!(owed.order, Owes::Watch { chain: current, .. } if current == chain)
        };
        if chain != ONE_LOOK && !head.outbox.iter().any(ours) {
            return Ok(());
        }
        let program = self.program(&cover).await?;
        let now = self.now_ms();
        let Some(order) = Order::of(key, &program, &head.execution, stamp, now) else { return Ok(()) };
        match self.look(key, &order).await? {
            Some(fact) => {
                let facts = |execution: &stepwell_engine::Execution| {
                    execution.attempt(stamp).is_some().then(|| vec![fact.clone()])
                };
                self.enter(key, facts).await?;
                Ok(())
            }
            None if chain == ONE_LOOK => Ok(()),
            None => {
                let what = What::Poll { stamp, chain, since_ms };
                let wake_up = WakeUp { key: key.clone(), page: head.page, sent_ms: now, what };
                self.send(&wake_up, pause_ms(now.saturating_sub(since_ms))).await
            }
        }
    }

    /// How the job of an order stands: the fact that ended it, or nothing yet.
    async fn look(&self, key: &ExecutionKey, order: &Order) -> Result<Option<Event>, Error> {
        let Some(job) = find(&order.resource.kind).and_then(|integration| integration.job()) else {
            return Ok(None);
        };
        let Some(submitted) = &order.submitted else { return Ok(None) };
        self.journal.fetch(key, &[order.parameters.clone(), submitted.clone()]).await?;
        let (Ok(parameters), Ok(submitted)) = (order.parameters.value(), submitted.value()) else {
            return Ok(None);
        };
        let call = self.task_call(order, parameters);
        let request = job.describe(&call, submitted);
        let answer = if request.service == "states" {
            self.nested(key, order.stamp, &request).await
        } else {
            self.services.call(&request).await
        };
        let stamp = order.stamp;
        match answer {
            Err(error) => {
                // The next poll of the chain asks again: how a job stands is never guessed.
                tracing::warn!(execution = %crate::arn::short(key), stamp, %error, "a job could not be looked at");
                Ok(None)
            }
            Ok(response) => Ok(match job.verdict(&call, response.output) {
                Verdict::Running => None,
                Verdict::Succeeded(result) => {
                    Some(Event::TaskSucceeded { stamp, output: stepwell_engine::Payload::from_value(result) })
                }
                Verdict::Failed(error) => Some(Event::TaskFailed { stamp, error }),
            }),
        }
    }
}

/// Pause before the next poll of a job of this age: a quarter of it, within bounds.
pub(crate) fn pause_ms(age_ms: u64) -> u64 {
    (age_ms / 4).clamp(POLL_PAUSE_MS_MIN, POLL_PAUSE_MS_MAX)
}
