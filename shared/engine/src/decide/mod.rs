//! The one function of the core: facts in, next execution, history and effects out. It cannot fail for the world's
//! reasons, because it never touches the world.

use stepwell_asl::Program;

use crate::effect::Effect;
use crate::event::Event;
use crate::execution::Execution;
use crate::history::HistoryEvent;
use crate::moment::Moment;
use crate::payload::Payload;

mod closing;
mod context;
mod data;
mod facts;
mod failure;
mod join;
mod matching;
mod run;
mod scope;
mod state;

use run::{Halt, Run};

/// What `decide` answers.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A decision.
    Decided(Decision),
    /// These payloads must be fetched first; nothing is decided yet. Fill them and ask again.
    Need(Vec<Payload>),
}

/// What follows from the facts.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The execution after them.
    pub execution: Execution,
    /// Events to be appended to the history, ids following on.
    pub history: Vec<HistoryEvent>,
    /// Orders to the world.
    pub effects: Vec<Effect>,
    /// Whether the decision ended because its budget was spent: ask again with `Event::Continued`.
    pub continues: bool,
}

/// Says what follows from `events` for `execution` at `moment`. Facts about stamps that are no more change nothing;
/// if nothing changes, history and effects are empty and the execution is as before.
pub fn decide(program: &Program, execution: &Execution, events: &[Event], moment: &Moment<'_>) -> Outcome {
    let mut run = Run::new(program, execution.clone(), moment);
    match run.apply(events).and_then(|()| run.drive()) {
        Ok(()) => {}
        Err(Halt::Need(payloads)) => return Outcome::Need(payloads),
        Err(Halt::HistoryFull) => run.history_full(),
    }
    Outcome::Decided(run.finish())
}
