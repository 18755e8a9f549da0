//! Retriers and catchers.

use serde_json::{Value, json};

use super::state::placed;
use super::walk::{Then, Visit};
use super::{Failure, When};

/// A failure on its way to the retriers and catchers of its state.
pub(crate) struct Trouble {
    pub failure: Failure,
    pub heartbeat: bool,
    /// Whether a branch of a Parallel state failed.
    pub in_branch: bool,
    pub event: When,
}

impl Trouble {
    /// A failure of the state itself.
    pub fn own(failure: Failure, event: When) -> Self {
        Trouble { failure, heartbeat: false, in_branch: false, event }
    }

    fn is_named(&self, names: &Value) -> bool {
        let error = self.failure.error.as_deref();
        // Nothing catches it, not even by its name.
        error != Some("States.Runtime")
            && names.as_array().into_iter().flatten().filter_map(Value::as_str).any(|name| match name {
                "States.ALL" => true,
                "States.TaskFailed" => error != Some("States.Timeout"),
                "States.HeartbeatTimeout" => self.heartbeat,
                "States.BranchFailed" => self.in_branch,
                name => error == Some(name),
            })
    }
}

/// Retries of each retrier in one visit of a state.
#[derive(Default)]
pub(crate) struct Counters(Vec<u64>);

impl Counters {
    /// Whether the state is tried again; counts it if so.
    pub fn again(&mut self, state: &Value, trouble: &Trouble) -> bool {
        let retriers = state["Retry"].as_array().map_or(&[][..], Vec::as_slice);
        self.0.resize(retriers.len(), 0);
        let Some(place) = retriers.iter().position(|retrier| trouble.is_named(&retrier["ErrorEquals"]))
        else {
            return false;
        };
        if self.0[place] >= retriers[place]["MaxAttempts"].as_u64().unwrap_or(3) {
            return false;
        }
        self.0[place] += 1;
        true
    }

    /// All retries.
    pub fn sum(&self) -> u64 {
        self.0.iter().sum()
    }
}

/// The way that a catcher opens, or the failure.
pub(crate) fn caught(visit: &Visit<'_>, trouble: Trouble) -> Then {
    let catchers = visit.state["Catch"].as_array().into_iter().flatten();
    let mut catchers = catchers.filter(|catcher| trouble.is_named(&catcher["ErrorEquals"]));
    let Some(catcher) = catchers.next() else {
        return Then::Fail { failure: trouble.failure, event: trouble.event };
    };
    let Failure { error, cause } = &trouble.failure;
    let cause = match (error, cause) {
        (Some(_), None) => json!(""),
        (_, cause) => json!(cause),
    };
    let output = json!({ "Error": error, "Cause": cause });
    match placed(visit, catcher.get("ResultPath"), output) {
        Ok(output) => {
            Then::Exit { output, next: catcher["Next"].as_str().map(str::to_owned), event: trouble.event }
        }
        Err(_) => Then::Fail { failure: trouble.failure, event: trouble.event },
    }
}
