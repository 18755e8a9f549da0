//! Facts put into effect. First all facts of a decision write their own events and mark their frames; only then do the
//! frames go on, so that facts that came together stand together in the history.

use stepwell_asl::resource::{Pattern, ResourceKind};
use stepwell_asl::state::task::Task;
use stepwell_asl::{State, Work};
use stepwell_query::json::fits_nesting;

use crate::decide::closing::failure;
use crate::decide::run::{Halt, Run};
use crate::error::StateError;
use crate::event::Event;
use crate::frame::{Attempt, Doing, Ended, Frame, FramePath};
use crate::history::{Detail, TaskName};
use crate::limits::{EXECUTION_MS_MAX, RESULT_NESTING_MAX};
use crate::payload::Payload;

impl Run<'_> {
    /// Puts the facts into effect, in order.
    pub fn apply(&mut self, events: &[Event]) -> Result<(), Halt> {
        for event in events {
            if self.execution.status.is_running() {
                self.apply_one(event)?;
            }
        }
        Ok(())
    }

    fn apply_one(&mut self, event: &Event) -> Result<(), Halt> {
        match event {
            Event::Started => self.started(),
            // Runnable frames stand in the queue already.
            Event::Continued => Ok(()),
            Event::TaskStarted { stamp } => self.with_attempt(*stamp, |run, frame, attempt, task| {
                run.task_started(frame, attempt, task)?;
                Ok(None)
            }),
            Event::TaskSubmitted { stamp, output } => self
                .with_attempt(*stamp, |run, frame, attempt, task| {
                    run.task_submitted(frame, attempt, task, output)
                }),
            Event::TaskSucceeded { stamp, output } => {
                self.with_attempt(*stamp, |run, frame, attempt, task| {
                    run.task_started(frame, attempt, task)?;
                    run.task_succeeded(frame, task, output).map(Some)
                })
            }
            Event::TaskFailed { stamp, error } => self.with_attempt(*stamp, |run, frame, attempt, task| {
                run.task_started(frame, attempt, task)?;
                run.task_failed(frame, task, error.clone().shortened()).map(Some)
            }),
            Event::HeartbeatReceived { stamp, at_ms } => self.with_attempt(*stamp, |_, _, attempt, _| {
                if let (Some(at), Some(seconds)) = (&mut attempt.heartbeat_at_ms, attempt.heartbeat_seconds) {
                    *at = (*at).max(at_ms.saturating_add(seconds * 1000));
                }
                Ok(None)
            }),
            Event::TimerFired => self.timer_fired(),
            Event::StopRequested { error, cause } => {
                self.abort(error.clone(), cause.clone());
                Ok(())
            }
        }
    }

    fn started(&mut self) -> Result<(), Halt> {
        if self.execution.last_event > 0 {
            return Ok(());
        }
        let input = self.execution.input.clone();
        let role_arn = self.execution.identity.role_arn.as_str().into();
        self.emit(0, Detail::ExecutionStarted { input: input.clone(), role_arn })?;
        let life_ms = self.program.timeout_seconds.map_or(EXECUTION_MS_MAX, |seconds| seconds * 1000);
        self.execution.timeout_at_ms =
            Some(self.execution.identity.started_ms + life_ms.min(EXECUTION_MS_MAX));
        let root = self.program.machine(stepwell_asl::machine::ROOT);
        self.add_frame(FramePath::root(), root.start_at, input, 0);
        Ok(())
    }

    /// Adds a frame that is about to enter `state`.
    pub fn add_frame(
        &mut self,
        path: FramePath,
        state: stepwell_asl::StateId,
        input: Payload,
        previous: u64,
    ) {
        let frame = Frame {
            state,
            input,
            previous,
            entered: 0,
            before_entered: 0,
            entered_ms: 0,
            retries: Vec::new(),
            doing: Doing::Enter,
        };
        self.execution.frames.insert(path.clone(), frame);
        self.queue.insert(path);
    }

    /// Works on the frame that waits for the attempt of this stamp, if there is one; if the work says how the attempt
    /// ended, the frame goes on with that.
    fn with_attempt(
        &mut self,
        stamp: u64,
        work: impl FnOnce(&mut Self, &mut Frame, &mut Attempt, &Task) -> Result<Option<Ended>, Halt>,
    ) -> Result<(), Halt> {
        let Some((path, _, _)) = self.execution.attempt(stamp) else { return Ok(()) };
        let path = path.clone();
        let Some(mut frame) = self.execution.frames.remove(&path) else { return Ok(()) };
        let program = self.program;
        let Work::Task(task) = &program.state(frame.state).work else {
            self.execution.frames.insert(path, frame);
            return Ok(());
        };
        if let Doing::Task(mut attempt) = std::mem::replace(&mut frame.doing, Doing::Enter) {
            let (doing, outcome) = match work(self, &mut frame, &mut attempt, task) {
                Ok(None) => (Doing::Task(attempt), Ok(())),
                Ok(Some(ended)) => {
                    self.queue.insert(path.clone());
                    (Doing::Resume(ended), Ok(()))
                }
                // The attempt stays where the end of the execution looks for what is to be cancelled.
                Err(halt) => (Doing::Task(attempt), Err(halt)),
            };
            frame.doing = doing;
            self.execution.frames.insert(path, frame);
            return outcome;
        }
        self.execution.frames.insert(path, frame);
        Ok(())
    }

    /// Writes the started event unless it is there; the heartbeat's clock begins with it.
    pub fn task_started(
        &mut self,
        frame: &mut Frame,
        attempt: &mut Attempt,
        task: &Task,
    ) -> Result<(), Halt> {
        if attempt.started {
            return Ok(());
        }
        let detail = match task_name(task) {
            Some(name) => Detail::TaskStarted(name),
            None => Detail::LambdaFunctionStarted,
        };
        frame.previous = self.emit(frame.previous, detail)?;
        attempt.started = true;
        attempt.heartbeat_at_ms = attempt.heartbeat_seconds.map(|seconds| self.now_ms + seconds * 1000);
        Ok(())
    }

    fn task_submitted(
        &mut self,
        frame: &mut Frame,
        attempt: &mut Attempt,
        task: &Task,
        output: &Payload,
    ) -> Result<Option<Ended>, Halt> {
        let Some(name) = task_name(task) else { return Ok(None) };
        if attempt.submitted.is_some() || pattern(task) == Pattern::RequestResponse {
            return Ok(None);
        }
        self.task_started(frame, attempt, task)?;
        if !self.can_be_kept(output)? {
            return self.task_failed(frame, task, too_large(&name.resource_type)).map(Some);
        }
        let detail = Detail::TaskSubmitted { task: name, output: output.clone() };
        frame.previous = self.emit(frame.previous, detail)?;
        attempt.submitted = Some(output.clone());
        self.made(output.bytes());
        Ok(None)
    }

    /// Whether what came from outside is neither too large nor nested so deeply that it would be no value any more once
    /// it was kept: later states would see something else then.
    fn can_be_kept(&self, output: &Payload) -> Result<bool, Halt> {
        let is_readable = fits_nesting(output.value()?, RESULT_NESTING_MAX);
        Ok(is_readable && output.bytes() <= self.moment.limits.payload_bytes_max)
    }

    fn task_succeeded(&mut self, frame: &mut Frame, task: &Task, output: &Payload) -> Result<Ended, Halt> {
        if !self.can_be_kept(output)? {
            let who = task_name(task).map_or(task.resource.arn.clone(), |name| name.resource_type);
            return self.task_failed(frame, task, too_large(&who));
        }
        let output = output.clone();
        let detail = match task_name(task) {
            Some(task) => Detail::TaskSucceeded { task, output: output.clone() },
            None => Detail::LambdaFunctionSucceeded { output: output.clone() },
        };
        frame.previous = self.emit(frame.previous, detail)?;
        self.made(output.bytes());
        Ok(Ended::Succeeded(output))
    }

    fn task_failed(&mut self, frame: &mut Frame, task: &Task, error: StateError) -> Result<Ended, Halt> {
        let failure = failure(&error);
        let detail = match task_name(task) {
            Some(task) => Detail::TaskFailed { task, failure },
            None => Detail::LambdaFunctionFailed(failure),
        };
        frame.previous = self.emit(frame.previous, detail)?;
        Ok(Ended::Failed { error, heartbeat: false })
    }

    /// Puts into effect what is due now: never early, in the order of the paths.
    fn timer_fired(&mut self) -> Result<(), Halt> {
        if self.execution.timeout_at_ms.is_some_and(|at| at <= self.moment.now_ms) {
            self.time_out();
            return Ok(());
        }
        let due = self
            .execution
            .frames
            .iter()
            .filter(|(_, frame)| frame.due_ms().is_some_and(|at| at <= self.moment.now_ms));
        let due: Vec<FramePath> = due.map(|(path, _)| path.clone()).collect();
        for path in due {
            let Some(mut frame) = self.execution.frames.remove(&path) else { continue };
            frame.doing = match std::mem::replace(&mut frame.doing, Doing::Enter) {
                Doing::Wait { .. } | Doing::Backoff { .. } => Doing::Resume(Ended::Waited),
                Doing::Task(attempt) => Doing::Resume(self.task_timed_out(&mut frame, attempt)?),
                doing @ (Doing::Enter | Doing::Resume(_) | Doing::Join(_)) => doing,
            };
            self.execution.frames.insert(path.clone(), frame);
            self.queue.insert(path);
        }
        Ok(())
    }

    fn task_timed_out(&mut self, frame: &mut Frame, attempt: Attempt) -> Result<Ended, Halt> {
        let state: &State = self.program.state(frame.state);
        let error = StateError::timeout();
        let heartbeat = attempt.timeout_at_ms.is_none_or(|at| at > self.moment.now_ms);
        self.cancel_attempt(frame, &attempt);
        if let Work::Task(task) = &state.work {
            let failure = failure(&error);
            let detail = match task_name(task) {
                Some(task) => Detail::TaskTimedOut { task, failure },
                None => Detail::LambdaFunctionTimedOut(failure),
            };
            frame.previous = self.emit(frame.previous, detail)?;
        }
        Ok(Ended::Failed { error, heartbeat })
    }
}

/// The error of a result that is too large; `who` is what the service calls its maker.
pub(crate) fn too_large(who: &str) -> StateError {
    StateError::new(
        "States.DataLimitExceeded",
        format!(
            "The state/task '{who}' returned a result with a size exceeding the maximum number of bytes service limit."
        ),
    )
}

/// What the events of a service task call it; none for a bare function.
pub(crate) fn task_name(task: &Task) -> Option<TaskName> {
    match &task.resource.kind {
        ResourceKind::Service { service, action, pattern } => Some(TaskName {
            resource_type: service.clone(),
            resource: match pattern {
                Pattern::RequestResponse => action.clone(),
                Pattern::Sync | Pattern::Sync2 | Pattern::WaitForTaskToken => {
                    format!("{action}{}", pattern.suffix()).into()
                }
            },
        }),
        ResourceKind::Function | ResourceKind::Activity => None,
    }
}

/// What completes a task.
pub(crate) fn pattern(task: &Task) -> Pattern {
    match &task.resource.kind {
        ResourceKind::Service { pattern, .. } => *pattern,
        ResourceKind::Function | ResourceKind::Activity => Pattern::RequestResponse,
    }
}
