//! `GetExecutionHistory`: events in either direction, page by page. A page ends early where its texts become many.

use serde_json::{Value, json};
use stepwell_engine::history::wire;
use stepwell_engine::{HistoryEvent, Payload};
use stepwell_journal::{ExecutionKey, HistoryPart, HistoryPlace, HistoryQuery, Journal};

use super::Call;
use crate::fault::Fault;
use crate::limits::{HISTORY_PAGE_BYTES_MAX, PAGE_DEFAULT};
use crate::model::{Member, Shape, optional, required};
use crate::page_token::Listing;
use crate::resource;

/// Name of the action, as page tokens carry it.
const ACTION: &str = "GetExecutionHistory";

/// The request.
pub const MEMBERS: &[Member] = &[
    required("executionArn", Shape::ARN),
    optional("maxResults", Shape::PAGE_SIZE),
    optional("reverseOrder", Shape::Flag),
    optional("nextToken", Shape::PAGE_TOKEN),
    optional("includeExecutionData", Shape::Flag),
];

/// Carries it out.
pub async fn run(call: Call<'_>) -> Result<Value, Fault> {
    let request = call.request;
    let orchestrator = &call.api.orchestrator;
    let arn = request.required("executionArn")?;
    let key = resource::execution(&orchestrator.config.place, arn)?;
    let key = key.ok_or_else(|| Fault::no_execution(arn))?;
    let now_ms = call.api.now_ms();
    let reverse = request.flag("reverseOrder").unwrap_or(false);
    let data = request.flag("includeExecutionData").unwrap_or(true);
    let filter = filter(arn, reverse, data);
    let listing = Listing { action: ACTION, filter: &filter };
    let from = match request.text("nextToken") {
        Some(token) => Some(place(&listing.cursor(token, now_ms)?)?),
        None => None,
    };
    let query = HistoryQuery { from, limit: request.page_size(PAGE_DEFAULT), reverse, include_data: false };
    let part = read(&orchestrator.journal, &key, query, data).await?;
    let part = part.ok_or_else(|| Fault::no_execution(arn))?;
    let events = part.events.iter().map(|event| shown(event, data)).collect::<Result<Vec<Value>, Fault>>()?;
    let mut answer = json!({ "events": events });
    if let Some(next) = part.next {
        answer["nextToken"] = json!(token(arn, reverse, data, next, now_ms)?);
    }
    Ok(answer)
}

/// What a page token is bound to besides the action.
fn filter(arn: &str, reverse: bool, data: bool) -> [&str; 3] {
    [arn, if reverse { "reverse" } else { "" }, if data { "" } else { "no data" }]
}

/// The page token that goes on at a place.
pub(crate) fn token(
    arn: &str,
    reverse: bool,
    data: bool,
    place: HistoryPlace,
    now_ms: u64,
) -> Result<String, Fault> {
    let filter = filter(arn, reverse, data);
    Listing { action: ACTION, filter: &filter }
        .token(&[&place.page.to_string(), &place.offset.to_string()], now_ms)
}

/// Reads as many of the events wanted as their texts allow, at least one, with the texts if they are wanted.
async fn read(
    journal: &Journal,
    key: &ExecutionKey,
    query: HistoryQuery,
    data: bool,
) -> Result<Option<HistoryPart>, Fault> {
    let world = |error: stepwell_journal::JournalError| Fault::world(&error);
    let Some(mut part) = journal.history(key, query).await.map_err(world)? else { return Ok(None) };
    if !data {
        return Ok(Some(part));
    }
    let fitting = fitting(&part.events);
    if fitting < part.events.len() {
        // The shorter page is read again, because only the journal knows where it ends.
        let shorter = HistoryQuery { limit: fitting, ..query };
        let Some(again) = journal.history(key, shorter).await.map_err(world)? else { return Ok(None) };
        part = again;
    }
    let payloads: Vec<Payload> =
        part.events.iter().flat_map(|event| event.detail.payloads()).cloned().collect();
    journal.fetch(key, &payloads).await.map_err(world)?;
    Ok(Some(part))
}

/// How many of the events fit into a page.
fn fitting(events: &[HistoryEvent]) -> usize {
    let mut bytes = 0;
    let sizes = events.iter().map(|event| event.detail.payloads().map(Payload::bytes).sum::<usize>());
    let fits = sizes.take_while(|size| {
        bytes += size;
        bytes <= HISTORY_PAGE_BYTES_MAX
    });
    fits.count().max(1)
}

fn place(cursor: &[String]) -> Result<HistoryPlace, Fault> {
    let number = |at: usize| cursor.get(at).and_then(|part| part.parse::<u64>().ok());
    let offset = number(1).and_then(|offset| u32::try_from(offset).ok());
    number(0).zip(offset).map(|(page, offset)| HistoryPlace { page, offset }).ok_or_else(Fault::invalid_token)
}

fn shown(event: &HistoryEvent, data: bool) -> Result<Value, Fault> {
    wire::event(event, data).map_err(|absent| Fault::world(&format!("a text is missing: {:?}", absent.0)))
}
