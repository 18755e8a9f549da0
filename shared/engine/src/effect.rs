//! Orders to the world, in the imperative. They are carried out only after the page that holds them is committed.

use crate::payload::Payload;

/// An order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Make the call of the attempt with this stamp; the frame says what and with which parameters.
    CallTask {
        /// Stamp of the attempt.
        stamp: u64,
    },
    /// The attempt is over without its job's doing: cancel what it started, best effort.
    CancelTask(CancelTask),
}

/// What is needed to cancel a job after its frame is gone.
#[derive(Clone, Debug, PartialEq)]
pub struct CancelTask {
    /// Stamp of the attempt.
    pub stamp: u64,
    /// Resource ARN of the task.
    pub resource: String,
    /// Parameters of the call.
    pub parameters: Payload,
    /// The call's answer, if it came: it names the job.
    pub submitted: Option<Payload>,
}
