//! How an execution ends: well, with an error, by time, by request, or because its history is full.

use crate::decide::run::Run;
use crate::effect::{CancelTask, Effect};
use crate::error::StateError;
use crate::execution::Status;
use crate::frame::{Attempt, Frame};
use crate::history::{Detail, Failure};
use crate::payload::Payload;

impl Run<'_> {
    /// Ends the execution well.
    pub fn succeed(&mut self, previous: u64, output: Payload) {
        self.append(previous, Detail::ExecutionSucceeded { output: output.clone() });
        self.close(Status::Succeeded { output });
    }

    /// Ends the execution with an error.
    pub fn fail(&mut self, previous: u64, error: StateError) {
        let error = error.shortened();
        self.append(previous, Detail::ExecutionFailed(failure(&error)));
        self.close(Status::Failed { error: error.error, cause: error.cause });
    }

    /// Ends the execution because its time is over.
    pub fn time_out(&mut self) {
        self.append(0, Detail::ExecutionTimedOut(failure(&StateError::timeout())));
        self.close(Status::TimedOut);
    }

    /// Ends the execution because somebody asked for it.
    pub fn abort(&mut self, error: Option<String>, cause: Option<String>) {
        let error = StateError { error, cause }.shortened();
        self.append(0, Detail::ExecutionAborted(failure(&error)));
        self.close(Status::Aborted { error: error.error, cause: error.cause });
    }

    /// Ends the execution because there is no room for another event.
    pub fn history_full(&mut self) {
        let max = self.moment.limits.history_events_max;
        let cause = format!("The execution reached the maximum number of history events ({max}).");
        self.fail(self.execution.last_event, StateError::runtime(cause));
    }

    fn close(&mut self, status: Status) {
        let frames = std::mem::take(&mut self.execution.frames);
        for frame in frames.values() {
            self.cancel(frame);
        }
        // Calls ordered in this very decision are moot: they would have no frame to come back to.
        self.effects.retain(|effect| matches!(effect, Effect::CancelTask(_)));
        self.queue.clear();
        self.execution.status = status;
        self.execution.stopped_ms = Some(self.now_ms);
        self.execution.timeout_at_ms = None;
    }

    /// Orders to cancel what a frame that is given up has started.
    pub fn cancel(&mut self, frame: &Frame) {
        if let Some(attempt) = frame.attempt() {
            self.cancel_attempt(frame, attempt);
        }
    }

    /// The same for an attempt taken out of its frame.
    pub fn cancel_attempt(&mut self, frame: &Frame, attempt: &Attempt) {
        let stepwell_asl::Work::Task(task) = &self.program.state(frame.state).work else { return };
        let before = self.effects.len();
        self.effects
            .retain(|effect| !matches!(effect, Effect::CallTask { stamp } if *stamp == attempt.stamp));
        if self.effects.len() < before {
            // Ordered in this very decision: it was never begun.
            return;
        }
        self.effects.push(Effect::CancelTask(CancelTask {
            stamp: attempt.stamp,
            resource: task.resource.arn.to_string(),
            parameters: attempt.parameters.clone(),
            submitted: attempt.submitted.clone(),
        }));
    }
}

/// Error and cause as events carry them.
pub(crate) fn failure(error: &StateError) -> Failure {
    Failure { error: error.error.as_deref().map(Into::into), cause: error.cause.as_deref().map(Into::into) }
}
