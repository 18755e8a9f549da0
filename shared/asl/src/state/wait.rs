//! The Wait state. Source: Amazon States Language, "Wait State".

use std::sync::Arc;

use stepwell_query::path::Path;

use crate::state::Next;

/// What a Wait state does.
#[derive(Clone, Debug)]
pub struct Wait {
    /// Until when.
    pub until: Until,
    /// Where it goes on.
    pub next: Next,
}

/// The four forms of waiting.
#[derive(Clone, Debug)]
pub enum Until {
    /// `Seconds`: so many seconds after entering.
    Seconds(u64),
    /// `SecondsPath`.
    SecondsPath(Path),
    /// `Timestamp`, validated: milliseconds since 1970 and the text as written.
    Timestamp {
        /// Milliseconds since 1970, rounded down.
        at_ms: i64,
        /// As written.
        text: Arc<str>,
    },
    /// `TimestampPath`.
    TimestampPath(Path),
}
