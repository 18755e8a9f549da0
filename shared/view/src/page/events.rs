//! The table of history events, in pages. Absent: filtering and descending order.

use super::PageInput;
use super::payload::Payload;
use crate::limits::PAGE_EVENTS_MAX;
use crate::moment::{self, Millis, duration};
use crate::progress::Progress;
use serde_json::Value;

/// One page of the table.
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    pub(super) total: usize,
    pub(super) page: usize,
    pub(super) pages: usize,
}

/// One event.
pub(super) struct Row {
    pub(super) id: u64,
    pub(super) kind: String,
    pub(super) step: String,
    pub(super) previous: u64,
    pub(super) after: String,
    pub(super) details: Payload,
}

impl Table {
    pub(super) fn new(input: &PageInput<'_>) -> Table {
        let pages = input.events.len().div_ceil(PAGE_EVENTS_MAX).max(1);
        let page = input.page.clamp(1, pages);
        let from = input.progress.whole.started_ms;
        let events = input.events.iter().skip((page - 1) * PAGE_EVENTS_MAX).take(PAGE_EVENTS_MAX);
        let rows = events.map(|event| row(input.progress, event, from)).collect();
        Table { rows, total: input.events.len(), page, pages }
    }
}

fn row(progress: &Progress, event: &Value, from: Option<Millis>) -> Row {
    let number = |field: &str| event.get(field).and_then(Value::as_u64).unwrap_or(0);
    let at = moment::read(event.get("timestamp"));
    let details = event.as_object().into_iter().flatten().find(|(key, _)| key.ends_with("EventDetails"));
    let details = details.map(|(_, details)| details.to_string());
    let id = number("id");
    Row {
        id,
        kind: event.get("type").and_then(Value::as_str).unwrap_or_default().to_owned(),
        step: progress.visit_of(id).map(|visit| visit.name.clone()).unwrap_or_default(),
        previous: number("previousEventId"),
        after: at.zip(from).map(|(at, from)| duration(at - from)).unwrap_or_default(),
        details: Payload::row(details.as_deref()),
    }
}
