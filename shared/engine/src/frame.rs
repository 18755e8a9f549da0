//! One running strand through one machine. Frames stand in a flat map under their path; nested machines are not boxes
//! in boxes. Deliberately absent: results of inner frames, which the outer frame's join counts.

use std::sync::Arc;

use stepwell_asl::StateId;

use crate::error::StateError;
use crate::join::Join;
use crate::payload::Payload;

/// One step down: into which branch or iteration of which attempt of which state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// The Parallel or Map state.
    pub state: StateId,
    /// Id of the event that started this attempt of it.
    pub stamp: u64,
    /// Branch or iteration, from 0.
    pub index: u32,
}

/// Path of a frame: empty for the root.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FramePath(pub Arc<[Step]>);

impl FramePath {
    /// The root's path.
    pub fn root() -> Self {
        FramePath(Arc::from([]))
    }

    /// The path of an inner frame.
    pub fn inner(&self, step: Step) -> Self {
        FramePath(self.0.iter().copied().chain([step]).collect())
    }

    /// The path of the frame around this one and the step from there; none for the root.
    pub fn outer(&self) -> Option<(FramePath, Step)> {
        let (step, rest) = self.0.split_last()?;
        Some((FramePath(rest.into()), *step))
    }

    /// Whether `other` lies inside this frame (and is not this frame).
    pub fn contains(&self, other: &FramePath) -> bool {
        other.0.len() > self.0.len() && other.0.starts_with(&self.0)
    }
}

/// A strand and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The state it is in, or about to enter.
    pub state: StateId,
    /// Raw input of that state.
    pub input: Payload,
    /// Id of the event that the next event of this strand points back to.
    pub previous: u64,
    /// Id of the event that entered the state; 0 before.
    pub entered: u64,
    /// The entered event's own previous id, to which an evaluation failure points.
    pub before_entered: u64,
    /// When the state was entered, milliseconds since 1970.
    pub entered_ms: u64,
    /// Retries used so far in this visit, one counter for each retrier.
    pub retries: Vec<u64>,
    /// What it is doing.
    pub doing: Doing,
}

/// What a frame is doing.
#[derive(Clone, Debug, PartialEq)]
pub enum Doing {
    /// About to enter its state.
    Enter,
    /// Waiting in a Wait state; the stamp is the entered event.
    Wait {
        /// Until when, milliseconds since 1970.
        until_ms: u64,
    },
    /// Waiting for a task.
    Task(Attempt),
    /// A task has ended; the state goes on with this.
    Resume(Ended),
    /// Waiting to try again.
    Backoff {
        /// Until when, milliseconds since 1970.
        until_ms: u64,
        /// Stamp: id of the failure event.
        stamp: u64,
    },
    /// Waiting for inner frames.
    Join(Join),
}

/// How a task has ended, between its event and the state's further way within one decision.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// With this result.
    Succeeded(Payload),
    /// With this error; heartbeats are told apart because matchers may.
    Failed {
        /// The error.
        error: StateError,
        /// Whether a heartbeat was missed.
        heartbeat: bool,
    },
    /// Not at all: the time to wait, or to wait before another attempt, is over.
    Waited,
}

/// One attempt of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Id of the scheduled event.
    pub stamp: u64,
    /// Evaluated parameters of the call.
    pub parameters: Payload,
    /// Role to assume for the call.
    pub role_arn: Option<String>,
    /// Whether the started event has been written.
    pub started: bool,
    /// Answer of the call of a job or callback task, once it came.
    pub submitted: Option<Payload>,
    /// When the attempt times out, milliseconds since 1970.
    pub timeout_at_ms: Option<u64>,
    /// Seconds within which heartbeats must come.
    pub heartbeat_seconds: Option<u64>,
    /// When the heartbeat is missed, milliseconds since 1970.
    pub heartbeat_at_ms: Option<u64>,
}

impl Frame {
    /// When something is due for it, milliseconds since 1970.
    pub fn due_ms(&self) -> Option<u64> {
        match &self.doing {
            Doing::Wait { until_ms } | Doing::Backoff { until_ms, .. } => Some(*until_ms),
            Doing::Task(attempt) => attempt.timeout_at_ms.into_iter().chain(attempt.heartbeat_at_ms).min(),
            Doing::Enter | Doing::Resume(_) | Doing::Join(_) => None,
        }
    }

    /// Whether it can go on without a fact.
    pub fn is_runnable(&self) -> bool {
        matches!(self.doing, Doing::Enter | Doing::Resume(_))
    }

    /// The attempt it waits for, if it is in a task.
    pub fn attempt(&self) -> Option<&Attempt> {
        match &self.doing {
            Doing::Task(attempt) => Some(attempt),
            Doing::Enter | Doing::Wait { .. } | Doing::Resume(_) | Doing::Backoff { .. } | Doing::Join(_) => {
                None
            }
        }
    }
}
