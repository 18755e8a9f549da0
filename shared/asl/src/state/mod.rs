//! States, one file per state type, as the language's specification lists them.

use std::sync::Arc;

use stepwell_query::path::Path;
use stepwell_query::reference::ReferencePath;

use crate::machine::{MachineId, StateId};

pub mod choice;
pub mod fail;
pub mod map;
pub mod parallel;
pub mod pass;
pub mod task;
pub mod wait;

/// One state with the fields that every type has.
#[derive(Clone, Debug)]
pub struct State {
    /// Its name, unique in the definition.
    pub name: Arc<str>,
    /// Its number.
    pub id: StateId,
    /// The machine it belongs to.
    pub machine: MachineId,
    /// `InputPath`; Fail has none.
    pub input_path: PathField,
    /// `OutputPath`; Fail has none.
    pub output_path: PathField,
    /// What it does.
    pub work: Work,
}

/// The eight state types.
#[derive(Clone, Debug)]
pub enum Work {
    /// Passes its input on, perhaps changed.
    Pass(pass::Pass),
    /// Calls something outside.
    Task(Box<task::Task>),
    /// Chooses the next state.
    Choice(choice::Choice),
    /// Waits.
    Wait(wait::Wait),
    /// Ends its machine well. It has nothing beyond the common fields.
    Succeed,
    /// Ends its machine with an error.
    Fail(fail::Fail),
    /// Runs branches side by side.
    Parallel(Box<parallel::Parallel>),
    /// Runs one machine for each item.
    Map(Box<map::Map>),
}

impl Work {
    /// The name of the type as definitions and event types write it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Work::Pass(_) => "Pass",
            Work::Task(_) => "Task",
            Work::Choice(_) => "Choice",
            Work::Wait(_) => "Wait",
            Work::Succeed => "Succeed",
            Work::Fail(_) => "Fail",
            Work::Parallel(_) => "Parallel",
            Work::Map(_) => "Map",
        }
    }
}

/// `Next` or `End`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The machine goes on there.
    State(StateId),
    /// The machine ends here.
    End,
}

/// `InputPath`, `OutputPath`.
#[derive(Clone, Debug)]
pub enum PathField {
    /// `$` or absent: everything.
    Whole,
    /// `null`: an empty object.
    Empty,
    /// A path into the data, the context object or a variable.
    Path(Path),
}

/// `ResultPath`.
#[derive(Clone, Debug)]
pub enum ResultPath {
    /// `$` or absent: the result replaces the input.
    Whole,
    /// `null`: the result is discarded and the input passes on.
    Discard,
    /// The result is put there within the raw input.
    At(ReferencePath),
}

/// A number of seconds, given or pointed at: `TimeoutSeconds(Path)`, `HeartbeatSeconds(Path)`.
#[derive(Clone, Debug)]
pub enum Seconds {
    /// Given in the definition.
    Literal(u64),
    /// Read from the state's input or the context object.
    Path(Path),
}
