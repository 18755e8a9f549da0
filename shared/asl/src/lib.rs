//! The Amazon States Language: a definition text becomes a [`Program`], or all complaints at once, each with its
//! place. Deliberately absent: running anything; a program is read-only data for the engine.

pub mod catcher;
pub mod diagnostic;
pub mod limits;
pub mod machine;
pub mod parse;
pub mod resource;
pub mod retrier;
pub mod state;
pub mod time;

pub use diagnostic::{Code, Diagnostic, Severity};
pub use machine::{Machine, MachineId, MachineType, Program, StateId};
pub use parse::{Parsed, parse, parse_state};
pub use state::{State, Work};
