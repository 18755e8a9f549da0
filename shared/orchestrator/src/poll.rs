//! Looking at jobs: one chain of poll messages at a time, slower as the job grows older.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use stepwell_engine::Event;
use stepwell_integrations::{Verdict, find};
use stepwell_journal::outbox::{Order as Owes, Owed};
use stepwell_journal::{Closed, ExecutionKey, Loaded};

use crate::calls::Order;
use crate::error::Error;
use crate::limits::{POLL_PAUSE_MS_MAX, POLL_PAUSE_MS_MIN, POLLS_REMEMBERED_MAX};
use crate::message::{WakeUp, What};
use crate::orchestrator::Orchestrator;
use crate::weakness::Weakness;

/// One poll of a chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    /// Stamp of the attempt.
    pub stamp: u64,
    /// Number of the chain.
    pub chain: u64,
    /// When the job was first looked at, milliseconds since 1970.
    pub since_ms: u64,
    /// Position in the chain.
    pub turn: u64,
}

/// Polls that this process has begun lately: the second delivery of one is not a second chain. What slips through, by
/// another process, ends at the chain's safety time.
#[derive(Debug, Default)]
pub(crate) struct Polls {
    begun: Mutex<VecDeque<(ExecutionKey, u64, u64, u64)>>,
}

impl Polls {
    /// Whether this poll begins now for the first time.
    fn begin(&self, key: &ExecutionKey, turn: &Turn) -> bool {
        let id = (key.clone(), turn.stamp, turn.chain, turn.turn);
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if begun.contains(&id) {
            return false;
        }
        if begun.len() >= POLLS_REMEMBERED_MAX {
            begun.pop_front();
        }
        begun.push_back(id);
        true
    }

    /// A poll that failed comes again.
    fn forget(&self, key: &ExecutionKey, turn: &Turn) {
        let id = (key.clone(), turn.stamp, turn.chain, turn.turn);
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).retain(|known| *known != id);
    }
}

impl Orchestrator {
    /// Looks at the job of an attempt and sends the next poll; a chain whose number is not the head's dies here.
    pub(crate) async fn poll(&self, key: &ExecutionKey, loaded: Loaded, turn: Turn) -> Result<(), Error> {
        let ours = |owed: &Owed| {
            owed.stamp == turn.stamp
                && matches!(owed.order, Owes::Watch { chain, .. } if chain == turn.chain || self.lacks(Weakness::PollWithoutChain))
        };
        if !loaded.head.outbox.iter().any(ours) || !self.polls.begin(key, &turn) {
            return Ok(());
        }
        let polled = self.poll_turn(key, loaded, turn).await;
        if polled.is_err() {
            self.polls.forget(key, &turn);
        }
        polled
    }

    async fn poll_turn(&self, key: &ExecutionKey, loaded: Loaded, turn: Turn) -> Result<(), Error> {
        let Turn { stamp, chain, since_ms, turn } = turn;
        let page = loaded.head.page;
        if self.look_now(key, loaded, stamp).await? {
            return Ok(());
        }
        let now = self.now_ms();
        let what = What::Poll { stamp, chain, since_ms, turn: turn.saturating_add(1) };
        let wake_up = WakeUp { key: key.clone(), page, sent_ms: now, what };
        self.send(&wake_up, pause_ms(now.saturating_sub(since_ms))).await
    }

    /// Looks at the job of an attempt because somebody knows that it has got on.
    pub(crate) async fn look_once(
        &self,
        key: &ExecutionKey,
        loaded: Loaded,
        stamp: u64,
    ) -> Result<(), Error> {
        if loaded.cover.closed == Closed::Running {
            self.look_now(key, loaded, stamp).await?;
        }
        Ok(())
    }

    /// Brings in how the job ended, if it did; whether nothing is left to be looked at.
    async fn look_now(&self, key: &ExecutionKey, loaded: Loaded, stamp: u64) -> Result<bool, Error> {
        let Loaded { head, cover } = loaded;
        let program = self.program(&cover).await?;
        let order = Order::of(key, &program, &head.execution, stamp, self.now_ms());
        let Some(order) = order else { return Ok(true) };
        let Some(fact) = self.look(key, &order).await? else { return Ok(false) };
        let facts = |execution: &stepwell_engine::Execution| {
            execution.attempt(stamp).is_some().then(|| vec![fact.clone()])
        };
        self.enter(key, facts).await?;
        Ok(true)
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
            self.nested(key, order.stamp, false, &request).await
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

/// Pause before the next poll of a job of this age: as long as it has run, within bounds.
pub(crate) fn pause_ms(age_ms: u64) -> u64 {
    age_ms.clamp(POLL_PAUSE_MS_MIN, POLL_PAUSE_MS_MAX)
}
