//! Requests and decisions in the journal: the request is the attempt's `TaskScheduled` event, the decisions are notes
//! beside the execution.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;
use stepwell_approvals::decision::Decision;
use stepwell_engine::Payload;
use stepwell_engine::history::Detail;
use stepwell_journal::journal::Noted;
use stepwell_journal::{ExecutionKey, HistoryQuery, Journal};
use stepwell_orchestrator::Orchestrator;
use stepwell_orchestrator::complete::{CompleteError, Completion};

use crate::approval::attempt::Attempt;
use crate::approval::ledger::{Asked, Completed, Ledger, LedgerError, Recorded, Requests};
use crate::rest::backend::World;
use crate::rest::place;

/// Reads requests and decisions from a journal.
#[derive(Clone)]
pub struct JournalRequests {
    /// The journal.
    pub journal: Arc<Journal>,
}

/// Reads and writes them, and ends tasks.
#[derive(Clone)]
pub struct JournalLedger {
    /// What keeps and completes executions.
    pub orchestrator: Arc<Orchestrator>,
}

#[async_trait]
impl Requests for JournalRequests {
    async fn asked(&self, attempt: &Attempt) -> Result<Option<Asked>, LedgerError> {
        asked(&self.journal, attempt).await
    }

    async fn decisions(&self, attempt: &Attempt) -> Result<Vec<Decision>, LedgerError> {
        decisions(&self.journal, attempt).await
    }
}

#[async_trait]
impl Requests for JournalLedger {
    async fn asked(&self, attempt: &Attempt) -> Result<Option<Asked>, LedgerError> {
        asked(&self.orchestrator.journal, attempt).await
    }

    async fn decisions(&self, attempt: &Attempt) -> Result<Vec<Decision>, LedgerError> {
        decisions(&self.orchestrator.journal, attempt).await
    }
}

#[async_trait]
impl Ledger for JournalLedger {
    async fn record(
        &self,
        attempt: &Attempt,
        place: usize,
        decision: &Decision,
    ) -> Result<Recorded, LedgerError> {
        let body = serde_json::to_vec(decision).map_err(|cause| trouble(&cause))?;
        let sort = format!("{}{place:06}", prefix(attempt));
        match self.orchestrator.journal.note(&key(attempt), &sort, body.clone()).await {
            Ok(Noted::New) => Ok(Recorded::New),
            // After a lost reply the note that stands there may be the one that was just written.
            Ok(Noted::Exists(found)) if found == body => Ok(Recorded::New),
            Ok(Noted::Exists(_)) => Ok(Recorded::Taken),
            Err(cause) => Err(trouble(&cause)),
        }
    }

    async fn announce(&self, attempt: &Attempt) -> Result<(), LedgerError> {
        let announced = self.orchestrator.announce_poll(&key(attempt), attempt.stamp).await;
        announced.map_err(|cause| trouble(&cause))
    }

    async fn complete(&self, attempt: &Attempt, output: Value) -> Result<Completed, LedgerError> {
        let success = Completion::Success(Payload::from_value(output));
        match self.orchestrator.complete_attempt(&key(attempt), attempt.stamp, success).await {
            Ok(()) => Ok(Completed::Done),
            Err(
                CompleteError::TaskDoesNotExist | CompleteError::TaskTimedOut | CompleteError::InvalidToken,
            ) => Ok(Completed::Ended),
            Err(CompleteError::World(cause)) => Err(trouble(&cause)),
        }
    }
}

impl World for Orchestrator {
    fn now_ms(&self) -> u64 {
        Orchestrator::now_ms(self)
    }

    fn random(&self) -> u64 {
        self.chance.next()
    }
}

async fn asked(journal: &Journal, attempt: &Attempt) -> Result<Option<Asked>, LedgerError> {
    let key = key(attempt);
    let Some(loaded) = journal.load(&key).await.map_err(|cause| trouble(&cause))? else { return Ok(None) };
    let execution = &loaded.head.execution;
    if attempt.stamp == 0 || attempt.stamp > execution.last_event {
        return Ok(None);
    }
    let from = place::before(journal, &key, loaded.head.page, attempt.stamp)
        .await
        .map_err(|cause| trouble(&cause))?;
    let query = HistoryQuery { from: Some(from), limit: 1, reverse: false, include_data: true };
    let part = journal.history(&key, query).await.map_err(|cause| trouble(&cause))?;
    let event =
        part.and_then(|part| part.events.into_iter().next()).filter(|event| event.id == attempt.stamp);
    let Some(event) = event else { return Ok(None) };
    let Detail::TaskScheduled { parameters, timeout_seconds, .. } = &event.detail else { return Ok(None) };
    let absent = |_| LedgerError("the parameters of the task are not there".to_owned());
    Ok(Some(Asked {
        parameters: parameters.value().map_err(absent)?.clone(),
        scheduled_ms: event.at_ms,
        timeout_s: *timeout_seconds,
        is_open: execution.attempt(attempt.stamp).is_some(),
    }))
}

async fn decisions(journal: &Journal, attempt: &Attempt) -> Result<Vec<Decision>, LedgerError> {
    let (key, prefix) = (key(attempt), prefix(attempt));
    let mut decisions = Vec::new();
    let mut after = None;
    loop {
        let found = journal.notes(&key, &prefix, after).await.map_err(|cause| trouble(&cause))?;
        for note in &found.rows {
            decisions.push(serde_json::from_slice(&note.body).map_err(|cause| trouble(&cause))?);
        }
        // Ends: each round goes on behind the last note, and there are at most as many as clicks.
        match found.more {
            Some(more) => after = Some(more),
            None => return Ok(decisions),
        }
    }
}

fn key(attempt: &Attempt) -> ExecutionKey {
    ExecutionKey::new(attempt.machine.as_str(), attempt.execution.as_str())
}

/// What the places of an attempt's decisions begin with.
fn prefix(attempt: &Attempt) -> String {
    format!("approval#{:020}#", attempt.stamp)
}

fn trouble(cause: &dyn std::fmt::Display) -> LedgerError {
    LedgerError(cause.to_string())
}
