//! The Amazon States Language: a definition text becomes a [`Program`], or all complaints at once, each with its
//! place. Deliberately absent: running anything; a program is read-only data for the engine.

pub mod catcher;
pub mod limits;
pub mod machine;
pub mod resource;
pub mod retrier;
pub mod state;
pub mod time;

pub use machine::{Machine, MachineId, Program, StateId};
pub use state::{State, Work};
