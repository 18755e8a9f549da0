//! Joins of a head. Whole ranges of durable results are sealed into lists beside the page, so that a wide join costs
//! each page only its latest results and one digest for each range.

use minicbor::bytes::ByteArray;
use stepwell_engine::frame::Doing;
use stepwell_engine::join::Join;
use stepwell_engine::payload::Home;
use stepwell_engine::{Execution, Payload};

use super::tables::Tables;
use super::{encoded, minus};
use crate::codec::CodecError;
use crate::codec::known::KnownTable;
use crate::codec::record::frame::{JoinRecord, LooseRecord, SealedRecord};
use crate::codec::record::segment::ListRecord;
use crate::limits::{JOIN_RESULTS_MAX, LIST_RESULTS};

/// Refuses an execution whose joins are wider together than any reader would believe.
pub(super) fn check_width(execution: &Execution) -> Result<(), CodecError> {
    let widths = execution.frames.values().map(|frame| match &frame.doing {
        Doing::Join(join) => join.results.len(),
        Doing::Enter | Doing::Wait { .. } | Doing::Task(_) | Doing::Resume(_) | Doing::Backoff { .. } => 0,
    });
    let bytes = widths.sum();
    if bytes <= JOIN_RESULTS_MAX {
        Ok(())
    } else {
        Err(CodecError::TooLarge { bytes, max: JOIN_RESULTS_MAX })
    }
}

/// A join; `previous` is its frame's previous event.
pub(super) fn join(join: &Join, previous: u64, tables: &mut Tables<'_>) -> Result<JoinRecord, CodecError> {
    let mut sealed = Vec::new();
    let mut loose = Loose::default();
    let mut ranges_next = 0;
    for (range, results) in (0_u32..).zip(join.results.chunks(LIST_RESULTS)) {
        match list(results, tables)? {
            Some(record) => {
                let digest = ByteArray::from(tables.list(&record)?);
                sealed.push(SealedRecord { range: range - ranges_next, digest });
                ranges_next = range + 1;
            }
            None => loose.add(results, tables)?,
        }
    }
    Ok(JoinRecord {
        stamp: minus(previous, join.stamp),
        input: tables.text(&join.input)?,
        total: join.total(),
        launched: join.launched,
        window: join.window,
        last: minus(previous, join.last),
        items: tables.maybe_text(join.items.as_ref())?,
        loose: loose.finish(),
        sealed: Some(sealed).filter(|sealed| !sealed.is_empty()),
    })
}

/// Whether results form a whole range that will never change: all are there and durable where they are.
pub(super) fn is_sealed(results: &[Option<Payload>]) -> bool {
    let durable = |result: &Option<Payload>| result.as_ref().is_some_and(|it| it.home() != Home::Nowhere);
    results.len() == LIST_RESULTS && results.iter().all(durable)
}

fn list(results: &[Option<Payload>], tables: &Tables<'_>) -> Result<Option<Vec<u8>>, CodecError> {
    if !is_sealed(results) || results.iter().flatten().any(|result| tables.is_moved(result)) {
        return Ok(None);
    }
    let mut known = KnownTable::default();
    let mut entries = Vec::with_capacity(results.len());
    let mut before = 0;
    for result in results.iter().flatten() {
        let entry = known.entry(result.home(), result.bytes(), None)? as i64;
        entries.push(entry - before);
        before = entry;
    }
    encoded(&ListRecord { known: known.into_record(), entries }).map(Some)
}

/// Results that are named one by one, while they are collected.
#[derive(Default)]
struct Loose {
    record: LooseRecord,
    present: bool,
    run: u32,
    before: i64,
}

impl Loose {
    fn add(&mut self, results: &[Option<Payload>], tables: &mut Tables<'_>) -> Result<(), CodecError> {
        for result in results {
            if result.is_some() != self.present {
                self.record.runs.push(self.run);
                self.run = 0;
                self.present = !self.present;
            }
            self.run += 1;
            if let Some(result) = result {
                let text = i64::from(tables.text(result)?);
                self.record.texts.push(text - self.before);
                self.before = text;
            }
        }
        Ok(())
    }

    /// The rest after the last run has not come.
    fn finish(mut self) -> Option<LooseRecord> {
        if self.present {
            self.record.runs.push(self.run);
        }
        Some(self.record).filter(|record| !record.texts.is_empty())
    }
}
