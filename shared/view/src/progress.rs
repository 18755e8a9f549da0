//! What an execution has done so far, as visits of states, folded from history events.
//!
//! Each event finds its visit through `previousEventId`; rules and their sources: history.md of the reference,
//! GetExecutionHistory of the API reference. Linear in events up to a logarithm. Tolerant: an event that fits
//! nowhere changes nothing. Deliberately absent: judging whether a history is one the service could have written.

mod closing;
mod containers;
mod fold;
mod summary;

use crate::model::Workflow;
use crate::moment::Millis;
use crate::status::Status;
use serde_json::Value;
use std::collections::BTreeMap;

/// One entry into a state.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Visit {
    /// Name of the state.
    pub name: String,
    /// Type of the state, from the event's type.
    pub kind: String,
    /// Status so far.
    pub status: Status,
    /// When the state was entered.
    pub started_ms: Option<Millis>,
    /// When it was left, failed or cut off.
    pub ended_ms: Option<Millis>,
    /// JSON text, if the history carries data.
    pub input: Option<String>,
    /// JSON text, if the history carries data.
    pub output: Option<String>,
    /// Error name of the last failure, also of one that was caught or retried.
    pub error: Option<String>,
    /// Its cause.
    pub cause: Option<String>,
    /// How often the work was started; 0 for states that schedule nothing.
    pub attempts: u32,
    /// The line of control it belongs to, a position in [`Progress::lanes`].
    pub lane: usize,
    /// Lines of control inside it, of all attempts, as positions in [`Progress::lanes`].
    pub lanes: Vec<usize>,
    /// Items of a Map state as `MapStateStarted` tells.
    pub length: Option<u64>,
    /// Id of the entered event.
    pub first_event: u64,
    /// Id of the last event that belongs to the visit itself.
    pub last_event: u64,
    /// The attempt under way has failed, and how; cleared by the next attempt.
    failing: Option<Status>,
    /// `MapStateFailed` or `ParallelStateFailed` was seen: no retry follows.
    given_up: bool,
}

/// A line of control: states that follow each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lane {
    /// The Parallel or Map visit around it, a position in [`Progress::visits`]; `None` at the top.
    pub parent: Option<usize>,
    /// Which one inside the parent.
    pub which: Which,
    /// Attempt of the parent that it belongs to, from 1.
    pub attempt: u32,
    /// Status so far.
    pub status: Status,
    /// Visits, in order of entry, as positions in [`Progress::visits`].
    pub visits: Vec<usize>,
}

/// Which line of control inside a Parallel or Map state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Which {
    /// The outermost one.
    #[default]
    Root,
    /// A branch of a Parallel state, from 0 in the author's order.
    Branch(u64),
    /// An iteration of a Map state: the index of its item, from 0.
    Iteration(u64),
}

/// The execution as a whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Whole {
    /// Status by the events seen.
    pub status: Status,
    /// Timestamp of the first event.
    pub started_ms: Option<Millis>,
    /// Timestamp of the closing event.
    pub ended_ms: Option<Millis>,
    /// JSON text.
    pub input: Option<String>,
    /// JSON text.
    pub output: Option<String>,
    /// Error name of an execution that failed, was aborted or timed out.
    pub error: Option<String>,
    /// Its cause.
    pub cause: Option<String>,
    /// How often it was redriven.
    pub redrives: u32,
}

/// What is known of a state from the definition, where the history is silent.
#[derive(Debug, Clone, PartialEq, Default)]
struct Known {
    /// First states of the branches of a Parallel state.
    starts: Vec<String>,
    /// Literal error and cause of a Fail state.
    error: Option<(String, Option<String>)>,
}

/// Where an event belongs: a line of control, and the visit if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Place {
    lane: usize,
    visit: Option<usize>,
}

/// Everything known about an execution from its events.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Progress {
    /// The execution as a whole.
    pub whole: Whole,
    /// All visits in order of entry.
    pub visits: Vec<Visit>,
    /// All lines of control; the first is the outermost.
    pub lanes: Vec<Lane>,
    /// Highest event id seen; what to ask the history for next.
    pub last_event: u64,
    places: BTreeMap<u64, Place>,
    /// Open visits by the event before their entered event: `EvaluationFailed` points there.
    entered: BTreeMap<(u64, String), usize>,
    /// Lines of control by parent, attempt and index.
    iterations: BTreeMap<(usize, u32, Which), usize>,
    /// The visit that ended the execution, where a redrive goes on.
    last_failed: Option<usize>,
    known: BTreeMap<String, Known>,
}

impl Progress {
    /// Nothing has happened yet.
    pub fn new(workflow: &Workflow) -> Progress {
        let known = workflow.states().into_iter().map(|(state, _)| {
            let starts = if state.kind == "Parallel" { &state.inner[..] } else { &[] };
            let starts = starts.iter().map(|scope| scope.start_at.clone()).collect();
            (state.name.clone(), Known { starts, error: state.error.clone() })
        });
        let root = Lane { status: Status::Running, attempt: 1, ..Lane::default() };
        Progress { known: known.collect(), lanes: vec![root], ..Progress::default() }
    }

    /// Folds a history, in the order of ids (not `reverseOrder`).
    pub fn from_history(workflow: &Workflow, events: &[Value]) -> Progress {
        let mut progress = Progress::new(workflow);
        progress.append(events);
        progress
    }

    /// Takes in further events, oldest first. Events seen before (by id) are passed over, so a reader may ask
    /// for the same page again.
    pub fn append(&mut self, events: &[Value]) {
        for event in events {
            self.take(event);
        }
    }

    /// Number of the visit an event belongs to, if any: the `step` of the event table.
    pub fn visit_of(&self, event_id: u64) -> Option<&Visit> {
        self.places.get(&event_id)?.visit.and_then(|visit| self.visits.get(visit))
    }

    /// How many states, Parallel and Map, stand around a visit.
    pub fn depth(&self, visit: &Visit) -> usize {
        let mut depth = 0;
        let mut lane = visit.lane;
        while let Some(parent) = self.lanes.get(lane).and_then(|lane| lane.parent) {
            depth += 1;
            lane = self.visits[parent].lane;
        }
        depth
    }
}

#[cfg(test)]
mod recorded_tests;
#[cfg(test)]
mod tests;
