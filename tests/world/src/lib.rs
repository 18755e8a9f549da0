//! A world in memory for tests: the production orchestrator over memory ports, with faults at numbered points, virtual
//! time and scripted services, driven by one thread. Deliberately absent: anything that depends on wall time.
#![expect(clippy::panic, reason = "a world that cannot go on ends its test")]

pub mod clock;
pub mod points;
pub mod services;
pub mod world;

pub use clock::VirtualTime;
pub use points::{Fault, Points};
pub use services::{Answer, Script};
pub use world::World;
