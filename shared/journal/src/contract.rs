//! What every adapter of the ports must do, as tests that any adapter's own tests call with a fresh instance of it.
//! A broken rule is a failed assertion; an error of the adapter comes back as an error.
//!
//! Deliberately absent: faults, speed and races; those depend on the adapter and are tested beside it. The index of
//! the store under test must have caught up when a write is answered, as it does in memory, in SQLite and in local
//! stand-ins for DynamoDB.

pub mod payloads;
pub mod queue;
pub mod store;
