//! Frames, attempts and joins.

use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};

use super::{Text, Word};

/// A frame. Frames stand in the order of their paths.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct FrameRecord {
    /// State, stamp and index of each step, minus those of the step at the same depth of the frame before.
    #[n(0)]
    pub path: Vec<i64>,
    #[n(1)]
    pub state: u32,
    #[n(2)]
    pub input: Text,
    /// Head's last event minus this.
    #[n(3)]
    pub previous: i64,
    /// `previous` minus this.
    #[n(4)]
    pub entered: i64,
    /// `entered` minus this.
    #[n(5)]
    pub before_entered: i64,
    /// Difference to the head's time.
    #[n(6)]
    pub entered_at: i64,
    #[n(7)]
    pub doing: DoingRecord,
    /// Absent if empty.
    #[n(8)]
    pub retries: Option<Vec<u64>>,
}

/// What a frame is doing. Times are differences to the head's time, stamps differences to the frame's previous event.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub(crate) enum DoingRecord {
    #[n(0)]
    Enter,
    #[n(1)]
    Wait(#[n(0)] i64),
    #[n(2)]
    Task(#[n(0)] AttemptRecord),
    #[n(3)]
    Succeeded(#[n(0)] Text),
    /// Error, cause, heartbeat.
    #[n(4)]
    Failed(#[n(0)] Option<Word>, #[n(1)] Option<Word>, #[n(2)] bool),
    /// Until, stamp.
    #[n(5)]
    Backoff(#[n(0)] i64, #[n(1)] i64),
    #[n(6)]
    Join(#[n(0)] JoinRecord),
    #[n(7)]
    Waited,
}

/// An attempt.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct AttemptRecord {
    #[n(0)]
    pub stamp: i64,
    #[n(1)]
    pub parameters: Text,
    #[n(2)]
    pub started: bool,
    #[n(3)]
    pub timeout_at: Option<i64>,
    #[n(4)]
    pub heartbeat_seconds: Option<u64>,
    #[n(5)]
    pub heartbeat_at: Option<i64>,
    #[n(6)]
    pub submitted: Option<Text>,
    #[n(7)]
    pub role_arn: Option<Word>,
}

/// A join.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct JoinRecord {
    #[n(0)]
    pub stamp: i64,
    #[n(1)]
    pub input: Text,
    #[n(2)]
    pub total: u32,
    #[n(3)]
    pub launched: u32,
    #[n(4)]
    pub window: u32,
    /// The frame's previous event minus this.
    #[n(5)]
    pub last: i64,
    #[n(6)]
    pub items: Option<Text>,
    /// Results one by one.
    #[n(7)]
    pub loose: Option<LooseRecord>,
    /// Whole ranges of results, in order.
    #[n(8)]
    pub sealed: Option<Vec<SealedRecord>>,
}

/// Results that the page names one by one, those in sealed ranges left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct LooseRecord {
    /// How many have not come, how many have, and so on in turn.
    #[n(0)]
    pub runs: Vec<u32>,
    /// Texts of those that have come, as differences to the one before.
    #[n(1)]
    pub texts: Vec<i64>,
}

/// A whole range of results.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct SealedRecord {
    /// Which range, counted in ranges from 0; minus the number of the one before and 1.
    #[n(0)]
    pub range: u32,
    /// Digest of its list.
    #[n(1)]
    pub digest: ByteArray<16>,
}
