//! An execution as a journal: pages, cover, codec, and the store and queue ports with their contract tests.

pub mod limits;
pub mod payloads;
pub mod queue;
pub mod store;
