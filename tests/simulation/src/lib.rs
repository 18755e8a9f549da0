//! The deterministic simulator: the production code (engine, journal, orchestrator, API) runs in one thread over a
//! simulated world that follows from a seed. Time, chance, order, faults and people are all drawn from it, so that the
//! same seed is the same run, whatever machine it runs on.
//!
//! Deliberately absent: wall time, threads, and any decision of the product.

mod actors;
pub mod bias;
mod chance;
mod client;
pub mod disturbance;
mod executor;
mod logs;
mod moments;
mod outside;
mod platform;
mod point;
mod processes;
pub mod profile;
mod queue;
pub mod run;
pub mod scenario;
pub mod shrink;
mod store;
pub mod swarm;
mod table;
mod timeline;
mod trace;
pub mod versions;
pub mod watch;
pub mod weakened;
pub mod weakness;
mod window;
mod world;

pub use disturbance::{Disturbance, Fault, Site};
pub use profile::Profile;
pub use run::{Ending, Options, Report, run, run_scenario};
pub use scenario::Scenario;
pub use versions::Versions;
pub use watch::Violation;
pub use weakness::Weakness;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The lock, also after a thread died holding it.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
