//! Reading a page. A wide join's lists and very long words stand beside the page: [`Page::needs`] names them and
//! [`Page::supply`] takes them in. Deliberately absent: reading them from a store.

mod event;
mod frame;
mod join;
mod owed;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use stepwell_engine::payload::Home;
use stepwell_engine::{Execution, HistoryEvent, Identity, Payload, Status};

use self::words::Words;
use super::digest::digest_of;
use super::envelope::{self, Kind};
use super::record::Text;
use super::record::frame::DoingRecord;
use super::record::head::{HeadRecord, StatusRecord};
use super::record::page::{PageRecord, WordRecord};
use super::record::segment::{ListRecord, TextsRecord};
use super::{CodecError, Digest, known};
use crate::head::Head;

/// A page as it was kept.
#[derive(Debug)]
pub struct Page {
    number: u64,
    nonce: u64,
    texts: Vec<Payload>,
    known: Vec<Payload>,
    words: Words,
    lists: BTreeMap<Digest, Vec<Payload>>,
    record: PageRecord,
}

/// Something beside the page that it cannot be read without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A segment that lists results.
    List(Digest),
    /// A payload that is a word of the page.
    Word(Digest),
}

/// How an execution stands, for people's questions.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Status, with output or error.
    pub status: Status,
    /// When it closed, milliseconds since 1970.
    pub stopped_ms: Option<u64>,
    /// Its input.
    pub input: Payload,
}

impl Page {
    /// Opens page `number`.
    pub fn open(number: u64, bytes: &[u8]) -> Result<Self, CodecError> {
        let (nonce, record) = envelope::open(Kind::Page, bytes)?;
        let mut record: PageRecord = minicbor::decode(&record)?;
        let texts = std::mem::take(&mut record.texts).into_iter().zip(0..).map(|(text, index)| {
            let payload = Payload::from_text(text);
            payload.set_home(Home::Page { page: number, index });
            payload
        });
        let texts = texts.collect();
        let known = known::absent(&record.known, Some(number))?;
        let words = Words::from(&record.words);
        Ok(Page { number, nonce, texts, known, words, lists: BTreeMap::new(), record })
    }

    /// Number of the page.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Who wrote it.
    pub fn nonce(&self) -> u64 {
        self.nonce
    }

    /// Text `index` of those that the page brought.
    pub fn text(&self, index: u32) -> Option<&Payload> {
        self.texts.get(index as usize)
    }

    /// What must be supplied before the head can be read.
    pub fn needs(&self) -> BTreeSet<Need> {
        let lists = self.record.head.frames.iter().filter_map(|frame| match &frame.doing {
            DoingRecord::Join(join) => join.sealed.as_ref(),
            DoingRecord::Enter
            | DoingRecord::Wait(_)
            | DoingRecord::Task(_)
            | DoingRecord::Succeeded(_)
            | DoingRecord::Waited
            | DoingRecord::Failed(..)
            | DoingRecord::Backoff(..) => None,
        });
        let lists =
            lists.flatten().map(|sealed| *sealed.digest).filter(|digest| !self.lists.contains_key(digest));
        self.word_needs().into_iter().chain(lists.map(Need::List)).collect()
    }

    /// What must be supplied before the events can be read.
    pub fn word_needs(&self) -> BTreeSet<Need> {
        let words = self.record.words.iter().zip(0..).filter_map(|(word, position)| match word {
            WordRecord::Payload(digest) if !self.words.is_there(position) => Some(Need::Word(**digest)),
            WordRecord::Payload(_) | WordRecord::Here(_) => None,
        });
        words.collect()
    }

    /// Takes in the bytes kept for a need.
    pub fn supply(&mut self, need: Need, bytes: &[u8]) -> Result<(), CodecError> {
        match need {
            Need::List(digest) => {
                let list = list(digest, bytes)?;
                self.lists.insert(digest, list);
            }
            Need::Word(digest) => self.words.supply(&self.record.words, digest, &payload(digest, bytes)?),
        }
        Ok(())
    }

    /// The events, ids following on up to the head's last event.
    pub fn events(&self) -> Result<Vec<HistoryEvent>, CodecError> {
        event::events(self)
    }

    /// How many events it has.
    pub fn events_len(&self) -> usize {
        self.record.events.details.len()
    }

    /// The head, for the execution whose identity the cover tells.
    pub fn head(&self, identity: Arc<Identity>) -> Result<Head, CodecError> {
        let HeadRecord { last_event, last_ms, .. } = self.record.head;
        let record = &self.record.head;
        let execution = Execution {
            identity,
            input: self.payload(record.input)?,
            status: self.status()?,
            stopped_ms: record.stopped.map(|ms| plus(last_ms, ms)),
            last_event,
            last_ms,
            timeout_at_ms: record.timeout_at.map(|ms| plus(last_ms, ms)),
            frames: frame::frames(self)?,
        };
        Ok(Head {
            page: self.number,
            execution,
            outbox: record.outbox.iter().map(|owed| owed::owed(owed, self)).collect::<Result<_, _>>()?,
            promised_ms: record.promised.map_or(0, |ms| plus(last_ms, ms)),
            timer_ms: record.timer.map_or(0, |ms| plus(last_ms, ms)),
        })
    }

    /// Status, closing time and input, without the frames.
    pub fn outcome(&self) -> Result<Outcome, CodecError> {
        let head = &self.record.head;
        let stopped_ms = head.stopped.map(|ms| plus(head.last_ms, ms));
        Ok(Outcome { status: self.status()?, stopped_ms, input: self.payload(head.input)? })
    }

    fn status(&self) -> Result<Status, CodecError> {
        Ok(match &self.record.head.status {
            StatusRecord::Running => Status::Running,
            StatusRecord::Succeeded(output) => Status::Succeeded { output: self.payload(*output)? },
            StatusRecord::Failed(error, cause) => {
                Status::Failed { error: self.words.maybe(*error)?, cause: self.words.maybe(*cause)? }
            }
            StatusRecord::TimedOut => Status::TimedOut,
            StatusRecord::Aborted(error, cause) => {
                Status::Aborted { error: self.words.maybe(*error)?, cause: self.words.maybe(*cause)? }
            }
        })
    }

    fn payload(&self, text: Text) -> Result<Payload, CodecError> {
        let found = match usize::try_from(text) {
            Ok(index) => self.texts.get(index),
            Err(_) => usize::try_from(-1 - i64::from(text)).ok().and_then(|index| self.known.get(index)),
        };
        found.cloned().ok_or_else(|| CodecError::corrupt(format!("there is no text {text}")))
    }
}

/// The results that a list names.
fn list(digest: Digest, bytes: &[u8]) -> Result<Vec<Payload>, CodecError> {
    let (_, record) = envelope::open(Kind::List, bytes)?;
    same(digest, &record)?;
    let ListRecord { known, entries } = minicbor::decode(&record)?;
    let known = known::absent(&known, None)?;
    let mut entry = 0_i64;
    let found = entries.iter().map(|difference| {
        entry = entry.wrapping_add(*difference);
        usize::try_from(entry).ok().and_then(|index| known.get(index)).cloned()
    });
    found
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| CodecError::corrupt("a list names an entry that it lacks"))
}

/// The texts of a segment.
pub fn texts(digest: Digest, bytes: &[u8]) -> Result<Vec<String>, CodecError> {
    let (_, record) = envelope::open(Kind::Texts, bytes)?;
    same(digest, &record)?;
    let TextsRecord { texts } = minicbor::decode(&record)?;
    Ok(texts)
}

/// The text of a payload of its own.
pub fn payload(digest: Digest, bytes: &[u8]) -> Result<String, CodecError> {
    let (_, record) = envelope::open(Kind::Payload, bytes)?;
    same(digest, &record)?;
    String::from_utf8(record).map_err(|_| CodecError::corrupt("a text is not UTF-8"))
}

fn same(digest: Digest, record: &[u8]) -> Result<(), CodecError> {
    if digest_of(record) == digest {
        Ok(())
    } else {
        Err(CodecError::corrupt("it does not match its digest"))
    }
}

/// The count at this difference from `base`.
fn plus(base: u64, difference: i64) -> u64 {
    base.wrapping_add(difference.cast_unsigned())
}

/// The count from which `base` differs by this.
fn before(base: u64, difference: i64) -> u64 {
    base.wrapping_sub(difference.cast_unsigned())
}
