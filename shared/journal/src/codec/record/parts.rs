//! Texts in parts, since schema 2.

use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};

/// The parts of a long text, which stand beside this record under the digests of their bytes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct PartsRecord {
    /// Length of the text in bytes.
    #[n(0)]
    pub bytes: u64,
    /// Digest of each part, in order. A part may end within a character.
    #[n(1)]
    pub parts: Vec<ByteArray<16>>,
}
