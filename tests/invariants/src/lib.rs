//! Watches what a simulated world does (every item written, message sent, call seen outside, word told to a client) and
//! says which invariant it breaks. Each invariant is one file. Deliberately absent: faults, chance, scheduling, and any
//! write: the watcher only looks, right after each effect was applied in the true state.

pub mod answers;
pub mod approvals;
mod attempts;
mod calls;
mod chain;
mod cost;
pub mod endings;
mod letters;
pub mod limits;
mod numbering;
mod outbox;
mod page;
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
