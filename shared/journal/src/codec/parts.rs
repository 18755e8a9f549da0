//! A text that is too long for one record, kept in parts: a list of digests under the digest of the whole text, and
//! each part under its own. Deliberately absent: keeping and reading them; the journal does that, a few at a time.

use minicbor::bytes::ByteArray;

use super::digest::digest_of;
use super::envelope::{self, Kind};
use super::record::parts::PartsRecord;
use super::schema::Schema;
use super::write::encoded;
use super::{CodecError, Digest};
use crate::limits::{PART_BYTES, RECORD_BYTES_MAX, TEXT_BYTES_MAX};

/// Names the parts of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    digest: Digest,
    bytes: usize,
    /// Digests of the parts, in order.
    pub digests: Vec<Digest>,
}

/// A text that was kept under its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptText {
    /// Here.
    Whole(String),
    /// In parts.
    Parts(Parts),
}

/// Closes a text: what is to be kept under the digest of the text, and under the digests of its parts if it has any.
pub(super) fn seal(
    schema: Schema,
    digest: Digest,
    text: &str,
    mut keep: impl FnMut(Digest, Vec<u8>),
) -> Result<(), CodecError> {
    if text.len() <= RECORD_BYTES_MAX {
        keep(digest, envelope::seal(schema, Kind::Payload, 0, text.as_bytes())?);
        return Ok(());
    }
    let max = schema.text_bytes_max();
    if text.len() > max {
        return Err(CodecError::TooLarge { bytes: text.len(), max });
    }
    let mut parts = Vec::with_capacity(text.len().div_ceil(PART_BYTES));
    for part in text.as_bytes().chunks(PART_BYTES) {
        let digest = digest_of(part);
        parts.push(ByteArray::from(digest));
        keep(digest, envelope::seal(schema, Kind::Part, 0, part)?);
    }
    let record = encoded(&PartsRecord { bytes: text.len() as u64, parts })?;
    keep(digest, envelope::seal(schema, Kind::Parts, 0, &record)?);
    Ok(())
}

/// Opens what was kept under the digest of a text.
pub fn open(digest: Digest, bytes: &[u8]) -> Result<KeptText, CodecError> {
    if envelope::is(Kind::Parts, bytes) {
        return Parts::open(digest, bytes).map(KeptText::Parts);
    }
    super::read::payload(digest, bytes).map(KeptText::Whole)
}

impl Parts {
    fn open(digest: Digest, bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, record) = envelope::open(Kind::Parts, bytes)?;
        let PartsRecord { bytes, parts } = minicbor::decode(&record)?;
        let bytes = usize::try_from(bytes).ok().filter(|bytes| *bytes <= TEXT_BYTES_MAX);
        let bytes = bytes.ok_or_else(|| CodecError::corrupt("a text that is longer than any"))?;
        // Every claim would be believed and allocated.
        if bytes > parts.len().saturating_mul(RECORD_BYTES_MAX) || parts.len() > bytes {
            return Err(CodecError::corrupt(format!("a text of {bytes} bytes in {} parts", parts.len())));
        }
        Ok(Parts { digest, bytes, digests: parts.iter().map(|part| **part).collect() })
    }

    /// An empty text to which the parts are added in order.
    pub fn begin(&self) -> Whole {
        Whole { digest: self.digest, bytes: self.bytes, text: Vec::with_capacity(self.bytes) }
    }
}

/// A text while its parts come.
#[derive(Debug)]
pub struct Whole {
    digest: Digest,
    bytes: usize,
    text: Vec<u8>,
}

impl Whole {
    /// Adds what was kept as the next part.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), CodecError> {
        let (_, part) = envelope::open(Kind::Part, bytes)?;
        if self.text.len() + part.len() > self.bytes {
            return Err(CodecError::corrupt("the parts of a text are longer than it"));
        }
        self.text.extend_from_slice(&part);
        Ok(())
    }

    /// The text, if all its parts have come and are the right ones.
    pub fn finish(self) -> Result<String, CodecError> {
        if digest_of(&self.text) != self.digest {
            return Err(CodecError::corrupt("a text in parts does not match its digest"));
        }
        String::from_utf8(self.text).map_err(|_| CodecError::corrupt("a text is not UTF-8"))
    }
}
