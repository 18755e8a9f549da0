//! Watches what a simulated world does (every item written, message sent, call seen outside, word told to a client) and
//! says which invariant it breaks. Each invariant is one file. Deliberately absent: faults, chance, scheduling, and any
//! write: the watcher only looks, right after each effect was applied in the true state.
//!
//! How a world speaks to it: each call tells of one effect, at the true time, in the order in which effects became so,
//! and before anything else happens (the watcher reads the true stores). A write whose reply is lost is told; one that
//! was refused or never came is not. A process is named by what its sessions begin with, without the dot. The queue's own
//! copy of a message is told as sent. The clock of a process may be off by half of `Rules::skew_ms` at most, because that
//! is what two of them may differ by.

pub mod answers;
pub mod approvals;
mod attempts;
mod calls;
mod chain;
mod cost;
pub mod endings;
#[cfg(test)]
mod lab;
mod letters;
pub mod limits;
mod numbering;
mod outbox;
mod page;
mod polls;
mod promises;
mod replay;
pub mod rules;
mod secrets;
mod sizes;
mod terminal;
mod timers;
pub mod violation;
mod watched;
mod watcher;

pub use attempts::AttemptName;
pub use endings::Ending;
pub use rules::Rules;
pub use violation::Violation;
pub use watcher::Watcher;
