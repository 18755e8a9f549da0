//! Frames of a head.

use stepwell_engine::error::StateError;
use stepwell_engine::frame::{Attempt, Doing, Ended, Step};
use stepwell_engine::{Execution, Frame};

use super::tables::Tables;
use super::{join, minus};
use crate::codec::CodecError;
use crate::codec::record::frame::{AttemptRecord, DoingRecord, FrameRecord};

/// All frames, in the order of their paths.
pub(super) fn frames(execution: &Execution, tables: &mut Tables<'_>) -> Result<Vec<FrameRecord>, CodecError> {
    let mut before: &[Step] = &[];
    let mut records = Vec::with_capacity(execution.frames.len());
    for (path, frame) in &execution.frames {
        records.push(FrameRecord {
            path: path_after(&path.0, before),
            state: frame.state.0,
            input: tables.text(&frame.input)?,
            previous: minus(execution.last_event, frame.previous),
            entered: minus(frame.previous, frame.entered),
            before_entered: minus(frame.entered, frame.before_entered),
            entered_at: minus(frame.entered_ms, execution.last_ms),
            doing: doing(frame, execution.last_ms, tables)?,
            retries: Some(frame.retries.clone()).filter(|retries| !retries.is_empty()),
        });
        before = &path.0;
    }
    Ok(records)
}

fn path_after(path: &[Step], before: &[Step]) -> Vec<i64> {
    let origin = Step { state: stepwell_asl::StateId(0), stamp: 0, index: 0 };
    path.iter()
        .enumerate()
        .flat_map(|(depth, step)| {
            let base = before.get(depth).copied().unwrap_or(origin);
            [
                i64::from(step.state.0) - i64::from(base.state.0),
                minus(step.stamp, base.stamp),
                i64::from(step.index) - i64::from(base.index),
            ]
        })
        .collect()
}

fn doing(frame: &Frame, base: u64, tables: &mut Tables<'_>) -> Result<DoingRecord, CodecError> {
    Ok(match &frame.doing {
        Doing::Enter => DoingRecord::Enter,
        Doing::Wait { until_ms } => DoingRecord::Wait(minus(*until_ms, base)),
        Doing::Task(attempt) => DoingRecord::Task(attempt_record(attempt, frame.previous, base, tables)?),
        Doing::Resume(Ended::Succeeded(result)) => DoingRecord::Succeeded(tables.text(result)?),
        Doing::Resume(Ended::Waited) => DoingRecord::Waited,
        Doing::Resume(Ended::Failed { error: StateError { error, cause }, heartbeat }) => {
            DoingRecord::Failed(tables.maybe(error.as_deref())?, tables.maybe(cause.as_deref())?, *heartbeat)
        }
        Doing::Backoff { until_ms, stamp } => {
            DoingRecord::Backoff(minus(*until_ms, base), minus(frame.previous, *stamp))
        }
        Doing::Join(join) => DoingRecord::Join(join::join(join, frame.previous, tables)?),
    })
}

fn attempt_record(
    attempt: &Attempt,
    previous: u64,
    base: u64,
    tables: &mut Tables<'_>,
) -> Result<AttemptRecord, CodecError> {
    Ok(AttemptRecord {
        stamp: minus(previous, attempt.stamp),
        parameters: tables.text(&attempt.parameters)?,
        started: attempt.started,
        timeout_at: attempt.timeout_at_ms.map(|ms| minus(ms, base)),
        heartbeat_seconds: attempt.heartbeat_seconds,
        heartbeat_at: attempt.heartbeat_at_ms.map(|ms| minus(ms, base)),
        submitted: tables.maybe_text(attempt.submitted.as_ref())?,
        role_arn: tables.maybe(attempt.role_arn.as_deref())?,
    })
}
