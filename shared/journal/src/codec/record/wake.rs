//! A wake item. One without an announcement is kept like any other time.

use minicbor::{Decode, Encode};

/// A promise to look at an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct WakeRecord {
    /// When, milliseconds since 1970.
    #[n(0)]
    pub at_ms: u64,
    /// The page that was announced by it; code that knows nothing of announcements passes over this.
    #[n(1)]
    pub page: Option<u64>,
    /// When it was announced, milliseconds since 1970.
    #[n(2)]
    pub announced_ms: Option<u64>,
}
