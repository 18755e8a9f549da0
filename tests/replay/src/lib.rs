//! A target for recorded cases that is nothing but the core: definitions are parsed, executions decided to their end in
//! virtual time. Deliberately absent: stores, servers, services; functions answer by the case's script.

mod scope;
mod target;
mod world;

pub use target::CoreTarget;
