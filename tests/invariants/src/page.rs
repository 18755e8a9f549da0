//! Pages as they are written: opened once, with whatever stands beside them. Deliberately absent: judging them.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use stepwell_engine::{HistoryEvent, Identity, Payload};
use stepwell_journal::codec::Page;
use stepwell_journal::codec::digest::hex;
use stepwell_journal::codec::read::Need;
use stepwell_journal::head::Head;
use stepwell_journal::memory::{MemoryPayloads, MemoryStore};
use stepwell_journal::payloads::Payloads as _;
use stepwell_journal::store::{Item, Key, Store as _};
use stepwell_journal::{Cover, ExecutionKey, HistoryQuery, Journal};

/// A page that was just written.
pub(crate) struct NewPage {
    /// Its number; 0 rides on the cover.
    pub number: u64,
    /// Which process wrote it; empty if the world does not say.
    pub process: String,
    /// Its nonce.
    pub nonce: u64,
    /// Bytes of the item's body.
    pub bytes: usize,
    /// Its events.
    pub events: Vec<HistoryEvent>,
    /// The head after them.
    pub head: Head,
    /// Texts that it brought.
    pub texts: Vec<Payload>,
    /// Attempts that its events end with an error, and the cause.
    pub ended: Vec<(u64, String)>,
}

/// The true stores, for looking.
pub(crate) struct Stores {
    store: Arc<MemoryStore>,
    payloads: Arc<MemoryPayloads>,
    /// A journal over both, without faults.
    pub journal: Journal,
}

/// What cannot be read, in words.
pub(crate) type Unread = String;

impl Stores {
    /// From the true stores.
    pub fn new(store: Arc<MemoryStore>, payloads: Arc<MemoryPayloads>) -> Self {
        let journal = Journal::new(store.clone(), payloads.clone(), 0);
        Stores { store, payloads, journal }
    }

    /// Opens page `number` of an execution.
    pub fn page(
        &self,
        identity: Arc<Identity>,
        process: &str,
        number: u64,
        item: &Item,
    ) -> Result<NewPage, Unread> {
        let mut page = Page::open(number, &item.body).map_err(|error| error.to_string())?;
        for need in page.needs() {
            let bytes = self.beside(&item.key.partition, need)?;
            page.supply(need, &bytes).map_err(|error| error.to_string())?;
        }
        Ok(NewPage {
            number,
            process: process.to_owned(),
            ended: Vec::new(),
            nonce: page.nonce(),
            bytes: item.body.len(),
            events: page.events().map_err(|error| error.to_string())?,
            head: page.head(identity).map_err(|error| error.to_string())?,
            texts: (0..).map_while(|index| page.text(index).cloned()).collect(),
        })
    }

    /// Cover and page 0 of an execution that has just begun.
    pub fn begun(&self, key: &ExecutionKey, process: &str, item: &Item) -> Result<(Cover, NewPage), Unread> {
        let loaded = ready(self.journal.load(key))?.map_err(|error| error.to_string())?;
        let loaded = loaded.ok_or("the cover is not there")?;
        let events = self.history(key)?;
        let texts = events.iter().flat_map(|event| event.detail.payloads().cloned()).collect();
        let page = NewPage {
            number: 0,
            process: process.to_owned(),
            nonce: 0,
            bytes: item.body.len(),
            events,
            head: loaded.head,
            texts,
            ended: Vec::new(),
        };
        Ok((loaded.cover, page))
    }

    /// The cover as it is now.
    pub fn cover(&self, key: &ExecutionKey) -> Result<Cover, Unread> {
        let loaded = ready(self.journal.load(key))?.map_err(|error| error.to_string())?;
        Ok(loaded.ok_or("the cover is not there")?.cover)
    }

    /// All events, without data.
    pub fn history(&self, key: &ExecutionKey) -> Result<Vec<HistoryEvent>, Unread> {
        let mut query = HistoryQuery { from: None, limit: 10_000, reverse: false, include_data: false };
        let mut events = Vec::new();
        loop {
            let part = ready(self.journal.history(key, query))?.map_err(|error| error.to_string())?;
            let part = part.ok_or("there is no history")?;
            events.extend(part.events);
            match part.next {
                Some(next) => query.from = Some(next),
                None => return Ok(events),
            }
        }
    }

    /// Brings a text into memory.
    pub fn bring(&self, key: &ExecutionKey, payload: &Payload) -> Result<(), Unread> {
        ready(self.journal.fetch(key, std::slice::from_ref(payload)))?.map_err(|error| error.to_string())
    }

    fn beside(&self, partition: &str, need: Need) -> Result<Vec<u8>, Unread> {
        let found = match need {
            Need::List(digest) => {
                let item = ready(self.store.get(&Key::new(partition, format!("s#{}", hex(&digest)))))?;
                item.map_err(|error| error.to_string())?.map(|item| item.body)
            }
            Need::Word(digest) => {
                ready(self.payloads.get(partition, &hex(&digest)))?.map_err(|error| error.to_string())?
            }
        };
        found.ok_or_else(|| format!("{need:?} is not there"))
    }
}

/// What a future that only meets ports in memory comes to: it never waits.
pub(crate) fn ready<T>(future: impl Future<Output = T>) -> Result<T, Unread> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Ok(done),
        Poll::Pending => Err("something in memory waits".to_owned()),
    }
}
