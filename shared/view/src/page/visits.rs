//! The table of state visits with a time line. Absent: filtering.

use super::PageInput;
use super::payload::Payload;
use crate::limits::PAGE_VISITS_MAX;
use crate::moment::{Millis, duration};
use crate::progress::{Progress, Visit, Which};
use crate::status::Status;

/// Rows, and what is said about those that are not there.
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    pub(super) total: usize,
}

/// One visit.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) status: Status,
    /// `branch 1`, `items 3 › branch 0`, or empty.
    pub(super) inside: String,
    pub(super) depth: usize,
    pub(super) attempts: u32,
    pub(super) after: String,
    pub(super) took: String,
    /// Start and width of the bar in thousandths of the execution's duration.
    pub(super) bar: (i64, i64),
    pub(super) input: Payload,
    pub(super) output: Payload,
    pub(super) error: Option<String>,
    pub(super) cause: Payload,
}

impl Table {
    /// The latest visits if there are too many: what goes on now is at the end.
    pub(super) fn new(input: &PageInput<'_>) -> Table {
        let progress = input.progress;
        let skip = progress.visits.len().saturating_sub(PAGE_VISITS_MAX);
        let from = progress.whole.started_ms.unwrap_or(input.now_ms);
        let until = progress.whole.ended_ms.unwrap_or(input.now_ms).max(from + 1);
        let rows = progress.visits.iter().skip(skip).map(|visit| row(progress, visit, from, until));
        Table { rows: rows.collect(), total: progress.visits.len() }
    }
}

fn row(progress: &Progress, visit: &Visit, from: Millis, until: Millis) -> Row {
    let start = visit.started_ms.unwrap_or(from).clamp(from, until);
    let end = visit.ended_ms.unwrap_or(until).clamp(start, until);
    let scale = |millis: Millis| (millis as f64 * 1000.0 / (until - from) as f64).round() as i64;
    // A bar of no width could not be seen.
    let width = scale(end - start).max(6);
    Row {
        name: visit.name.clone(),
        kind: visit.kind.clone(),
        status: visit.status,
        inside: inside(progress, visit),
        depth: progress.depth(visit).min(6),
        attempts: visit.attempts,
        after: duration(start - from),
        took: duration(end - start),
        bar: (scale(start - from).min(1000 - width), width),
        input: Payload::row(visit.input.as_deref()),
        output: Payload::row(visit.output.as_deref()),
        error: visit.error.clone(),
        cause: Payload::row(visit.cause.as_deref()),
    }
}

fn inside(progress: &Progress, visit: &Visit) -> String {
    let mut parts = Vec::new();
    let mut lane = &progress.lanes[visit.lane];
    while let Some(parent) = lane.parent {
        let parent = &progress.visits[parent];
        parts.push(match lane.which {
            Which::Root => String::new(),
            Which::Branch(number) => format!("{} branch {number}", parent.name),
            Which::Iteration(index) => format!("{} [{index}]", parent.name),
        });
        lane = &progress.lanes[parent.lane];
    }
    parts.reverse();
    parts.join(" › ")
}
