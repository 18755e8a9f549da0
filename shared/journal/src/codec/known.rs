//! The table of texts that are kept elsewhere: each home once, as columns. Used by pages, which count pages back from
//! themselves, and by lists, which must say the same whenever they are written and so count from 0.

use std::collections::BTreeMap;

use minicbor::bytes::ByteArray;
use stepwell_engine::Payload;
use stepwell_engine::payload::Home;

use super::record::page::KnownRecord;
use super::{CodecError, Digest};

/// Collects homes while a record is written.
#[derive(Debug, Default)]
pub(super) struct KnownTable {
    record: KnownRecord,
    entries: BTreeMap<Home, usize>,
    digests: BTreeMap<Digest, i64>,
}

impl KnownTable {
    /// Position of `home`; `page` is the page that is being written, none for a list.
    pub(super) fn entry(&mut self, home: Home, bytes: usize, page: Option<u64>) -> Result<usize, CodecError> {
        if let Some(entry) = self.entries.get(&home) {
            return Ok(*entry);
        }
        let (place, index) = match home {
            Home::Nowhere => return Err(CodecError::Homeless { bytes }),
            Home::Page { page: of, index } => {
                (distance(of, page).ok_or(CodecError::Foreign { home })?, index)
            }
            Home::Segment { digest, index } => (-1 - 2 * self.digest(digest), index),
            Home::Payload { digest } => (-2 - 2 * self.digest(digest), 0),
        };
        let entry = self.record.places.len();
        self.record.places.push(place);
        self.record.indexes.push(index);
        self.record.bytes.push(bytes as u64);
        self.entries.insert(home, entry);
        Ok(entry)
    }

    fn digest(&mut self, digest: Digest) -> i64 {
        let next = self.record.digests.len() as i64;
        let position = *self.digests.entry(digest).or_insert(next);
        if position == next {
            self.record.digests.push(ByteArray::from(digest));
        }
        position
    }

    /// What is kept.
    pub(super) fn into_record(self) -> KnownRecord {
        self.record
    }
}

fn distance(of: u64, page: Option<u64>) -> Option<i64> {
    match page {
        Some(page) => page.checked_sub(of).filter(|back| *back > 0),
        None => Some(of),
    }
    .and_then(|count| i64::try_from(count).ok())
}

/// Absent payloads for all entries; `page` as in [`KnownTable::entry`].
pub(super) fn absent(record: &KnownRecord, page: Option<u64>) -> Result<Vec<Payload>, CodecError> {
    let KnownRecord { digests, places, indexes, bytes } = record;
    if places.len() != indexes.len() || places.len() != bytes.len() {
        return Err(CodecError::corrupt("columns of known texts differ in length"));
    }
    let columns = places.iter().zip(indexes).zip(bytes);
    columns
        .map(|((place, index), bytes)| {
            let home = home(digests, *place, *index, page)
                .ok_or_else(|| CodecError::corrupt("a text is nowhere"))?;
            let bytes = usize::try_from(*bytes).map_err(|_| CodecError::corrupt("a text is too long"))?;
            Ok(Payload::absent(home, bytes))
        })
        .collect()
}

fn home(digests: &[ByteArray<16>], place: i64, index: u32, page: Option<u64>) -> Option<Home> {
    if let Ok(count) = u64::try_from(place) {
        let page = match page {
            Some(page) => page.checked_sub(count).filter(|_| count > 0)?,
            None => count,
        };
        return Some(Home::Page { page, index });
    }
    let code = (-1_i64).checked_sub(place)?;
    let digest = **digests.get(usize::try_from(code / 2).ok()?)?;
    Some(if code % 2 == 0 { Home::Segment { digest, index } } else { Home::Payload { digest } })
}
