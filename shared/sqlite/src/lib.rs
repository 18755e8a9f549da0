//! The store, queue and payload ports over one SQLite file, for one server at a time.
//!
//! One thread writes: it takes everything that waits, writes it in one transaction and answers when that is on the disk.
//! A few threads read. Deliberately absent: several servers on one file, and rules of the ports themselves; those are
//! in the journal's crate, and so is the contract that the tests here run.

mod clock;
mod database;
mod disk;
mod errors;
mod firm;
pub mod limits;
mod open;
mod payloads;
mod queue;
mod readers;
mod rows;
mod schema;
mod store;
mod writer;

pub use clock::SystemClock;
pub use database::Database;
pub use disk::Disk;
pub use open::OpenError;
pub use payloads::SqlitePayloads;
pub use queue::SqliteQueue;
pub use store::SqliteStore;

#[cfg(test)]
mod tests;
