//! Writing a page. A draft says what must be kept before the page (payloads, segments) and where every text lives once
//! the page is committed. Deliberately absent: doing it; until [`Draft::committed`] is called nothing has changed.

mod event;
mod frame;
mod gather;
mod join;
mod owed;
mod sealed;
mod tables;

use std::collections::BTreeSet;

use stepwell_engine::payload::Home;
use stepwell_engine::{Execution, HistoryEvent, Payload, Status};

use self::gather::Gathered;
use self::sealed::Sealed;
use self::tables::Tables;
use super::envelope::{self, Kind};
use super::record::head::{HeadRecord, StatusRecord};
use super::record::page::PageRecord;
use super::{CodecError, Digest, Schema};
use crate::head::Head;
use crate::limits::{INLINE_TEXT_BYTES_MAX, PAGE_BYTES_MAX};

pub(crate) use self::gather::needed;
pub use self::gather::to_fetch;

/// A page that is ready to be committed.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The page as it is kept.
    pub body: Vec<u8>,
    /// Payloads to be kept before it: digest of the text, or of a part of a long one, and what is kept.
    pub payloads: Vec<(Digest, Vec<u8>)>,
    /// Segments to be kept before it: digest of the record and what is kept.
    pub segments: Vec<(Digest, Vec<u8>)>,
    homes: Vec<(Payload, Home)>,
}

impl Draft {
    /// Drafts page `head.page` in a schema, with these events, which must end with the head's last event. Texts that the head still
    /// needs from pages long ago must be in memory, see [`to_fetch`].
    pub fn page(
        schema: Schema,
        head: &Head,
        events: &[HistoryEvent],
        nonce: u64,
    ) -> Result<Self, CodecError> {
        check(&head.execution, events);
        let gathered = Gathered::from(schema, head)?;
        let mut sealed = Sealed::new(schema);
        // The longest texts move out first, then shorter ones, until the page fits.
        let mut inline_max = INLINE_TEXT_BYTES_MAX;
        loop {
            match draft(head, events, nonce, &gathered, inline_max, &mut sealed) {
                Ok(draft) if draft.body.len() <= PAGE_BYTES_MAX => {
                    return Ok(draft.with_beside(&gathered, sealed));
                }
                Ok(draft) if inline_max == 0 => {
                    return Err(CodecError::TooLarge { bytes: draft.body.len(), max: PAGE_BYTES_MAX });
                }
                Err(CodecError::TooLarge { .. }) if inline_max > 0 => {}
                Ok(_) => {}
                Err(error) => return Err(error),
            }
            inline_max /= 2;
        }
    }

    /// To be called when the page is durable: notes where each text is kept now.
    pub fn committed(&self) {
        for (payload, home) in &self.homes {
            payload.set_home(*home);
        }
    }
}

/// INVARIANT: ids of history events are contiguous and end with the execution's last event.
fn check(execution: &Execution, events: &[HistoryEvent]) {
    let first = execution.last_event.checked_sub(events.len() as u64);
    assert!(first.is_some(), "more events than ids");
    let before = first.unwrap_or(0)..;
    assert!(events.iter().zip(before).all(|(event, before)| event.id - 1 == before), "event ids have a gap");
}

/// A draft that may turn out too large.
struct Trial {
    body: Vec<u8>,
    payloads: BTreeSet<Digest>,
    lists: BTreeSet<Digest>,
    homes: Vec<(Payload, Home)>,
}

impl Trial {
    /// The draft with all that must be kept before it.
    fn with_beside(self, gathered: &Gathered, sealed: Sealed) -> Draft {
        let Trial { body, payloads, lists, mut homes } = self;
        let (payloads, lists) = sealed.into_parts(&payloads, &lists);
        let segments = gathered.segments.iter().cloned().chain(lists).collect();
        homes.extend(gathered.moved.iter().cloned());
        Draft { body, payloads, segments, homes }
    }
}

fn draft(
    head: &Head,
    events: &[HistoryEvent],
    nonce: u64,
    gathered: &Gathered,
    inline_max: usize,
    sealed: &mut Sealed,
) -> Result<Trial, CodecError> {
    let schema = sealed.schema();
    let mut tables = Tables::new(head.page, inline_max, &gathered.homes, sealed);
    let events = event::events(events, head.execution.last_ms, &mut tables)?;
    let head = head_record(head, &mut tables)?;
    let done = tables.finish();
    let record = PageRecord { words: done.words, texts: done.texts, known: done.known, events, head };
    let body = envelope::seal(schema, Kind::Page, nonce, &encoded(&record)?)?;
    Ok(Trial { body, payloads: done.payloads, lists: done.lists, homes: done.homes })
}

/// The bytes of a record.
pub(crate) fn encoded<T: minicbor::Encode<()>>(record: &T) -> Result<Vec<u8>, CodecError> {
    // Writing to a vector cannot fail; the error type says so only for the derived shapes.
    minicbor::to_vec(record).map_err(|error| CodecError::corrupt(error.to_string()))
}

fn head_record(head: &Head, tables: &mut Tables<'_>) -> Result<HeadRecord, CodecError> {
    let execution = &head.execution;
    let base = execution.last_ms;
    join::check_width(execution)?;
    Ok(HeadRecord {
        last_event: execution.last_event,
        last_ms: base,
        input: tables.text(&execution.input)?,
        status: status(&execution.status, tables)?,
        frames: frame::frames(execution, tables)?,
        outbox: head
            .outbox
            .iter()
            .map(|owed| owed::owed(owed, execution, tables))
            .collect::<Result<_, _>>()?,
        promised: Some(head.promised_ms).filter(|ms| *ms != 0).map(|ms| minus(ms, base)),
        timer: Some(head.timer_ms).filter(|ms| *ms != 0).map(|ms| minus(ms, base)),
        timeout_at: execution.timeout_at_ms.map(|ms| minus(ms, base)),
        stopped: execution.stopped_ms.map(|ms| minus(ms, base)),
    })
}

fn status(status: &Status, tables: &mut Tables<'_>) -> Result<StatusRecord, CodecError> {
    Ok(match status {
        Status::Running => StatusRecord::Running,
        Status::Succeeded { output } => StatusRecord::Succeeded(tables.text(output)?),
        Status::Failed { error, cause } => {
            StatusRecord::Failed(tables.maybe(error.as_deref())?, tables.maybe(cause.as_deref())?)
        }
        Status::TimedOut => StatusRecord::TimedOut,
        Status::Aborted { error, cause } => {
            StatusRecord::Aborted(tables.maybe(error.as_deref())?, tables.maybe(cause.as_deref())?)
        }
    })
}

/// Difference of two counts as the records keep it; it wraps, so that any two are told apart.
fn minus(a: u64, b: u64) -> i64 {
    a.wrapping_sub(b).cast_signed()
}
