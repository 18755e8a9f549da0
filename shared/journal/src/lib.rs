//! An execution as a journal: pages, cover, codec, and the store and queue ports with their contract tests.

pub mod clock;
pub mod codec;
pub mod contract;
pub mod head;
pub mod limits;
pub mod memory;
pub mod metering;
pub mod outbox;
pub mod payloads;
pub mod queue;
pub mod rules;
#[cfg(test)]
mod sample;
pub mod size;
pub mod span;
pub mod store;
