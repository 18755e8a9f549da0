//! Small items: heartbeats, wake items, cursors and sessions are one time each.

use minicbor::{Decode, Encode};

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct TimeRecord {
    /// Milliseconds since 1970.
    #[n(0)]
    pub at_ms: u64,
}
