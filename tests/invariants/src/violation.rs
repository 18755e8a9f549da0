//! What is reported: which invariant, of which execution, and how it shows.

use std::fmt;

use stepwell_journal::ExecutionKey;

use crate::limits::VIOLATIONS_MAX;

/// A broken invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// `I1` to `I16`, `clients` or `liveness`.
    pub invariant: &'static str,
    /// Machine and name of the execution; empty for what belongs to none.
    pub execution: String,
    /// When it showed, true time in milliseconds since 1970.
    pub at_ms: u64,
    /// How it shows.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {} {}: {}", self.invariant, self.at_ms, self.execution, self.what)
    }
}

/// Collects violations; what is beyond the limit is only counted.
#[derive(Debug, Default)]
pub(crate) struct Complaints {
    /// The present true time.
    pub at_ms: u64,
    /// The first ones.
    pub found: Vec<Violation>,
}

impl Complaints {
    /// Notes a violation.
    pub fn add(&mut self, invariant: &'static str, key: &ExecutionKey, what: impl Into<String>) {
        let execution = format!("{}/{}", key.machine, key.execution);
        self.add_to(invariant, execution, what);
    }

    /// Notes a violation of no execution in particular.
    pub fn add_to(&mut self, invariant: &'static str, execution: String, what: impl Into<String>) {
        if self.found.len() < VIOLATIONS_MAX {
            self.found.push(Violation { invariant, execution, at_ms: self.at_ms, what: what.into() });
        }
    }
}
