//! The work of one decision: a copy of the execution, what has come of it so far, and the frames that can go on.
//! Frames run one after the other until they block, always the first by its path: so the order does not depend on where
//! a budget cut the work in two.

use std::collections::BTreeSet;

use stepwell_asl::state::Next;
use stepwell_asl::{Program, State};

use crate::decide::Decision;
use crate::effect::Effect;
use crate::error::StateError;
use crate::execution::Execution;
use crate::frame::{Doing, Frame, FramePath};
use crate::history::{Detail, HistoryEvent, StateType};
use crate::moment::Moment;
use crate::payload::{Absent, Payload};

/// Why a decision cannot be made, or cannot go on.
#[derive(Debug)]
pub(crate) enum Halt {
    /// Payloads are missing.
    Need(Vec<Payload>),
    /// The history is as long as it may become.
    HistoryFull,
}

/// Why a step of a state ended early.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The state failed.
    State(StateError),
    /// The decision is halted.
    Halt(Halt),
}

impl From<Absent> for Trouble {
    fn from(absent: Absent) -> Self {
        Trouble::Halt(Halt::Need(vec![absent.0]))
    }
}

impl From<Absent> for Halt {
    fn from(absent: Absent) -> Self {
        Halt::Need(vec![absent.0])
    }
}

impl From<Halt> for Trouble {
    fn from(halt: Halt) -> Self {
        Trouble::Halt(halt)
    }
}

impl From<StateError> for Trouble {
    fn from(error: StateError) -> Self {
        Trouble::State(error)
    }
}

/// Where a state's step leads.
#[derive(Debug)]
pub(crate) enum Then {
    /// The frame waits, doing this.
    Block(Doing),
    /// The state is left with this output.
    Exit(Next, Payload),
    /// The state failed with this error at this event: its retriers and catchers are asked.
    Fail(Failed),
    /// The state wants inner frames: the frame is parked with its join and they are launched.
    Launch(Box<crate::join::Join>),
}

/// A failure on its way outward.
#[derive(Debug)]
pub(crate) struct Failed {
    /// The error.
    pub error: StateError,
    /// Whether a heartbeat was missed, which matchers may name.
    pub heartbeat: bool,
    /// The event that everything which follows from the failure points to.
    pub event: u64,
    /// The failing state was a task that ended with an event of its own.
    pub by_task: bool,
    /// The failure came from an inner frame, so a Parallel or Map state writes its failed event.
    pub inside: bool,
}

impl Failed {
    /// A failure of the state itself, without an event of its own.
    pub fn at(event: u64, error: StateError) -> Self {
        Failed { error, heartbeat: false, event, by_task: false, inside: false }
    }
}

pub(crate) struct Run<'a> {
    pub program: &'a Program,
    pub moment: &'a Moment<'a>,
    pub execution: Execution,
    pub now_ms: u64,
    pub history: Vec<HistoryEvent>,
    pub effects: Vec<Effect>,
    pub queue: BTreeSet<FramePath>,
    steps: usize,
    bytes: usize,
}

impl<'a> Run<'a> {
    pub fn new(program: &'a Program, execution: Execution, moment: &'a Moment<'a>) -> Self {
        let queue = execution.frames.iter().filter(|(_, frame)| frame.is_runnable());
        let queue = queue.map(|(path, _)| path.clone()).collect();
        Run {
            program,
            moment,
            now_ms: moment.now_ms.max(execution.last_ms),
            execution,
            history: Vec::new(),
            effects: Vec::new(),
            queue,
            steps: 0,
            bytes: 0,
        }
    }

    /// Appends an event; its id follows on. The last possible id is kept for the event that ends the execution.
    pub fn emit(&mut self, previous: u64, detail: Detail) -> Result<u64, Halt> {
        if self.execution.last_event + 1 >= self.moment.limits.history_events_max {
            return Err(Halt::HistoryFull);
        }
        Ok(self.append(previous, detail))
    }

    /// Appends an event without asking for room: only for the one that ends the execution.
    pub fn append(&mut self, previous: u64, detail: Detail) -> u64 {
        let id = self.execution.last_event + 1;
        // INVARIANT: an event points back to an earlier one.
        assert!(previous < id, "event {id} points to {previous}");
        self.execution.last_event = id;
        self.execution.last_ms = self.now_ms;
        self.history.push(HistoryEvent { id, previous, at_ms: self.now_ms, detail });
        id
    }

    /// The id that the next event will have: the stamp of an attempt is known before its event is written.
    pub fn next_event(&self) -> u64 {
        self.execution.last_event + 1
    }

    /// Counts bytes of a text that this decision makes.
    pub fn made(&mut self, bytes: usize) {
        self.bytes += bytes;
    }

    /// Runs what can go on, until everything blocks or the budget is spent.
    pub fn drive(&mut self) -> Result<(), Halt> {
        while let Some(path) = self.queue.pop_first() {
            if self.is_spent() {
                break;
            }
            let Some(frame) = self.execution.frames.remove(&path) else { continue };
            if frame.is_runnable() {
                self.run_frame(path, frame)?;
            } else {
                self.execution.frames.insert(path, frame);
            }
        }
        Ok(())
    }

    fn is_spent(&self) -> bool {
        let limits = &self.moment.limits;
        self.steps >= limits.steps_per_decision_max || self.bytes >= limits.bytes_per_decision_max
    }

    /// Runs one frame, taken out of the map, until it blocks, ends or fails.
    fn run_frame(&mut self, path: FramePath, mut frame: Frame) -> Result<(), Halt> {
        loop {
            if self.is_spent() {
                self.execution.frames.insert(path, frame);
                return Ok(());
            }
            self.steps += 1;
            let state = self.program.state(frame.state);
            let then = match std::mem::replace(&mut frame.doing, Doing::Enter) {
                Doing::Enter => self.enter(&path, &mut frame, state),
                Doing::Resume(ended) => self.resume(&path, &mut frame, state, ended),
                // INVARIANT: only runnable frames are run; the caller has looked.
                doing @ (Doing::Wait { .. } | Doing::Task(_) | Doing::Backoff { .. } | Doing::Join(_)) => {
                    Ok(Then::Block(doing))
                }
            };
            let then = match then {
                Ok(then) => then,
                Err(Trouble::Halt(halt)) => return Err(halt),
                Err(Trouble::State(error)) => Then::Fail(Failed::at(frame.previous, error)),
            };
            match then {
                Then::Block(doing) => {
                    frame.doing = doing;
                    self.execution.frames.insert(path, frame);
                    return Ok(());
                }
                Then::Launch(join) => {
                    frame.doing = Doing::Join(*join);
                    return self.launched(path, frame);
                }
                Then::Exit(next, output) => match self.exit(&mut frame, state, next, output)? {
                    None => {}
                    Some(output) => return self.machine_ended(path, frame, output),
                },
                Then::Fail(failed) => return self.failed(path, frame, failed),
            }
        }
    }

    /// Leaves a state; the output comes back if its machine ends here.
    pub fn exit(
        &mut self,
        frame: &mut Frame,
        state: &State,
        next: Next,
        output: Payload,
    ) -> Result<Option<Payload>, Halt> {
        let detail = Detail::StateExited {
            state_type: type_of(state),
            name: state.name.clone(),
            output: output.clone(),
        };
        frame.previous = self.emit(frame.previous, detail)?;
        frame.retries.clear();
        match next {
            Next::End => Ok(Some(output)),
            Next::State(id) => {
                frame.state = id;
                frame.input = output;
                frame.entered = 0;
                frame.doing = Doing::Enter;
                Ok(None)
            }
        }
    }

    /// Writes the entered event.
    pub fn entered(&mut self, frame: &mut Frame, state: &State) -> Result<(), Halt> {
        frame.before_entered = frame.previous;
        let detail = Detail::StateEntered {
            state_type: type_of(state),
            name: state.name.clone(),
            input: frame.input.clone(),
        };
        frame.entered = self.emit(frame.previous, detail)?;
        frame.previous = frame.entered;
        frame.entered_ms = self.now_ms;
        Ok(())
    }

    /// The decision as it came out.
    pub fn finish(self) -> Decision {
        let continues = self.execution.is_runnable();
        Decision { execution: self.execution, history: self.history, effects: self.effects, continues }
    }
}

/// The type of a state as events name it.
pub(crate) fn type_of(state: &State) -> StateType {
    use stepwell_asl::Work;
    match &state.work {
        Work::Pass(_) => StateType::Pass,
        Work::Task(_) => StateType::Task,
        Work::Choice(_) => StateType::Choice,
        Work::Wait(_) => StateType::Wait,
        Work::Succeed => StateType::Succeed,
        Work::Fail(_) => StateType::Fail,
        Work::Parallel(_) => StateType::Parallel,
        Work::Map(_) => StateType::Map,
    }
}
