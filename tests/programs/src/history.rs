//! What a recorded history says about each attempt and each visit of a state, for the reference interpreter. Only facts
//! and their order are taken from it: what was entered when, what came of an attempt, what points back to what.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use stepwell_engine::HistoryEvent;
use stepwell_engine::history::{Detail, Failure as Told, Iteration};
use stepwell_engine::payload::Absent;

use crate::reference::{Attempt, Came, Failure, Link, Outcomes, TOKEN, When};

/// When a state was entered or left, and the event that this points back to.
type Visit = (When, u64);

/// Visits by the name of the state, then by its input or output.
type Visits = HashMap<String, HashMap<String, Vec<Visit>>>;

/// A history, sorted by what can be asked about it.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    entered: Visits,
    exited: Visits,
    attempts: HashMap<String, Vec<Attempt>>,
    follows: HashMap<(u64, Link), When>,
    /// Input of the execution, if its first event is there.
    pub input: Option<Value>,
    /// Visits and attempts by the id of the event that opened or left them, in words.
    pub visits: BTreeMap<u64, String>,
    /// How it was closed, if it was.
    pub closed: Option<Closed>,
}

/// How an execution was closed.
#[derive(Clone, Debug, PartialEq)]
pub enum Closed {
    /// With this output, as text.
    Succeeded(String),
    /// With this error.
    Failed(Failure),
    /// Its time was over.
    TimedOut,
    /// Somebody stopped it.
    Aborted,
}

/// An attempt that has not ended yet.
struct Open {
    parameters: String,
    scheduled: When,
    times_out_ms: Option<u64>,
}

/// Sorts a history.
///
/// # Errors
/// A payload that is not in memory: fetch it and ask again.
pub fn collect(history: &[HistoryEvent]) -> Result<Recorded, Absent> {
    let mut recorded = Recorded::default();
    let mut open: HashMap<u64, Open> = HashMap::new();
    for event in history {
        let when = When { id: event.id, at_ms: event.at_ms };
        for link in links(&event.detail) {
            recorded.follows.entry((event.previous, link)).or_insert(when);
        }
        if let Some((parameters, timeout_seconds)) = scheduled(&event.detail)? {
            let times_out_ms = timeout_seconds.map(|seconds| event.at_ms + seconds * 1_000);
            recorded.visits.insert(event.id, format!("an attempt with {parameters}"));
            open.insert(event.id, Open { parameters, scheduled: when, times_out_ms });
            continue;
        }
        if is_of_attempt(&event.detail)
            && let Some(attempt) = open.remove(&event.previous)
        {
            match came(&event.detail, when, &attempt)? {
                None => {
                    open.insert(event.id, attempt);
                }
                Some(came) => recorded.ended(attempt, when, came),
            }
            continue;
        }
        recorded.visit(event, when)?;
    }
    for attempt in open.into_values() {
        let scheduled = attempt.scheduled;
        recorded.ended(attempt, scheduled, Came::Unknown);
    }
    for attempts in recorded.attempts.values_mut() {
        attempts.sort_by_key(|attempt| attempt.scheduled);
    }
    Ok(recorded)
}

impl Recorded {
    fn ended(&mut self, attempt: Open, ended: When, came: Came) {
        let Open { parameters, scheduled, .. } = attempt;
        self.attempts.entry(parameters).or_default().push(Attempt { scheduled, ended, came });
    }

    fn visit(&mut self, event: &HistoryEvent, when: When) -> Result<(), Absent> {
        match &event.detail {
            Detail::ExecutionStarted { input, .. } => self.input = Some(input.value()?.clone()),
            Detail::StateEntered { name, input, .. } => {
                self.visits.insert(event.id, format!("`{name}` entered"));
                keep(&mut self.entered, name, &input.text()?, (when, event.previous));
            }
            Detail::StateExited { name, output, .. } => {
                self.visits.insert(event.id, format!("`{name}` left"));
                keep(&mut self.exited, name, &output.text()?, (when, event.previous));
            }
            Detail::ExecutionSucceeded { output } => {
                self.closed = Some(Closed::Succeeded(output.text()?.to_string()));
            }
            Detail::ExecutionFailed(told) => self.closed = Some(Closed::Failed(failure(told))),
            Detail::ExecutionTimedOut(_) => self.closed = Some(Closed::TimedOut),
            Detail::ExecutionAborted(_) => self.closed = Some(Closed::Aborted),
            // What is left only links others.
            _ => {}
        }
        Ok(())
    }
}

fn keep(visits: &mut Visits, name: &str, data: &str, visit: Visit) {
    if !visits.contains_key(name) {
        visits.insert(name.to_owned(), HashMap::new());
    }
    let Some(of_state) = visits.get_mut(name) else { return };
    of_state.entry(data.to_owned()).or_default().push(visit);
}

impl Outcomes for Recorded {
    fn entered(&self, state: &str, input: &str, after: u64) -> Option<When> {
        first(self.entered.get(state)?.get(input)?, after)
    }

    fn exited(&self, state: &str, output: &str, after: u64) -> Option<When> {
        first(self.exited.get(state)?.get(output)?, after)
    }

    fn attempt(&self, parameters: &str, after: u64) -> Option<Attempt> {
        self.attempts.get(parameters)?.iter().find(|attempt| attempt.scheduled.id > after).cloned()
    }

    fn follows(&self, event: u64, link: Link) -> Option<When> {
        self.follows.get(&(event, link)).copied()
    }
}

/// The one that points back to `after`; without one the first that came after it. Strands that have lost the members
/// which tell them apart are told apart so.
fn first(found: &[Visit], after: u64) -> Option<When> {
    let linked = found.iter().find(|(_, previous)| *previous == after);
    let (when, _) = linked.or_else(|| found.iter().find(|(when, _)| when.id > after))?;
    Some(*when)
}

fn links(detail: &Detail) -> impl Iterator<Item = Link> {
    let special = match detail {
        Detail::ParallelStateStarted | Detail::MapStateStarted { .. } => Some(Link::JoinStarted),
        Detail::ParallelStateSucceeded | Detail::MapStateSucceeded => Some(Link::JoinSucceeded),
        Detail::ParallelStateFailed | Detail::MapStateFailed => Some(Link::JoinFailed),
        Detail::MapIteration { what: Iteration::Succeeded, .. } => Some(Link::IterationSucceeded),
        _ => None,
    };
    special.into_iter().chain([Link::Any])
}

/// Parameters and time-out of an event that schedules an attempt.
fn scheduled(detail: &Detail) -> Result<Option<(String, Option<u64>)>, Absent> {
    Ok(match detail {
        Detail::TaskScheduled { parameters: payload, timeout_seconds, .. }
        | Detail::LambdaFunctionScheduled { input: payload, timeout_seconds, .. } => {
            let text = payload.text()?;
            // Only parameters that hold a token are taken apart.
            let text = if text.contains("\"token\":") {
                masked(payload.value()?).to_string()
            } else {
                text.to_string()
            };
            Some((text, *timeout_seconds))
        }
        _ => None,
    })
}

/// The same data with every task token replaced.
fn masked(data: &Value) -> Value {
    match data {
        Value::Object(members) => {
            let masked_member = |(name, member): (&String, &Value)| {
                let is_token = name == "token" && member.is_string();
                (name.clone(), if is_token { Value::String(TOKEN.to_owned()) } else { masked(member) })
            };
            Value::Object(members.iter().map(masked_member).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(masked).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => data.clone(),
    }
}

fn is_of_attempt(detail: &Detail) -> bool {
    matches!(
        detail,
        Detail::LambdaFunctionStarted
            | Detail::LambdaFunctionSucceeded { .. }
            | Detail::LambdaFunctionFailed(_)
            | Detail::LambdaFunctionTimedOut(_)
            | Detail::TaskStarted(_)
            | Detail::TaskSubmitted { .. }
            | Detail::TaskSucceeded { .. }
            | Detail::TaskFailed { .. }
            | Detail::TaskTimedOut { .. }
    )
}

/// How an event ends its attempt; none if it does not.
fn came(detail: &Detail, when: When, attempt: &Open) -> Result<Option<Came>, Absent> {
    Ok(match detail {
        Detail::LambdaFunctionSucceeded { output } | Detail::TaskSucceeded { output, .. } => {
            Some(Came::Result(output.value()?.clone()))
        }
        Detail::LambdaFunctionFailed(told) | Detail::TaskFailed { failure: told, .. } => {
            Some(Came::Error { failure: failure(told), heartbeat: false })
        }
        Detail::LambdaFunctionTimedOut(told) | Detail::TaskTimedOut { failure: told, .. } => {
            // Before the time-out of the task only a heartbeat can have been missed.
            let heartbeat = attempt.times_out_ms.is_none_or(|at| when.at_ms < at);
            Some(Came::Error { failure: failure(told), heartbeat })
        }
        _ => None,
    })
}

fn failure(told: &Told) -> Failure {
    Failure {
        error: told.error.as_deref().map(str::to_owned),
        cause: told.cause.as_deref().map(str::to_owned),
    }
}
