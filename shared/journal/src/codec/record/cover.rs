//! Covers and their entries in the list index.

use minicbor::bytes::{ByteArray, ByteVec};
use minicbor::{Decode, Encode};

/// A cover. Names stand in its key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct CoverRecord {
    #[n(0)]
    pub status: ClosedRecord,
    /// Milliseconds since 1970.
    #[n(1)]
    pub started_ms: u64,
    /// Milliseconds after the start.
    #[n(2)]
    pub stopped: Option<i64>,
    /// ARN of the execution without its name at the end.
    #[n(3)]
    pub execution_arn: String,
    /// ARN of the machine without its name at the end.
    #[n(4)]
    pub state_machine_arn: String,
    #[n(5)]
    pub role_arn: String,
    #[n(6)]
    pub region: String,
    #[n(7)]
    pub generation: u64,
    #[n(8)]
    pub definition: ByteArray<16>,
    #[n(9)]
    pub input_digest: ByteArray<16>,
    #[n(10)]
    pub input_bytes: u64,
    #[n(11)]
    pub start: StartRecord,
    /// Absent if it is the execution's name.
    #[n(12)]
    pub start_id: Option<String>,
    #[n(13)]
    pub trace_header: Option<String>,
    #[n(14)]
    pub parent: Option<ParentRecord>,
    #[n(15)]
    pub version_arn: Option<String>,
    #[n(16)]
    pub alias_arn: Option<String>,
}

/// Whether and how an execution has closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub(crate) enum ClosedRecord {
    #[n(0)]
    Running,
    #[n(1)]
    Succeeded,
    #[n(2)]
    Failed,
    #[n(3)]
    TimedOut,
    #[n(4)]
    Aborted,
}

/// Where page 0 is.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub(crate) enum StartRecord {
    /// Here.
    #[n(0)]
    Inline(#[n(0)] ByteVec),
    /// In the segment with this digest of its bytes.
    #[n(1)]
    Segment(#[n(0)] ByteArray<16>),
}

/// The execution that started this one.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct ParentRecord {
    #[n(0)]
    pub machine: String,
    #[n(1)]
    pub execution: String,
    #[n(2)]
    pub stamp: u64,
}

/// What a listing shows.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct ListedRecord {
    #[n(0)]
    pub status: ClosedRecord,
    #[n(1)]
    pub generation: u64,
    /// Milliseconds after the start.
    #[n(2)]
    pub stopped: Option<i64>,
    #[n(3)]
    pub version_arn: Option<String>,
    #[n(4)]
    pub alias_arn: Option<String>,
}
