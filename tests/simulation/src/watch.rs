//! Who watches a run: the invariants, told of everything right after it happened in the true state, and at the end the
//! reference interpreter.

use std::fmt;

use futures_util::FutureExt;
use stepwell_engine::{HistoryEvent, Status};
use stepwell_invariants::{Rules, Watcher};
use stepwell_journal::{ExecutionKey, HistoryQuery, Journal};
use stepwell_programs::Case;
use stepwell_programs::agree::{self, Disagreement};

use crate::executor::ProcessId;
use crate::profile::{Host, Profile};
use crate::scenario::Scenario;
use crate::table::Table;

/// A broken promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which promise: `I1` to `I16`, `clients`, `liveness`, `determinism`.
    pub rule: String,
    /// Of which execution and how it shows.
    pub what: String,
}

impl Violation {
    /// A violation of a rule.
    pub fn new(rule: impl Into<String>, what: impl Into<String>) -> Self {
        Violation { rule: rule.into(), what: what.into() }
    }
}

impl From<stepwell_invariants::Violation> for Violation {
    fn from(found: stepwell_invariants::Violation) -> Self {
        let what = format!("{} at {}: {}", found.execution, found.at_ms, found.what);
        Violation::new(found.invariant, what)
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.what)
    }
}

/// The name under which a process's sessions run.
pub(crate) fn process_name(process: ProcessId) -> String {
    format!("p{process}")
}

/// Somebody who watches a run with this profile.
pub(crate) fn watcher(table: &Table, profile: &Profile) -> Watcher {
    let rules = Rules { alone: profile.host == Host::Laptop, ..Rules::default() };
    let mut watcher = Watcher::new(table.store.clone(), table.payloads.clone(), rules);
    watcher.token_prefix("v1.k1.");
    watcher
}

/// Events that are read at once.
const EVENTS: usize = 1_000;

/// The whole history of an execution, payloads in memory.
fn history(journal: &Journal, key: &ExecutionKey) -> Option<Vec<HistoryEvent>> {
    let mut events = Vec::new();
    let mut query = HistoryQuery { from: None, limit: EVENTS, reverse: false, include_data: true };
    loop {
        let part = journal.history(key, query).now_or_never()?.ok()??;
        events.extend(part.events);
        if part.next.is_none() {
            return Some(events);
        }
        query.from = part.next;
    }
}

/// What the reference interpreter knows of a scenario.
pub(crate) fn case_of(scenario: &Scenario) -> Case {
    Case {
        seed: scenario.seed,
        machines: scenario.machines.clone(),
        main: String::new(),
        input: serde_json::Value::Null,
        behaviours: scenario.behaviours.clone(),
    }
}

/// Whether an execution ended as the reference interpreter says that it must.
pub(crate) fn compare(
    journal: &Journal,
    case: &Case,
    key: &ExecutionKey,
    status: &Status,
) -> Option<Violation> {
    let wrong =
        |what: String| Some(Violation::new("I11", format!("{}/{}: {what}", key.machine, key.execution)));
    let Some(history) = history(journal, key) else { return wrong("its history cannot be read".to_owned()) };
    let run = agree::Run { machine: &key.machine, name: &key.execution, history: &history, status };
    match agree::agrees(case, &run) {
        Ok(()) => None,
        Err(
            disagreement @ (Disagreement::NoMachine(_)
            | Disagreement::Absent(_)
            | Disagreement::End { .. }
            | Disagreement::Impossible { .. }
            | Disagreement::Odd(_)),
        ) => wrong(disagreement.to_string()),
    }
}
