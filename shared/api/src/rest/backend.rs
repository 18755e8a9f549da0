//! What the plain routes ask of the rest of the product. Deliberately absent: a second set of rules. Names, inputs and
//! states are judged by the actions of the AWS API, so both ways in answer alike.

use async_trait::async_trait;
use serde_json::Value;

use crate::fault::Fault;
use crate::protocol::Action;

/// A part of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryQuery<'a> {
    /// ARN of the execution.
    pub execution_arn: &'a str,
    /// Go on behind the event with this id, in reading order; none begins at the beginning (or at the end).
    pub after: Option<u64>,
    /// Most events wanted, from 1 to [`crate::rest::limits::HISTORY_LIMIT_MAX`]. Fewer may come.
    pub limit: usize,
    /// Newest first.
    pub reverse: bool,
}

/// Answer to [`Backend::history`].
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryPart {
    /// Events as `GetExecutionHistory` shows them.
    pub events: Vec<Value>,
    /// Whether there are more behind them.
    pub more: bool,
}

/// The actions of the API, and the two things they cannot say.
#[async_trait]
pub trait Backend: Send + Sync {
    /// ARN of the state machine of this name.
    fn machine_arn(&self, name: &str) -> String;

    /// ARN of an execution.
    fn execution_arn(&self, machine: &str, name: &str) -> String;

    /// An action of the AWS API with its input, an object, and its output.
    async fn act(&self, action: Action, input: Value) -> Result<Value, Fault>;

    /// `StartExecution` with the caller's own id of this start: the same id gets the same answer whatever has become of
    /// the execution meanwhile.
    async fn start(&self, input: Value, start_id: Option<&str>) -> Result<Value, Fault>;

    /// A part of a history from a known place.
    async fn history(&self, query: HistoryQuery<'_>) -> Result<HistoryPart, Fault>;
}

/// Time and chance for the routes.
pub trait World: Send + Sync {
    /// Milliseconds since 1970.
    fn now_ms(&self) -> u64;

    /// A number nobody can foretell.
    fn random(&self) -> u64;
}
