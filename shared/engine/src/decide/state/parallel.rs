//! The Parallel state: branches started side by side with copies of the same input.

use stepwell_asl::State;
use stepwell_asl::state::parallel::Parallel;

use crate::decide::data::{After, place};
use crate::decide::run::{Run, Then, Trouble};
use crate::decide::scope::Place;
use crate::frame::{Frame, FramePath};
use crate::history::Detail;
use crate::join::Join;
use crate::payload::Payload;

impl Run<'_> {
    /// Starts all branches.
    pub fn parallel_attempt(
        &mut self,
        path: &FramePath,
        frame: &mut Frame,
        state: &State,
        parallel: &Parallel,
    ) -> Result<Then, Trouble> {
        let at = place(path, frame, state);
        let input = self.input(&at)?;
        let input = self.templated(&at, parallel.parameters.as_ref(), input)?;
        let stamp = self.emit(frame.previous, Detail::ParallelStateStarted)?;
        frame.previous = stamp;
        let total = parallel.branches.len();
        Ok(Then::Launch(Box::new(Join {
            stamp,
            items: None,
            input,
            launched: 0,
            window: total as u32,
            results: vec![None; total],
            settled: 0,
            last: stamp,
        })))
    }

    /// Goes on with the branches' outputs, in the order of the branches.
    pub fn parallel_ended(
        &mut self,
        place: &Place<'_>,
        parallel: &Parallel,
        results: Payload,
    ) -> Result<Then, Trouble> {
        let after = After {
            selector: parallel.result_selector.as_ref(),
            result_path: &parallel.result_path,
            next: parallel.next,
        };
        self.leave(place, &after, results)
    }
}
