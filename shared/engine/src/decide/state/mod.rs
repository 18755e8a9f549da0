//! What each state type does, one file per type.

use stepwell_asl::{State, Work};

use crate::decide::data::place;
use crate::decide::run::{Run, Then, Trouble};
use crate::frame::{Ended, Frame, FramePath};

mod choice;
mod comparison;
mod fail;
mod map;
mod number;
mod parallel;
mod pass;
mod succeed;
mod task;
mod wait;

impl Run<'_> {
    /// Enters a state and does what can be done at once.
    pub fn enter(&mut self, path: &FramePath, frame: &mut Frame, state: &State) -> Result<Then, Trouble> {
        self.entered(frame, state)?;
        let place = place(path, frame, state);
        match &state.work {
            Work::Pass(pass) => self.pass(&place, pass),
            Work::Task(task) => {
                drop(place);
                self.task_attempt(path, frame, state, task)
            }
            Work::Choice(choice) => self.choice(&place, choice),
            Work::Wait(wait) => self.wait(&place, wait),
            Work::Succeed => self.succeed_state(&place),
            Work::Fail(fail) => self.fail_state(&place, fail),
            Work::Parallel(parallel) => {
                drop(place);
                self.parallel_attempt(path, frame, state, parallel)
            }
            Work::Map(map) => {
                drop(place);
                self.map_attempt(path, frame, state, map)
            }
        }
    }

    /// Goes on with a state whose task, inner frames or waiting time have ended.
    pub fn resume(
        &mut self,
        path: &FramePath,
        frame: &mut Frame,
        state: &State,
        ended: Ended,
    ) -> Result<Then, Trouble> {
        match (&state.work, ended) {
            (Work::Task(task), ended) => self.task_ended(path, frame, state, task, ended),
            (Work::Wait(wait), _) => self.waited(&place(path, frame, state), wait),
            (Work::Parallel(parallel), Ended::Succeeded(results)) => {
                self.parallel_ended(&place(path, frame, state), parallel, results)
            }
            (Work::Parallel(parallel), Ended::Waited | Ended::Failed { .. }) => {
                self.parallel_attempt(path, frame, state, parallel)
            }
            (Work::Map(map), Ended::Succeeded(results)) => {
                self.map_ended(&place(path, frame, state), map, results)
            }
            (Work::Map(map), Ended::Waited | Ended::Failed { .. }) => {
                self.map_attempt(path, frame, state, map)
            }
            // INVARIANT: only the types above ever block.
            (Work::Pass(_) | Work::Choice(_) | Work::Succeed | Work::Fail(_), _) => {
                self.enter(path, frame, state)
            }
        }
    }
}
