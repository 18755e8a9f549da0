//! The ports with a meter on them: what a run would have cost in units that AWS bills, counted exactly.
//! Deliberately absent: prices, and billing by provisioned capacity.
//!
//! Put the meter directly around the adapter and wrappers that bring faults around the meter: a request that never
//! reached the store is not billed, one whose reply was lost is.

mod meter;
mod payloads;
mod queue;
mod store;
mod units;

pub use meter::{Meter, Usage};
pub use payloads::MeteredPayloads;
pub use queue::MeteredQueue;
pub use store::MeteredStore;

#[cfg(test)]
mod tests;
