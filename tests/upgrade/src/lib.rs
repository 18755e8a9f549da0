//! Executions that one version began and another ends: whole stores written by each record schema and kept for ever, and
//! versions side by side on one store and queue. Deliberately absent: anything that depends on wall time.
#![expect(clippy::panic, reason = "a fleet that cannot go on ends its test")]

pub mod dump;
pub mod fleet;
pub mod outside;
pub mod process;
pub mod shelf;
pub mod stories;

pub use fleet::Fleet;
pub use process::Code;
