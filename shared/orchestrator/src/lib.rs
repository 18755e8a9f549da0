//! Load, decide, announce, commit, act: what every entry point and function calls. The protocol is that of
//! `ARCHITECTURE.md`, "The protocol". Deliberately absent: HTTP, AWS's wire shapes, processes; and any clock or chance
//! but the ports'.

pub mod announce;
pub mod arn;
pub mod calls;
pub mod complete;
pub mod error;
pub mod inbox;
pub mod limits;
pub mod message;
pub mod nested;
pub mod orchestrator;
pub mod outbox;
pub mod poll;
pub mod programs;
pub mod run;
pub mod session;
pub mod start;
pub mod stop;
pub mod sweep;
pub mod token;
pub mod wake;
pub mod weakness;

pub use error::Error;
pub use orchestrator::{Chance, Config, Orchestrator, Parts, Time};
