//! The three ports in memory: deterministic, for tests and the simulator. Deliberately absent: faults (a wrapper brings
//! them) and anything that outlives the process.

mod payloads;
mod queue;
mod store;

pub use payloads::MemoryPayloads;
pub use queue::MemoryQueue;
pub use store::MemoryStore;

#[cfg(test)]
mod tests;
