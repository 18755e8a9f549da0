//! What approvals need of the journal and of the protocol.
//!
//! The decisions of an attempt stand in places 0, 1, 2, …, each written once by a create that succeeds only if the place
//! is free. So everybody sees them in one and the same order, and two approvers who click at once cannot both be
//! first: the one who finds the place taken reads again and may find the request decided. (A place for each approver
//! would not do: between two writers only their clocks would say who came first.)

use async_trait::async_trait;
use serde_json::Value;
use stepwell_approvals::decision::Decision;
use stepwell_approvals::request::ApprovalRequest;

use crate::approval::attempt::Attempt;

/// A request for approval as its execution knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Parameters of the task.
    pub parameters: Value,
    /// Timestamp of the attempt's `TaskScheduled` event, milliseconds since 1970. From it the expiry is counted: it is
    /// in the journal before the first link is made, and stays there after the task has ended.
    pub scheduled_ms: u64,
    /// Time-out of the attempt, seconds, from the same event; none if the state has none.
    pub timeout_s: Option<u64>,
    /// Whether the attempt still waits.
    pub is_open: bool,
}

impl Asked {
    /// When the links of this request expire, seconds since 1970. Who mints them and who checks them both ask here:
    /// links whose expiry is not the request's are refused.
    pub fn expires_s(&self, request: &ApprovalRequest) -> u64 {
        request.expires_s(self.scheduled_ms, self.timeout_s)
    }
}

/// Answer to [`Ledger::record`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// The decision stands in this place.
    New,
    /// Another one stands there; nothing was written.
    Taken,
}

/// Answer to [`Ledger::complete`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completed {
    /// The task has this output.
    Done,
    /// The task had ended before, by this same decision, a time-out or a stop.
    Ended,
}

/// The journal or the queue could not be reached; trying again may help.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("approvals cannot be read or written: {0}")]
pub struct LedgerError(pub String);

/// Reads requests and decisions, kept with their executions. All that asking for approvals needs: the service stands
/// behind the orchestrator and cannot stand before it.
#[async_trait]
pub trait Requests: Send + Sync {
    /// The request of an attempt, also after the attempt has ended; none if there never was one.
    async fn asked(&self, attempt: &Attempt) -> Result<Option<Asked>, LedgerError>;

    /// All decisions, by place.
    async fn decisions(&self, attempt: &Attempt) -> Result<Vec<Decision>, LedgerError>;
}

/// Writes decisions and ends tasks.
#[async_trait]
pub trait Ledger: Requests {
    /// Writes a decision into a place if it is free.
    async fn record(
        &self,
        attempt: &Attempt,
        place: usize,
        decision: &Decision,
    ) -> Result<Recorded, LedgerError>;

    /// Promises that the decisions will be looked at soon, whatever becomes of the one who asks for it.
    async fn announce(&self, attempt: &Attempt) -> Result<(), LedgerError>;

    /// Ends the task with this output.
    async fn complete(&self, attempt: &Attempt, output: Value) -> Result<Completed, LedgerError>;
}
