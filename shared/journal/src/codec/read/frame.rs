//! Frames of a head.

use std::collections::BTreeMap;
use std::sync::Arc;

use stepwell_asl::StateId;
use stepwell_engine::error::StateError;
use stepwell_engine::frame::{Attempt, Doing, Ended, Step};
use stepwell_engine::{Frame, FramePath};

use super::{Page, before, join, plus};
use crate::codec::CodecError;
use crate::codec::record::frame::{AttemptRecord, DoingRecord, FrameRecord};

/// All frames by path.
pub(super) fn frames(page: &Page) -> Result<BTreeMap<FramePath, Frame>, CodecError> {
    join::check_width(&page.record.head.frames)?;
    let mut frames = BTreeMap::new();
    let mut last: Arc<[Step]> = Arc::from([]);
    for record in &page.record.head.frames {
        let path = path_after(&record.path, &last)?;
        if frames.insert(FramePath(path.clone()), frame(record, page)?).is_some() {
            return Err(CodecError::corrupt("two frames have one path"));
        }
        last = path;
    }
    Ok(frames)
}

fn path_after(record: &[i64], last: &[Step]) -> Result<Arc<[Step]>, CodecError> {
    let (steps, rest) = record.as_chunks::<3>();
    if !rest.is_empty() {
        return Err(CodecError::corrupt("a path ends within a step"));
    }
    let origin = Step { state: StateId(0), stamp: 0, index: 0 };
    let steps = steps.iter().enumerate().map(|(depth, [state, stamp, index])| {
        let base = last.get(depth).copied().unwrap_or(origin);
        Some(Step {
            state: StateId(count(base.state.0, *state)?),
            stamp: plus(base.stamp, *stamp),
            index: count(base.index, *index)?,
        })
    });
    steps.collect::<Option<_>>().ok_or_else(|| CodecError::corrupt("a path leaves the numbers"))
}

fn count(base: u32, difference: i64) -> Option<u32> {
    i64::from(base).checked_add(difference).and_then(|sum| u32::try_from(sum).ok())
}

fn frame(record: &FrameRecord, page: &Page) -> Result<Frame, CodecError> {
    let head = &page.record.head;
    let previous = before(head.last_event, record.previous);
    let entered = before(previous, record.entered);
    Ok(Frame {
        state: StateId(record.state),
        input: page.payload(record.input)?,
        previous,
        entered,
        before_entered: before(entered, record.before_entered),
        entered_ms: plus(head.last_ms, record.entered_at),
        retries: record.retries.clone().unwrap_or_default(),
        doing: doing(&record.doing, previous, page)?,
    })
}

fn doing(record: &DoingRecord, previous: u64, page: &Page) -> Result<Doing, CodecError> {
    let base = page.record.head.last_ms;
    Ok(match record {
        DoingRecord::Enter => Doing::Enter,
        DoingRecord::Wait(until) => Doing::Wait { until_ms: plus(base, *until) },
        DoingRecord::Task(attempt) => Doing::Task(attempt_of(attempt, previous, page)?),
        DoingRecord::Succeeded(result) => Doing::Resume(Ended::Succeeded(page.payload(*result)?)),
        DoingRecord::Waited => Doing::Resume(Ended::Waited),
        DoingRecord::Failed(error, cause, heartbeat) => {
            let error = StateError { error: page.words.maybe(*error)?, cause: page.words.maybe(*cause)? };
            Doing::Resume(Ended::Failed { error, heartbeat: *heartbeat })
        }
        DoingRecord::Backoff(until, stamp) => {
            Doing::Backoff { until_ms: plus(base, *until), stamp: before(previous, *stamp) }
        }
        DoingRecord::Join(record) => Doing::Join(join::join(record, previous, page)?),
    })
}

fn attempt_of(record: &AttemptRecord, previous: u64, page: &Page) -> Result<Attempt, CodecError> {
    let base = page.record.head.last_ms;
    Ok(Attempt {
        stamp: before(previous, record.stamp),
        parameters: page.payload(record.parameters)?,
        role_arn: page.words.maybe(record.role_arn)?,
        started: record.started,
        submitted: record.submitted.map(|text| page.payload(text)).transpose()?,
        timeout_at_ms: record.timeout_at.map(|ms| plus(base, ms)),
        heartbeat_seconds: record.heartbeat_seconds,
        heartbeat_at_ms: record.heartbeat_at.map(|ms| plus(base, ms)),
    })
}
