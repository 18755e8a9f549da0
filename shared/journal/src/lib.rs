//! An execution as a journal: pages, cover, codec, and the store and queue ports with their contract tests.

pub mod head;
pub mod limits;
pub mod outbox;
pub mod payloads;
pub mod queue;
pub mod store;
