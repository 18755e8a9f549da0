//! Executions live through begin, commit, load and history on a store in memory, metered and with faults.

mod budgets;
mod facts;
mod faults;
mod lives;
mod newer;

use std::sync::Arc;

use stepwell_engine::history::Detail;
use stepwell_engine::{HistoryEvent, Payload, Status};

use self::faults::Faulty;
use super::{Begun, Committed, Journal, NewExecution};
use crate::cover::{Closed, Cover};
use crate::head::Head;
use crate::key::ExecutionKey;
use crate::memory::{MemoryPayloads, MemoryStore};
use crate::metering::{Meter, MeteredPayloads, MeteredStore};
use crate::sample;

const RETENTION_S: u64 = 90 * 24 * 3_600;

/// One table and several processes that use it.
struct World {
    store: Arc<Faulty>,
    payloads: Arc<MeteredPayloads<MemoryPayloads>>,
    meter: Arc<Meter>,
}

impl World {
    fn new() -> Self {
        let meter = Arc::new(Meter::new());
        let store = Arc::new(MeteredStore::new(Arc::new(MemoryStore::new()), meter.clone()));
        let payloads = Arc::new(MeteredPayloads::new(Arc::new(MemoryPayloads::new()), meter.clone()));
        World { store: Arc::new(Faulty::new(store)), payloads, meter }
    }

    /// A process that remembers nothing.
    fn cold(&self) -> Journal {
        Journal::new(self.store.clone(), self.payloads.clone(), RETENTION_S)
    }
}

fn cover(head: &Head) -> Cover {
    let text = head.execution.input.text().unwrap();
    Cover {
        identity: head.execution.identity.clone(),
        generation: 1,
        definition: [7; 16],
        start_id: head.execution.identity.name.clone(),
        input_digest: Cover::digest(&text),
        input_bytes: text.len() as u64,
        trace_header: None,
        parent: None,
        version_arn: None,
        alias_arn: None,
        closed: Closed::Running,
        stopped_ms: None,
        expires_s: None,
    }
}

fn new(number: u64, input_bytes: usize, nonce: u64) -> NewExecution {
    let (head, events) = sample::start(number, Payload::from_text(sample::order(number, input_bytes)));
    NewExecution { cover: cover(&head), head, events, nonce }
}

/// Begins execution `number`.
async fn begin(
    journal: &Journal,
    number: u64,
    input_bytes: usize,
) -> (ExecutionKey, Head, Vec<HistoryEvent>) {
    let new = new(number, input_bytes, number);
    let (key, events) = (new.cover.key(), new.events.clone());
    match journal.begin(new).await.unwrap() {
        Begun::New(head) => (key, head, events),
        Begun::Exists(cover) => panic!("it was there: {cover:?}"),
    }
}

/// Commits one function's result.
async fn step(journal: &Journal, key: &ExecutionKey, head: &Head, text: String) -> (Head, Vec<HistoryEvent>) {
    let (next, events) = sample::step(head, Payload::from_text(text));
    let committed = journal.commit(key, &next, &events, next.page * 1_000).await.unwrap();
    assert_eq!(committed, Committed::Done);
    (next, events)
}

/// The last page of an execution.
fn end(head: &Head, status: Status) -> (Head, Vec<HistoryEvent>) {
    let mut last = head.clone();
    last.page += 1;
    last.execution.frames.clear();
    last.outbox.clear();
    last.execution.last_event += 1;
    last.execution.stopped_ms = Some(last.execution.last_ms);
    let (id, at_ms) = (last.execution.last_event, last.execution.last_ms);
    let detail = match &status {
        Status::Succeeded { output } => Detail::ExecutionSucceeded { output: output.clone() },
        _ => Detail::ExecutionAborted(Default::default()),
    };
    last.execution.status = status;
    (last, vec![HistoryEvent { id, previous: id - 1, at_ms, detail }])
}

#[test]
fn what_journals_promise_can_be_awaited_anywhere() {
    fn is_send<T: Send>(_: &T) {}
    let journal = World::new().cold();
    let key = ExecutionKey::new("m", "e");
    let (head, events) = sample::start(1, Payload::from_text("{}"));
    is_send(&journal.load(&key));
    is_send(&journal.commit(&key, &head, &events, 1));
    is_send(&journal.begin(new(1, 300, 1)));
    is_send(&journal.fetch(&key, &[]));
    is_send(&journal.describe(&key));
    let query = super::HistoryQuery { from: None, limit: 1, reverse: false, include_data: true };
    is_send(&journal.history(&key, query));
}
