//! Facts that a decision may follow from. Each names the attempt or entry it is about by its stamp; a fact about a
//! stamp that is no more changes nothing.

use crate::error::StateError;
use crate::payload::Payload;

/// A fact, in the past tense.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The execution was accepted. Nothing else may come before.
    Started,
    /// There was budget left to go on with a decision that ended with `Continue`.
    Continued,
    /// Somebody has begun to make the call of this attempt.
    TaskStarted {
        /// Stamp of the attempt.
        stamp: u64,
    },
    /// The call of a job or callback task was answered; the task goes on.
    TaskSubmitted {
        /// Stamp of the attempt.
        stamp: u64,
        /// The answer.
        output: Payload,
    },
    /// The task ended well.
    TaskSucceeded {
        /// Stamp of the attempt.
        stamp: u64,
        /// Its result.
        output: Payload,
    },
    /// The task failed.
    TaskFailed {
        /// Stamp of the attempt.
        stamp: u64,
        /// Why.
        error: StateError,
    },
    /// A task that reports heartbeats did so.
    HeartbeatReceived {
        /// Stamp of the attempt.
        stamp: u64,
        /// When, milliseconds since 1970.
        at_ms: u64,
    },
    /// Time passed: whatever is due at the moment of the decision has come.
    TimerFired,
    /// Somebody asked to stop the execution.
    StopRequested {
        /// Error to be shown.
        error: Option<String>,
        /// Cause to be shown.
        cause: Option<String>,
    },
}
