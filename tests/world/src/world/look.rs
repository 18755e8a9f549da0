//! Looking at executions without faults or meter.

use std::sync::Arc;

use stepwell_engine::{HistoryEvent, Status};
use stepwell_journal::clock::Clock;
use stepwell_journal::cover::ListedExecution;
use stepwell_journal::memory::MemoryStore;
use stepwell_journal::store::Item;
use stepwell_journal::{ExecutionKey, HistoryQuery, Journal, Loaded};

use super::{RETENTION_S, ROUNDS_MAX, World, block_on};

impl World {
    /// The journal without faults or meter, for looking.
    pub(super) fn looker(&self) -> Journal {
        Journal::new(self.plain_store.clone(), self.plain_payloads.clone(), RETENTION_S)
    }

    /// Status of an execution, with its output in memory.
    pub fn status(&self, key: &ExecutionKey) -> Status {
        let journal = self.looker();
        let loaded = block_on(journal.load(key)).ok().flatten();
        let Some(loaded) = loaded else { panic!("there is no execution {key:?}") };
        let status = loaded.head.execution.status;
        if let Status::Succeeded { output } = &status {
            let fetched = block_on(journal.fetch(key, std::slice::from_ref(output)));
            assert!(fetched.is_ok(), "{fetched:?}");
        }
        status
    }

    /// Whether there is such an execution.
    pub fn exists(&self, key: &ExecutionKey) -> bool {
        block_on(self.looker().load(key)).ok().flatten().is_some()
    }

    /// The whole history of an execution, payloads in memory.
    pub fn history(&self, key: &ExecutionKey) -> Vec<HistoryEvent> {
        let journal = self.looker();
        let mut events = Vec::new();
        let mut query = HistoryQuery { from: None, limit: 1_000, reverse: false, include_data: true };
        loop {
            let part = block_on(journal.history(key, query)).ok().flatten();
            let Some(part) = part else { panic!("no history of {key:?}") };
            events.extend(part.events);
            if part.next.is_none() {
                return events;
            }
            query.from = part.next;
        }
    }

    /// A store without faults beside the world's, for what others keep: a mail server, a diary.
    pub fn beside(&self) -> Arc<MemoryStore> {
        self.beside.clone()
    }

    /// The newest page and the cover of an execution.
    pub fn loaded(&self, key: &ExecutionKey) -> Option<Loaded> {
        block_on(self.looker().load(key)).ok().flatten()
    }

    /// The executions of a machine as a list shows them.
    pub fn listed(&self, machine: &str) -> Vec<ListedExecution> {
        let journal = self.looker();
        let listed = block_on(journal.list(machine, None, 1_000, None));
        listed.map(|listed| listed.executions).unwrap_or_default()
    }

    /// Everything in the store whose partition begins with this.
    pub fn items(&self, prefix: &str) -> Vec<Item> {
        let mut items = self.plain_store.items();
        items.retain(|item| item.key.partition.starts_with(prefix));
        items
    }

    /// Goes on until nothing will ever happen again by itself; false if that is not within `ms`.
    pub fn rest(&mut self, ms: u64) -> bool {
        let limit = self.time.now_ms() + ms;
        for _ in 0..ROUNDS_MAX {
            if self.round() {
                continue;
            }
            match self.next_due_ms() {
                None => return self.working.is_empty() && self.plain_queue.is_empty(),
                Some(next) if next > limit => return false,
                Some(_) => self.time.forward_to_ms(self.next_ms()),
            }
        }
        false
    }
}
