//! Whether an execution ended as it must: the invariant that its output equals the reference interpreter's for the
//! same task results. Besides the end, every state that was entered or left and every attempt must be one that the
//! interpreter comes across, with the same data.

use stepwell_engine::payload::Absent;
use stepwell_engine::{HistoryEvent, Status};

use crate::case::Case;
use crate::history::{Recorded, collect};
use crate::reference::{self, Failure, How, Start};

/// What does not agree.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Disagreement {
    /// The program has no machine of that name.
    #[error("there is no machine `{0}`")]
    NoMachine(String),
    /// A payload of the history is not in memory.
    #[error("a payload of the history is not in memory: {0:?}")]
    Absent(Absent),
    /// Status, output, error or cause differ.
    #[error("ended as {actual}, must end as {expected}")]
    End {
        /// What it came to.
        actual: String,
        /// What it must come to.
        expected: String,
    },
    /// An event that follows from nothing.
    #[error("event {id} must not be: {what}")]
    Impossible {
        /// Its id.
        id: u64,
        /// What it says.
        what: String,
    },
    /// Something happened out of its time.
    #[error("{0}")]
    Odd(String),
}

impl From<Absent> for Disagreement {
    fn from(absent: Absent) -> Self {
        Disagreement::Absent(absent)
    }
}

/// One execution as it stands in a journal.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// Name of its machine.
    pub machine: &'a str,
    /// Name of the execution.
    pub name: &'a str,
    /// Its history from the first event.
    pub history: &'a [HistoryEvent],
    /// Its status.
    pub status: &'a Status,
}

/// Whether an execution agrees with the reference interpreter. One that runs, or was stopped, or timed out, agrees if
/// everything it did so far does.
///
/// # Errors
/// The first thing that does not agree.
pub fn agrees(case: &Case, run: &Run<'_>) -> Result<(), Disagreement> {
    let definition =
        case.definition(run.machine).ok_or_else(|| Disagreement::NoMachine(run.machine.to_owned()))?;
    let recorded = collect(run.history)?;
    let Some(input) = &recorded.input else { return Ok(()) };
    let ended = reference::run(&Start { definition, name: run.name, input }, &recorded);
    if let Some(odd) = ended.oddities.first() {
        return Err(Disagreement::Odd(odd.clone()));
    }
    if let Some((id, what)) = recorded.visits.iter().find(|(id, _)| !ended.met.contains(id)) {
        return Err(Disagreement::Impossible { id: *id, what: what.clone() });
    }
    compare(&ended.how, run.status, &recorded)
}

/// How the service begins the cause of an execution whose history is full.
const FULL: &str = "The execution reached the maximum number of history events";

fn compare(how: &How, status: &Status, recorded: &Recorded) -> Result<(), Disagreement> {
    let expected = || match how {
        How::Succeeded(output) => format!("SUCCEEDED with {output}"),
        How::Failed(failure) => format!("FAILED with {failure:?}"),
        How::CutOff => "something that was cut off".to_owned(),
    };
    let end = |actual: String| Disagreement::End { actual, expected: expected() };
    let agrees = match (status, how) {
        (Status::Succeeded { output }, How::Succeeded(wanted)) => *output.text()? == *wanted.to_string(),
        (Status::Failed { error, cause }, How::Failed(wanted)) => {
            *wanted == Failure { error: error.clone(), cause: cause.clone() }
        }
        // A full history is no affair of the language.
        (Status::Failed { cause: Some(cause), .. }, How::CutOff) => cause.starts_with(FULL),
        (Status::Running | Status::TimedOut | Status::Aborted { .. }, How::CutOff) => true,
        (
            Status::Running
            | Status::Succeeded { .. }
            | Status::Failed { .. }
            | Status::TimedOut
            | Status::Aborted { .. },
            _,
        ) => false,
    };
    if !agrees {
        return Err(end(format!("{status:?}")));
    }
    if status.is_running() != recorded.closed.is_none() {
        return Err(end(format!("{} with the closing event {:?}", status.name(), recorded.closed)));
    }
    Ok(())
}
