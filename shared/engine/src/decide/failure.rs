//! What follows from a failure: a retry, a catcher's way on, or the failure of the machine around, outward to the end.
//! Order and links of the events are those recorded on the service (Parallel, inline Map, retries).

use stepwell_asl::catcher::Catcher;
use stepwell_asl::retrier::Retrier;
use stepwell_asl::state::Next;
use stepwell_asl::{State, Work};

use serde_json::json;

use crate::decide::matching::{answers, delay_ms};
use crate::decide::run::{Failed, Halt, Run, Trouble, type_of};
use crate::error::StateError;
use crate::frame::{Doing, Frame, FramePath, Step};
use crate::history::{Detail, Iteration, StateType};
use crate::payload::Payload;

impl Run<'_> {
    /// A frame, taken out of the map, whose state has failed. Goes outward until something takes the failure.
    pub fn failed(&mut self, path: FramePath, frame: Frame, failed: Failed) -> Result<(), Halt> {
        let (mut path, mut frame, mut failed) = (path, frame, failed);
        loop {
            let state = self.program.state(frame.state);
            if self.retried(&path, &mut frame, state, &failed) {
                self.execution.frames.insert(path, frame);
                return Ok(());
            }
            self.state_failed(state, &mut failed)?;
            if self.caught(&mut frame, state, &failed)? {
                self.execution.frames.insert(path.clone(), frame);
                self.queue.insert(path);
                return Ok(());
            }
            let Some((outer, step)) = path.outer() else {
                self.fail(failed.event, failed.error);
                return Ok(());
            };
            let Some(parent) = self.execution.frames.remove(&outer) else { return Ok(()) };
            self.branch_failed(&outer, &parent, step.index, &failed)?;
            failed = Failed { inside: true, by_task: false, ..failed };
            (path, frame) = (outer, parent);
        }
    }

    /// Plans a retry if a retrier answers and has attempts left.
    fn retried(&mut self, path: &FramePath, frame: &mut Frame, state: &State, failed: &Failed) -> bool {
        let (retry, _) = handlers(state);
        let branch = is_of_branch(state, failed);
        let found =
            retry.iter().position(|r| answers(&r.error_equals, &failed.error, failed.heartbeat, branch));
        let Some(position) = found else { return false };
        frame.retries.resize(retry.len(), 0);
        if frame.retries[position] >= retry[position].max_attempts {
            return false;
        }
        frame.retries[position] += 1;
        let salt = failed.event ^ (path.0.len() as u64) << 48;
        let delay = delay_ms(&retry[position], frame.retries[position], self.moment.seed, salt);
        frame.previous = failed.event;
        frame.doing = Doing::Backoff { until_ms: self.now_ms + delay, stamp: failed.event };
        true
    }

    /// Writes the event of a Parallel or Map state that has failed for good because something inside it has; what
    /// follows points to it. A failure of the state's own fields has no such event.
    fn state_failed(&mut self, state: &State, failed: &mut Failed) -> Result<(), Halt> {
        if !failed.inside {
            return Ok(());
        }
        let detail = match &state.work {
            Work::Parallel(_) => Detail::ParallelStateFailed,
            Work::Map(_) => Detail::MapStateFailed,
            Work::Pass(_)
            | Work::Task(_)
            | Work::Choice(_)
            | Work::Wait(_)
            | Work::Succeed
            | Work::Fail(_) => {
                return Ok(());
            }
        };
        failed.event = self.emit(failed.event, detail)?;
        Ok(())
    }

    /// Goes on at a catcher's target if one answers.
    fn caught(&mut self, frame: &mut Frame, state: &State, failed: &Failed) -> Result<bool, Halt> {
        let (_, catch) = handlers(state);
        let branch = is_of_branch(state, failed);
        let found = catch.iter().find(|c| answers(&c.error_equals, &failed.error, failed.heartbeat, branch));
        let Some(catcher) = found else { return Ok(false) };
        let output = match self.place_result(frame, &catcher.result_path, error_output(&failed.error)) {
            Ok(output) => output,
            Err(Trouble::Halt(halt)) => return Err(halt),
            // The catcher itself cannot place the error: the failure goes on outward as it was.
            Err(Trouble::State(_)) => return Ok(false),
        };
        frame.previous = failed.event;
        self.exit(frame, state, Next::State(catcher.next), output)?;
        Ok(true)
    }

    /// Writes what the failure of one branch means for itself and its siblings, and takes their frames away.
    fn branch_failed(
        &mut self,
        outer: &FramePath,
        parent: &Frame,
        index: u32,
        failed: &Failed,
    ) -> Result<(), Halt> {
        let state = self.program.state(parent.state);
        if matches!(state.work, Work::Map(_)) {
            self.iteration(state, Iteration::Failed, index, failed.event)?;
        }
        if failed.by_task {
            self.emit(failed.event, Detail::StateAborted(StateType::Task))?;
        }
        self.give_up_inner(outer, parent, Some(index), failed.event)
    }

    /// Gives up all inner frames of a join that are still there, in their order.
    pub fn give_up_inner(
        &mut self,
        outer: &FramePath,
        parent: &Frame,
        except: Option<u32>,
        event: u64,
    ) -> Result<(), Halt> {
        let state = self.program.state(parent.state);
        let Doing::Join(join) = &parent.doing else { return Ok(()) };
        for index in 0..join.launched {
            if except == Some(index) || join.results[index as usize].is_some() {
                continue;
            }
            if matches!(state.work, Work::Map(_)) {
                self.iteration(state, Iteration::Aborted, index, event)?;
            }
            self.abort_frames(&outer.inner(Step { state: parent.state, stamp: join.stamp, index }), event)?;
        }
        Ok(())
    }

    /// Gives up a frame and all inside it, innermost first.
    fn abort_frames(&mut self, path: &FramePath, event: u64) -> Result<(), Halt> {
        let inside = self.execution.frames.range(path.clone()..).map(|(found, _)| found.clone());
        let inside: Vec<FramePath> =
            inside.take_while(|found| found == path || path.contains(found)).collect();
        for found in inside.into_iter().rev() {
            let Some(frame) = self.execution.frames.remove(&found) else { continue };
            let state_type = type_of(self.program.state(frame.state));
            let has_event = matches!(
                state_type,
                StateType::Task | StateType::Wait | StateType::Parallel | StateType::Map
            );
            self.cancel(&frame);
            if frame.entered > 0 && has_event {
                self.emit(event, Detail::StateAborted(state_type))?;
            }
        }
        Ok(())
    }

    /// Writes an event of an iteration.
    pub fn iteration(
        &mut self,
        state: &State,
        what: Iteration,
        index: u32,
        previous: u64,
    ) -> Result<u64, Halt> {
        self.emit(previous, Detail::MapIteration { what, name: state.name.clone(), index })
    }
}

/// Whether it is a branch of this Parallel state that has failed: only then `States.BranchFailed` is its name too. The
/// iterations of a Map are no branches, and a Parallel state may fail by itself.
fn is_of_branch(state: &State, failed: &Failed) -> bool {
    failed.inside && matches!(state.work, Work::Parallel(_))
}

/// `Retry` and `Catch` of a state; empty for the types that have none.
fn handlers(state: &State) -> (&[Retrier], &[Catcher]) {
    match &state.work {
        Work::Task(task) => (&task.retry, &task.catch),
        Work::Parallel(parallel) => (&parallel.retry, &parallel.catch),
        Work::Map(map) => (&map.retry, &map.catch),
        Work::Pass(_) | Work::Choice(_) | Work::Wait(_) | Work::Succeed | Work::Fail(_) => (&[], &[]),
    }
}

/// What a catcher sees: both null when a callback failed without either; a time-out has an empty cause.
fn error_output(error: &StateError) -> Payload {
    let cause = match (&error.error, &error.cause) {
        (_, Some(cause)) => json!(cause),
        (Some(_), None) => json!(""),
        (None, None) => json!(null),
    };
    Payload::from_value(json!({ "Error": error.error, "Cause": cause }))
}
