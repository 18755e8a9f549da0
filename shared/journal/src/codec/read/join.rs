//! Joins of a head: sealed ranges from their lists, the rest one by one.

use stepwell_engine::Payload;
use stepwell_engine::join::Join;

use super::{Page, before};
use crate::codec::CodecError;
use crate::codec::record::frame::{DoingRecord, FrameRecord, JoinRecord, LooseRecord, SealedRecord};
use crate::limits::{JOIN_RESULTS_MAX, LIST_RESULTS};

/// Refuses frames that claim more results together than was ever written: each claim would be believed and allocated.
pub(super) fn check_width(frames: &[FrameRecord]) -> Result<(), CodecError> {
    let widths = frames.iter().map(|frame| match &frame.doing {
        DoingRecord::Join(join) => u64::from(join.total),
        DoingRecord::Enter
        | DoingRecord::Wait(_)
        | DoingRecord::Task(_)
        | DoingRecord::Succeeded(_)
        | DoingRecord::Waited
        | DoingRecord::Failed(..)
        | DoingRecord::Backoff(..) => 0,
    });
    let width: u64 = widths.sum();
    if width <= JOIN_RESULTS_MAX as u64 {
        Ok(())
    } else {
        Err(CodecError::corrupt(format!("a join of {width}")))
    }
}

/// A join; `previous` is its frame's previous event.
pub(super) fn join(record: &JoinRecord, previous: u64, page: &Page) -> Result<Join, CodecError> {
    let total = record.total as usize;
    let mut results = vec![None; total];
    let mut is_sealed = vec![false; total.div_ceil(LIST_RESULTS)];
    seal(record.sealed.as_deref().unwrap_or_default(), page, &mut results, &mut is_sealed)?;
    if let Some(loose) = &record.loose {
        let slots = results.chunks_mut(LIST_RESULTS).zip(&is_sealed).filter(|(_, sealed)| !**sealed);
        fill(loose, page, slots.flat_map(|(range, _)| range))?;
    }
    Ok(Join {
        stamp: before(previous, record.stamp),
        items: record.items.map(|text| page.payload(text)).transpose()?,
        input: page.payload(record.input)?,
        launched: record.launched,
        window: record.window,
        // It is at most the total, which is 32 bits wide.
        settled: results.iter().flatten().count() as u32,
        results,
        last: before(previous, record.last),
    })
}

fn seal(
    records: &[SealedRecord],
    page: &Page,
    results: &mut [Option<Payload>],
    is_sealed: &mut [bool],
) -> Result<(), CodecError> {
    let mut next = 0_usize;
    for record in records {
        let range = next.saturating_add(record.range as usize);
        let slots = results.chunks_mut(LIST_RESULTS).nth(range);
        let list = page.lists.get(&*record.digest);
        let (Some(slots), Some(list), Some(mark)) = (slots, list, is_sealed.get_mut(range)) else {
            return Err(CodecError::corrupt("a range of results is not there"));
        };
        if slots.len() != list.len() {
            return Err(CodecError::corrupt("a list has the wrong length"));
        }
        for (slot, result) in slots.iter_mut().zip(list) {
            *slot = Some(result.clone());
        }
        *mark = true;
        next = range + 1;
    }
    Ok(())
}

fn fill<'a>(
    record: &LooseRecord,
    page: &Page,
    mut slots: impl Iterator<Item = &'a mut Option<Payload>>,
) -> Result<(), CodecError> {
    let too_many = || CodecError::corrupt("more results than the join has");
    let mut texts = record.texts.iter();
    let mut text = 0_i64;
    for (run, is_present) in record.runs.iter().zip([false, true].into_iter().cycle()) {
        for _ in 0..*run {
            let slot = slots.next().ok_or_else(too_many)?;
            if is_present {
                text = text.wrapping_add(*texts.next().ok_or_else(too_many)?);
                let position = text.try_into().map_err(|_| CodecError::corrupt("a text is out of range"))?;
                *slot = Some(page.payload(position)?);
            }
        }
    }
    Ok(())
}
