//! An execution as it stands between two decisions. Deliberately absent: its history, which is an output.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::frame::{Attempt, Frame, FramePath};
use crate::payload::Payload;

/// What never changes about an execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// ARN of the execution.
    pub execution_arn: String,
    /// Name of the execution.
    pub name: String,
    /// ARN of the state machine, without version or alias.
    pub state_machine_arn: String,
    /// Name of the state machine.
    pub state_machine_name: String,
    /// Role of the state machine.
    pub role_arn: String,
    /// Region of both.
    pub region: String,
    /// When it started, milliseconds since 1970.
    pub started_ms: u64,
}

/// Status of an execution. Source: Step Functions API, `ExecutionStatus`.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// Started and not closed.
    Running,
    /// Ended well.
    Succeeded {
        /// Its output.
        output: Payload,
    },
    /// Ended with an error.
    Failed {
        /// Error name.
        error: Option<String>,
        /// Cause.
        cause: Option<String>,
    },
    /// The top-level `TimeoutSeconds` or the longest life of an execution was over.
    TimedOut,
    /// Stopped by somebody.
    Aborted {
        /// Error given.
        error: Option<String>,
        /// Cause given.
        cause: Option<String>,
    },
}

impl Status {
    /// The name in the API: `RUNNING`, `SUCCEEDED`, …
    pub fn name(&self) -> &'static str {
        match self {
            Status::Running => "RUNNING",
            Status::Succeeded { .. } => "SUCCEEDED",
            Status::Failed { .. } => "FAILED",
            Status::TimedOut => "TIMED_OUT",
            Status::Aborted { .. } => "ABORTED",
        }
    }

    /// Whether the execution goes on.
    pub fn is_running(&self) -> bool {
        matches!(self, Status::Running)
    }
}

/// An execution between two decisions.
#[derive(Clone, Debug, PartialEq)]
pub struct Execution {
    /// What never changes.
    pub identity: Arc<Identity>,
    /// Its input.
    pub input: Payload,
    /// Status.
    pub status: Status,
    /// When it closed, milliseconds since 1970.
    pub stopped_ms: Option<u64>,
    /// Id of the last history event; ids are contiguous from 1.
    pub last_event: u64,
    /// Timestamp of the last history event; timestamps never decrease.
    pub last_ms: u64,
    /// When the whole execution times out, milliseconds since 1970.
    pub timeout_at_ms: Option<u64>,
    /// Running frames by path; empty when closed.
    pub frames: BTreeMap<FramePath, Frame>,
}

impl Execution {
    /// An execution that has not started yet: `decide` it with `Event::Started`.
    pub fn new(identity: Identity, input: Payload) -> Self {
        let last_ms = identity.started_ms;
        Execution {
            identity: Arc::new(identity),
            input,
            status: Status::Running,
            stopped_ms: None,
            last_event: 0,
            last_ms,
            timeout_at_ms: None,
            frames: BTreeMap::new(),
        }
    }

    /// The frame and attempt that carry this stamp, if they are still there.
    pub fn attempt(&self, stamp: u64) -> Option<(&FramePath, &Frame, &Attempt)> {
        self.frames.iter().find_map(|(path, frame)| {
            frame.attempt().filter(|attempt| attempt.stamp == stamp).map(|attempt| (path, frame, attempt))
        })
    }

    /// When the next timer is due, milliseconds since 1970.
    pub fn due_ms(&self) -> Option<u64> {
        self.frames.values().filter_map(Frame::due_ms).chain(self.timeout_at_ms).min()
    }

    /// Whether a decision can go on without a fact.
    pub fn is_runnable(&self) -> bool {
        self.frames.values().any(Frame::is_runnable)
    }
}
