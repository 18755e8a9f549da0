//! The execution between two decisions, without what never changes (the cover has that).

use minicbor::{Decode, Encode};

use super::frame::FrameRecord;
use super::owed::OwedRecord;
use super::{Text, Word};

/// The head of an execution.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct HeadRecord {
    /// Id of the last event.
    #[n(0)]
    pub last_event: u64,
    /// Milliseconds since 1970 of the last event; base of all other times in the page.
    #[n(1)]
    pub last_ms: u64,
    #[n(2)]
    pub input: Text,
    #[n(3)]
    pub status: StatusRecord,
    #[n(4)]
    pub frames: Vec<FrameRecord>,
    #[n(5)]
    pub outbox: Vec<OwedRecord>,
    /// Difference to `last_ms`; absent for none.
    #[n(6)]
    pub promised: Option<i64>,
    // Field 7 was a count that nothing used; whoever reads an old record passes over it.
    /// Difference to `last_ms`.
    #[n(8)]
    pub timeout_at: Option<i64>,
    /// Difference to `last_ms`.
    #[n(9)]
    pub stopped: Option<i64>,
    /// Difference to `last_ms`; absent for none.
    #[n(10)]
    pub timer: Option<i64>,
}

/// Status of an execution.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub(crate) enum StatusRecord {
    #[n(0)]
    Running,
    #[n(1)]
    Succeeded(#[n(0)] Text),
    /// Error, cause.
    #[n(2)]
    Failed(#[n(0)] Option<Word>, #[n(1)] Option<Word>),
    #[n(3)]
    TimedOut,
    /// Error, cause.
    #[n(4)]
    Aborted(#[n(0)] Option<Word>, #[n(1)] Option<Word>),
}
