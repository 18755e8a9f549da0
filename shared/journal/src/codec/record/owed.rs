//! The outbox.

use minicbor::{Decode, Encode};

use super::{Text, Word};

/// One thing owed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct OwedRecord {
    /// Head's last event minus this.
    #[n(0)]
    pub stamp: i64,
    #[n(1)]
    pub order: OrderRecord,
    /// Absent for 0.
    #[n(2)]
    pub tries: Option<u32>,
    /// Difference to the head's time; absent for 0.
    #[n(3)]
    pub not_before: Option<i64>,
}

/// An order. Times are differences to the head's time.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub(crate) enum OrderRecord {
    #[n(0)]
    Call,
    /// Session, deadline.
    #[n(1)]
    ClaimedCall(#[n(0)] Word, #[n(1)] i64),
    /// Chain, safety.
    #[n(2)]
    Watch(#[n(0)] u64, #[n(1)] i64),
    /// Stamp (head's last event minus it), resource, parameters, submitted.
    #[n(3)]
    Cancel(#[n(0)] i64, #[n(1)] Word, #[n(2)] Text, #[n(3)] Option<Text>),
    #[n(4)]
    TellParent,
    #[n(5)]
    CloseCover,
}
