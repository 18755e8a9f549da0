//! The Task state: one attempt scheduled, and what its end leads to.

use serde_json::Value;
use stepwell_asl::State;
use stepwell_asl::resource::{Pattern, ResourceKind};
use stepwell_asl::state::Seconds;
use stepwell_asl::state::task::Task;

use crate::decide::data::{After, invalid_path, place, runtime};
use crate::decide::facts::{pattern, task_name};
use crate::decide::run::{Failed, Run, Then, Trouble};
use crate::decide::scope::Place;
use crate::effect::Effect;
use crate::frame::{Attempt, Doing, Ended, Frame, FramePath};
use crate::history::Detail;
use crate::payload::Payload;

impl Run<'_> {
    /// Schedules an attempt: evaluates the parameters, writes the event, orders the call.
    pub fn task_attempt(
        &mut self,
        path: &FramePath,
        frame: &mut Frame,
        state: &State,
        task: &Task,
    ) -> Result<Then, Trouble> {
        // The stamp of the attempt is the id of the event that is written next: the token is made from it.
        let stamp = self.next_event();
        let mut attempt = self.prepare(path, frame, state, task, stamp)?;
        let timeout_seconds =
            self.seconds_field(&place(path, frame, state), task.timeout.as_ref(), "TimeoutSeconds")?;
        let scheduled = scheduled(self, task, &attempt, timeout_seconds);
        let id = self.emit(frame.previous, scheduled)?;
        // INVARIANT: the token names the event that was just written.
        assert_eq!(id, stamp);
        frame.previous = id;
        attempt.timeout_at_ms = timeout_seconds.map(|seconds| self.now_ms + seconds * 1000);
        if self.moment.starts_calls {
            self.task_started(frame, &mut attempt, task)?;
        }
        self.effects.push(Effect::CallTask { stamp });
        Ok(Then::Block(Doing::Task(attempt)))
    }

    fn prepare(
        &mut self,
        path: &FramePath,
        frame: &Frame,
        state: &State,
        task: &Task,
        stamp: u64,
    ) -> Result<Attempt, Trouble> {
        let mut at = place(path, frame, state);
        if has_token(task) {
            at.token = Some(self.moment.mint.token(&self.execution.identity.execution_arn, stamp));
        }
        let input = self.input(&at)?;
        let parameters = self.templated(&at, task.parameters.as_ref(), input.clone())?;
        let role_arn = match &task.credentials {
            None => None,
            Some(template) => match self.evaluate(&at, template, &input)?.get("RoleArn") {
                Some(Value::String(role)) => Some(role.clone()),
                Some(_) | None => {
                    return Err(runtime(&at, "The field 'RoleArn' of 'Credentials' is not a string").into());
                }
            },
        };
        let heartbeat_seconds = self.seconds_field(&at, task.heartbeat.as_ref(), "HeartbeatSeconds")?;
        Ok(Attempt {
            stamp,
            parameters,
            role_arn,
            started: false,
            submitted: None,
            timeout_at_ms: None,
            heartbeat_seconds,
            heartbeat_at_ms: None,
        })
    }

    /// A number of seconds, given or pointed at.
    fn seconds_field(
        &self,
        place: &Place<'_>,
        field: Option<&Seconds>,
        name: &str,
    ) -> Result<Option<u64>, Trouble> {
        let path = match field {
            None => return Ok(None),
            Some(Seconds::Literal(seconds)) => return Ok(Some(*seconds)),
            Some(Seconds::Path(path)) => path,
        };
        let input = self.input(place)?;
        match self.read(place, path, &input)? {
            Err(missing) => Err(invalid_path(place, path, &missing).into()),
            Ok(value) => match value.as_u64().filter(|seconds| *seconds >= 1) {
                Some(seconds) => Ok(Some(seconds.min(stepwell_asl::limits::SECONDS_MAX))),
                None => Err(runtime(
                    place,
                    format_args!(
                        "The {name}Path parameter does not reference a positive integer: {} == {value}",
                        path.text()
                    ),
                )
                .into()),
            },
        }
    }

    /// Goes on after a task has ended or its retry is due.
    pub fn task_ended(
        &mut self,
        path: &FramePath,
        frame: &mut Frame,
        state: &State,
        task: &Task,
        ended: Ended,
    ) -> Result<Then, Trouble> {
        match ended {
            Ended::Succeeded(result) => {
                let after = After {
                    selector: task.result_selector.as_ref(),
                    result_path: &task.result_path,
                    next: task.next,
                };
                self.leave(&place(path, frame, state), &after, result)
            }
            Ended::Failed { error, heartbeat } => {
                Ok(Then::Fail(Failed { heartbeat, by_task: true, ..Failed::at(frame.previous, error) }))
            }
            Ended::Waited => self.task_attempt(path, frame, state, task),
        }
    }
}

/// Whether the context object of a task has a token: whatever can be completed from outside.
fn has_token(task: &Task) -> bool {
    match &task.resource.kind {
        ResourceKind::Activity => true,
        ResourceKind::Function | ResourceKind::Service { .. } => pattern(task) != Pattern::RequestResponse,
    }
}

fn scheduled(run: &Run<'_>, task: &Task, attempt: &Attempt, timeout_seconds: Option<u64>) -> Detail {
    let role_arn = attempt.role_arn.as_deref().map(Into::into);
    let parameters: Payload = attempt.parameters.clone();
    match task_name(task) {
        Some(name) => Detail::TaskScheduled {
            task: name,
            region: run.execution.identity.region.as_str().into(),
            parameters,
            timeout_seconds,
            heartbeat_seconds: attempt.heartbeat_seconds,
            role_arn,
        },
        None => Detail::LambdaFunctionScheduled {
            resource: task.resource.arn.clone(),
            input: parameters,
            timeout_seconds,
            role_arn,
        },
    }
}
