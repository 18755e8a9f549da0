//! Looking at executions without faults or meter.

use stepwell_engine::{HistoryEvent, Status};
use stepwell_journal::{ExecutionKey, HistoryQuery, Journal};

use super::{RETENTION_S, World, block_on};

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
}
