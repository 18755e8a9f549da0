//! A target for recorded cases: the production API and orchestrator over memory, in virtual time. Functions answer by
//! the case's script. Deliberately absent: HTTP, which another test adds.

mod scripted;
mod target;

pub use target::WorldTarget;
