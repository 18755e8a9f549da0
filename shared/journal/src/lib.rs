//! An execution as a journal: pages, cover, codec, and the store and queue ports with their contract tests.

pub mod clock;
pub mod codec;
pub mod contract;
pub mod cover;
pub mod head;
pub mod journal;
pub mod key;
pub mod limits;
pub mod machine;
pub mod memory;
pub mod metering;
pub mod outbox;
pub mod payloads;
pub mod queue;
mod recent;
pub mod rules;
#[cfg(test)]
mod sample;
pub mod size;
pub mod span;
pub mod store;

pub use cover::{Closed, Cover, Parent};
pub use journal::{
    Begun, Committed, HistoryPart, HistoryPlace, HistoryQuery, Journal, JournalError, Loaded, NewExecution,
};
pub use key::ExecutionKey;
