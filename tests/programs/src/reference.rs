//! A plain interpreter of the language in JSONPath mode: it walks the definition as it stands in JSON, in memory, and
//! says how an execution must end given what came of each attempt. Written from the language's rules; it shares nothing
//! with the engine, the parser or the query languages. Deliberately absent: time, retries' delays, variables, JSONata
//! and intrinsic functions; the paths it knows are those that generated programs use.

mod choice;
mod context;
mod handler;
mod join;
mod path;
mod state;
mod task;
mod template;
mod text;
mod walk;

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::Value;

use walk::{Around, Strand, Walk};

/// Bytes of a payload at most. Source: Step Functions quotas.
pub(crate) const PAYLOAD_BYTES_MAX: usize = 262_144;

/// Iterations of an inline Map at a time. Source: Step Functions developer guide, "Map state in Inline mode".
pub(crate) const CONCURRENCY_MAX: u64 = 40;

/// Error and cause; either may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// Error name.
    pub error: Option<String>,
    /// Cause.
    pub cause: Option<String>,
}

/// Something that happened: its place in the order of all that happened, and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    /// Id of the history event.
    pub id: u64,
    /// Milliseconds since 1970.
    pub at_ms: u64,
}

/// What came of one attempt.
#[derive(Clone, Debug, PartialEq)]
pub enum Came {
    /// This result.
    Result(Value),
    /// This error.
    Error {
        /// Error and cause.
        failure: Failure,
        /// Whether a heartbeat was missed.
        heartbeat: bool,
    },
    /// Nothing that anybody knows: a sibling failed, or the execution was stopped.
    Unknown,
}

/// One attempt of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// When it was scheduled.
    pub scheduled: When,
    /// When it ended; when it was scheduled if it did not.
    pub ended: When,
    /// How.
    pub came: Came,
}

/// What one event can be to the one that it points back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    /// Anything at all.
    Any,
    /// The start of an attempt of a Parallel or Map state.
    JoinStarted,
    /// The good end of one.
    JoinSucceeded,
    /// The failure of one for good.
    JoinFailed,
    /// The good end of an iteration.
    IterationSucceeded,
}

/// The world as the interpreter asks about it. Everything is named by exact texts, and `after` leaves out what happened
/// before, so that what is done again is told apart from what was done first.
pub trait Outcomes {
    /// When the state of this name was entered with this input.
    fn entered(&self, state: &str, input: &str, after: u64) -> Option<When>;
    /// When the state of this name was left with this output.
    fn exited(&self, state: &str, output: &str, after: u64) -> Option<When>;
    /// The attempt with these parameters, task tokens in it replaced by [`TOKEN`].
    fn attempt(&self, parameters: &str, after: u64) -> Option<Attempt>;
    /// The first event of that kind that points back to this one.
    fn follows(&self, event: u64, link: Link) -> Option<When>;
}

/// Stands for every task token.
pub const TOKEN: &str = "<token>";

/// The execution to be interpreted.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// The machine's definition.
    pub definition: &'a Value,
    /// Name of the execution.
    pub name: &'a str,
    /// Its input.
    pub input: &'a Value,
}

/// How an execution must end.
#[derive(Clone, Debug, PartialEq)]
pub enum How {
    /// With this output.
    Succeeded(Value),
    /// With this error.
    Failed(Failure),
    /// It cannot say: the world ends before the execution does.
    CutOff,
}

/// What the interpreter says about an execution.
#[derive(Clone, Debug)]
pub struct Ended {
    /// How it must end.
    pub how: How,
    /// The attempts that were made, by their parameters.
    pub attempts: Vec<(String, Attempt)>,
    /// Ids of all events that it came across.
    pub met: BTreeSet<u64>,
    /// What the world did that it must not: waits that ended early, iterations beside too many others.
    pub oddities: Vec<String>,
}

/// Interprets an execution.
pub fn run(start: &Start<'_>, outcomes: &dyn Outcomes) -> Ended {
    let walk = Walk {
        start,
        outcomes,
        attempts: RefCell::default(),
        met: RefCell::default(),
        oddities: RefCell::default(),
    };
    let how = match walk.machine(start.definition, start.input.clone(), 0, &Around::default()).end {
        Strand::Succeeded { output, .. } => How::Succeeded(output),
        Strand::Failed { failure, event } if walk.follows(event.id, Link::Any).is_some() => {
            How::Failed(text::shortened(failure))
        }
        Strand::Failed { .. } | Strand::CutOff => How::CutOff,
    };
    Ended {
        how,
        attempts: walk.attempts.into_inner(),
        met: walk.met.into_inner(),
        oddities: walk.oddities.into_inner(),
    }
}
