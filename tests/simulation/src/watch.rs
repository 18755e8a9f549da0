//! Who watches a run: told of everything right after it happened in the true state. Deliberately absent: the invariants
//! themselves.

use stepwell_integrations::service::ServiceRequest;
use stepwell_journal::store::{Item, Key};

/// A broken promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which promise: `I1`, `I10`, `output`.
    pub rule: String,
    /// What was seen.
    pub what: String,
}

impl Violation {
    /// A violation of a rule.
    pub fn new(rule: impl Into<String>, what: impl Into<String>) -> Self {
        Violation { rule: rule.into(), what: what.into() }
    }
}

/// Somebody who watches. Times are true time in milliseconds since 1970.
pub trait Watch: Send {
    /// An item was created or replaced.
    fn wrote(&mut self, at_ms: u64, item: &Item);
    /// An item was deleted.
    fn deleted(&mut self, at_ms: u64, key: &Key);
    /// A message was handed to the queue.
    fn sent(&mut self, at_ms: u64, body: &str, delay_s: u32);
    /// A message was received.
    fn received(&mut self, at_ms: u64, body: &str);
    /// A message was taken off the queue.
    fn acked(&mut self, at_ms: u64, body: &str);
    /// A message was lost.
    fn dropped(&mut self, at_ms: u64, body: &str);
    /// A service was called by a process.
    fn called(&mut self, at_ms: u64, process: u64, request: &ServiceRequest);
    /// What holds between any two events is looked at.
    fn check(&mut self, at_ms: u64);
    /// The run is over: everything that was wrong.
    fn finish(&mut self) -> Vec<Violation>;
}

/// Nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Watch for Nobody {
    fn wrote(&mut self, _at_ms: u64, _item: &Item) {}
    fn deleted(&mut self, _at_ms: u64, _key: &Key) {}
    fn sent(&mut self, _at_ms: u64, _body: &str, _delay_s: u32) {}
    fn received(&mut self, _at_ms: u64, _body: &str) {}
    fn acked(&mut self, _at_ms: u64, _body: &str) {}
    fn dropped(&mut self, _at_ms: u64, _body: &str) {}
    fn called(&mut self, _at_ms: u64, _process: u64, _request: &ServiceRequest) {}
    fn check(&mut self, _at_ms: u64) {}
    fn finish(&mut self) -> Vec<Violation> {
        Vec::new()
    }
}
