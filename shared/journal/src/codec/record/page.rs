//! A page: the tables that everything in it refers to, history events, and the head after them.

use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};

use super::event::EventsRecord;
use super::head::HeadRecord;

/// A page.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct PageRecord {
    /// Names, causes, ARNs: each once.
    #[n(0)]
    pub words: Vec<WordRecord>,
    /// Texts that this page brings.
    #[n(1)]
    pub texts: Vec<String>,
    /// Texts kept elsewhere.
    #[n(2)]
    pub known: KnownRecord,
    /// History events.
    #[n(3)]
    pub events: EventsRecord,
    /// The execution after them.
    #[n(4)]
    pub head: HeadRecord,
}

/// A word.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub(crate) enum WordRecord {
    /// Here.
    #[n(0)]
    Here(#[n(0)] String),
    /// A payload of its own, because it is long.
    #[n(1)]
    Payload(#[n(0)] ByteArray<16>),
}

/// Texts kept elsewhere, as columns of equal length.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct KnownRecord {
    /// Digests, each once.
    #[n(0)]
    pub digests: Vec<ByteArray<16>>,
    /// Where: n ≥ 0 is a page (in pages counted back from the page, in lists counted from 0); -1 - 2 k is the segment,
    /// -2 - 2 k the payload with digest k.
    #[n(1)]
    pub places: Vec<i64>,
    /// Position there; 0 for payloads.
    #[n(2)]
    pub indexes: Vec<u32>,
    /// Length of the text in bytes.
    #[n(3)]
    pub bytes: Vec<u64>,
}
