//! Inner frames: launched side by side up to the window, counted as they come back, gathered when all are there.

use stepwell_asl::{State, Work};

use crate::decide::facts::too_large;
use crate::decide::run::{Failed, Halt, Run, Trouble};
use crate::error::StateError;
use crate::frame::{Doing, Ended, Frame, FramePath, Step};
use crate::history::{Detail, Iteration};
use crate::join::Join;
use crate::payload::Payload;

impl Run<'_> {
    /// Parks a frame whose join has just been made and launches what its window allows.
    pub fn launched(&mut self, path: FramePath, mut frame: Frame) -> Result<(), Halt> {
        let started = frame.previous;
        match self.fill_window(&path, &mut frame, started) {
            Ok(()) => self.settle_if_complete(path, frame),
            Err(Trouble::Halt(halt)) => Err(halt),
            Err(Trouble::State(error)) => self.launch_failed(path, frame, started, error),
        }
    }

    /// Launches inner frames while there is room; `freed` is the event that made the room.
    fn fill_window(&mut self, path: &FramePath, frame: &mut Frame, freed: u64) -> Result<(), Trouble> {
        let state = self.program.state(frame.state);
        let Doing::Join(mut join) = std::mem::replace(&mut frame.doing, Doing::Enter) else { return Ok(()) };
        let mut outcome = Ok(());
        while join.has_room() {
            if let Err(trouble) = self.launch_one(path, frame, state, &mut join, freed) {
                outcome = Err(trouble);
                break;
            }
        }
        frame.doing = Doing::Join(join);
        outcome
    }

    fn launch_one(
        &mut self,
        path: &FramePath,
        frame: &Frame,
        state: &State,
        join: &mut Join,
        freed: u64,
    ) -> Result<(), Trouble> {
        let index = join.launched;
        let (machine, input, previous) = match &state.work {
            Work::Parallel(parallel) => (parallel.branches[index as usize], join.input.clone(), freed),
            Work::Map(map) => {
                let input = self.iteration_input(path, frame, state, map, join, index)?;
                let previous = self.iteration(state, Iteration::Started, index, freed)?;
                (map.processor, input, previous)
            }
            Work::Pass(_)
            | Work::Task(_)
            | Work::Choice(_)
            | Work::Wait(_)
            | Work::Succeed
            | Work::Fail(_) => {
                return Ok(());
            }
        };
        join.launched += 1;
        let inner = path.inner(Step { state: frame.state, stamp: join.stamp, index });
        self.add_frame(inner, self.program.machine(machine).start_at, input, previous);
        Ok(())
    }

    /// The machine of a frame, taken out of the map, has ended well.
    pub fn machine_ended(&mut self, path: FramePath, frame: Frame, output: Payload) -> Result<(), Halt> {
        let Some((outer, step)) = path.outer() else {
            self.succeed(frame.previous, output);
            return Ok(());
        };
        let Some(mut parent) = self.execution.frames.remove(&outer) else { return Ok(()) };
        let state = self.program.state(parent.state);
        let exited = frame.previous;
        let last = match &state.work {
            Work::Map(_) => self.iteration(state, Iteration::Succeeded, step.index, exited)?,
            Work::Parallel(_) => exited,
            Work::Pass(_)
            | Work::Task(_)
            | Work::Choice(_)
            | Work::Wait(_)
            | Work::Succeed
            | Work::Fail(_) => exited,
        };
        let Doing::Join(join) = &mut parent.doing else {
            unreachable!("{outer:?} has inner frames and no join")
        };
        // INVARIANT: inner frames are taken away together with the join that launched them.
        assert!(
            join.settle(step.index, output, last),
            "{outer:?} has no place for the result of {}",
            step.index
        );
        match self.fill_window(&outer, &mut parent, exited) {
            Ok(()) => self.settle_if_complete(outer, parent),
            Err(Trouble::Halt(halt)) => Err(halt),
            Err(Trouble::State(error)) => self.launch_failed(outer, parent, exited, error),
        }
    }

    /// The state itself fails because an inner frame cannot be launched: those that run are given up.
    fn launch_failed(
        &mut self,
        path: FramePath,
        frame: Frame,
        event: u64,
        error: StateError,
    ) -> Result<(), Halt> {
        self.give_up_inner(&path, &frame, None, event)?;
        self.failed(path, frame, Failed::at(event, error))
    }

    /// Puts the frame back; if nothing is missing any more, it goes on with the gathered results.
    fn settle_if_complete(&mut self, path: FramePath, mut frame: Frame) -> Result<(), Halt> {
        if let Doing::Join(join) = &frame.doing
            && join.is_complete()
        {
            let last = join.last;
            let results = gather(&join.results)?;
            let state = self.program.state(frame.state);
            frame.previous = last;
            if results.bytes() > self.moment.limits.payload_bytes_max {
                let failed = Failed::at(last, too_large(&state.name));
                return self.failed(path, frame, failed);
            }
            let is_map = matches!(state.work, Work::Map(_));
            let detail = if is_map { Detail::MapStateSucceeded } else { Detail::ParallelStateSucceeded };
            self.emit(last, detail)?;
            self.made(results.bytes());
            frame.doing = Doing::Resume(Ended::Succeeded(results));
            self.queue.insert(path.clone());
        }
        self.execution.frames.insert(path, frame);
        Ok(())
    }
}

/// The results as one JSON list; all that are absent are asked for at once.
fn gather(results: &[Option<Payload>]) -> Result<Payload, Halt> {
    let absent: Vec<Payload> =
        results.iter().flatten().filter(|result| !result.is_present()).cloned().collect();
    if !absent.is_empty() {
        return Err(Halt::Need(absent));
    }
    let bytes: usize = results.iter().flatten().map(|result| result.bytes() + 1).sum();
    let mut text = String::with_capacity(bytes + 2);
    text.push('[');
    for (position, result) in results.iter().flatten().enumerate() {
        if position > 0 {
            text.push(',');
        }
        text.push_str(&result.text()?);
    }
    text.push(']');
    Ok(Payload::from_text(text))
}
