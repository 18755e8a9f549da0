//! Segments: what stands beside the pages under the digest of its record.

use minicbor::{Decode, Encode};

use super::page::KnownRecord;

/// Texts gathered from old pages.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct TextsRecord {
    /// The texts.
    #[n(0)]
    pub texts: Vec<String>,
}

/// Where a range of a wide join's results is kept. Pages are absolute: counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct ListRecord {
    /// One entry for each result.
    #[n(0)]
    pub known: KnownRecord,
    /// Entry of each result, as difference to the one before.
    #[n(1)]
    pub entries: Vec<i64>,
}
