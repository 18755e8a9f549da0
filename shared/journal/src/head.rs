//! The head of an execution: what its latest page says. Whoever holds it and knows the page number may try to commit
//! the next one.

use stepwell_engine::Execution;

use crate::outbox::Owed;

/// The latest state of an execution.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Number of the page that says this; 0 is the start, which rides on the cover.
    pub page: u64,
    /// The execution.
    pub execution: Execution,
    /// What it owes, ordered by stamp and age.
    pub outbox: Vec<Owed>,
    /// When the wake item that was promised last is due, milliseconds since 1970; 0 for none.
    pub promised_ms: u64,
    /// Due time of the timer for which a delayed wake-up was sent last, milliseconds since 1970; 0 for none.
    pub timer_ms: u64,
}
