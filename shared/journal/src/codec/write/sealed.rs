//! What a draft has closed so far. A draft that does not fit is made again with shorter texts moved out; what was
//! compressed once is not compressed again then.

use std::collections::{BTreeMap, BTreeSet};

use crate::codec::digest::digest_of;
use crate::codec::envelope::{self, Kind};
use crate::codec::{CodecError, Digest, Schema, parts};

/// What is kept under which digest.
type Kept = Vec<(Digest, Vec<u8>)>;

/// Closed texts and lists by digest.
pub(super) struct Sealed {
    schema: Schema,
    texts: BTreeMap<Digest, Kept>,
    lists: BTreeMap<Digest, Vec<u8>>,
}

impl Sealed {
    /// Nothing yet.
    pub(super) fn new(schema: Schema) -> Self {
        Sealed { schema, texts: BTreeMap::new(), lists: BTreeMap::new() }
    }

    /// The schema of what is closed.
    pub(super) fn schema(&self) -> Schema {
        self.schema
    }

    /// Closes a text that becomes a payload of its own.
    pub(super) fn text(&mut self, text: &str) -> Result<Digest, CodecError> {
        let digest = digest_of(text.as_bytes());
        if !self.texts.contains_key(&digest) {
            let mut bodies = Vec::new();
            parts::seal(self.schema, digest, text, |digest, body| bodies.push((digest, body)))?;
            self.texts.insert(digest, bodies);
        }
        Ok(digest)
    }

    /// Closes a list of results.
    pub(super) fn list(&mut self, record: &[u8]) -> Result<Digest, CodecError> {
        let digest = digest_of(record);
        if !self.lists.contains_key(&digest) {
            self.lists.insert(digest, envelope::seal(self.schema, Kind::List, 0, record)?);
        }
        Ok(digest)
    }

    /// What is kept of the texts and lists of a page: payloads, then segments, each in the order of the digests.
    pub(super) fn into_parts(self, texts: &BTreeSet<Digest>, lists: &BTreeSet<Digest>) -> (Kept, Kept) {
        let payloads = self.texts.into_iter().filter(|(digest, _)| texts.contains(digest));
        let segments = self.lists.into_iter().filter(|(digest, _)| lists.contains(digest));
        (payloads.flat_map(|(_, bodies)| bodies).collect(), segments.collect())
    }
}
