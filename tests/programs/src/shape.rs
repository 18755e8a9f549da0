//! Bounds and likelihoods of generated programs.

use serde::{Deserialize, Serialize};

/// How large and how wild programs are. Likelihoods are in hundredths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// States of the main machine, about; a few more may be needed to end it. The child has a third of them.
    pub states: u64,
    /// Depth of Parallel and Map states in each other.
    pub nesting: u64,
    /// Items of a list that a Map goes through at most.
    pub items: u64,
    /// Likelihood of a retrier on a state that may have one.
    pub retry: u64,
    /// Likelihood of a catcher on a state that may have one.
    pub catch: u64,
    /// Likelihood of a time limit of the whole execution.
    pub deadline: u64,
    /// Weight of Parallel and Map beside the other blocks, which have 100 together.
    pub joins: u64,
    /// Weight of tasks that wait for a callback or a job, beside 100 for plain calls.
    pub waiting: u64,
    /// Weight of nested executions, beside 100 for plain calls.
    pub nested: u64,
    /// Likelihood that a wait is of hours or days rather than seconds.
    pub long_waits: u64,
    /// Likelihood of a path that leads nowhere, in a thousand states.
    pub bad_paths: u64,
    /// Likelihood that an attempt fails.
    pub failures: u64,
    /// About when executions start, milliseconds since 1970: time stamps lie around it.
    pub now_ms: u64,
}

impl Default for Shape {
    fn default() -> Self {
        Shape {
            states: 12,
            nesting: 3,
            items: 4,
            retry: 55,
            catch: 45,
            deadline: 4,
            joins: 35,
            waiting: 45,
            nested: 14,
            long_waits: 10,
            bad_paths: 6,
            failures: 22,
            now_ms: 1_767_225_600_000,
        }
    }
}

impl Shape {
    /// Larger programs: up to 40 states, four levels deep.
    pub fn large() -> Self {
        Shape { states: 36, nesting: 4, items: 6, ..Shape::default() }
    }

    /// Small ones, for searches that run each of them often.
    pub fn small() -> Self {
        Shape { states: 5, nesting: 1, items: 2, ..Shape::default() }
    }
}
