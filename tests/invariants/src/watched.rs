//! What is known of one execution: cover, latest head, all events, its attempts. Deliberately absent: judging it.

use std::collections::BTreeMap;

use stepwell_engine::HistoryEvent;
use stepwell_journal::head::Head;
use stepwell_journal::outbox::Order;
use stepwell_journal::{Closed, Cover, ExecutionKey};

use crate::attempts::Attempts;
use crate::cost::Spent;
use crate::letters::Letter;
use crate::polls::Polls;

/// One execution.
pub(crate) struct Watched {
    /// Its name.
    pub key: ExecutionKey,
    /// Its cover as it was written last.
    pub cover: Cover,
    /// Its latest head.
    pub head: Head,
    /// All events of its pages, in the order of the pages.
    pub events: Vec<HistoryEvent>,
    /// Nonces of its pages from 1 on.
    pub nonces: Vec<u64>,
    /// Its attempts.
    pub attempts: Attempts,
    /// Shard of its wake items.
    pub shard: u32,
    /// What it cost.
    pub spent: Spent,
    /// When its terminal page was written.
    pub ended_at_ms: Option<u64>,
    /// Whether its parent was told since then.
    pub told_parent: bool,
    /// Whether a message that would lead to it was lost.
    pub lost_message: bool,
    /// Facts in its inbox, by sort key.
    pub letters: BTreeMap<String, Letter>,
    /// Polls of its jobs.
    pub polls: Polls,
}

impl Watched {
    /// An execution that has just begun, before anything of its first page was looked at.
    pub fn new(key: ExecutionKey, cover: Cover, head: Head) -> Self {
        let shard = stepwell_journal::journal::shard_of(&key);
        Watched {
            key,
            cover,
            head,
            events: Vec::new(),
            nonces: Vec::new(),
            attempts: Attempts::default(),
            shard,
            spent: Spent::default(),
            ended_at_ms: None,
            told_parent: false,
            lost_message: false,
            letters: BTreeMap::new(),
            polls: Polls::default(),
        }
    }

    /// Whether nothing is owed any more: its cover is closed, and no answer that came after its end has left a word to be
    /// said. The closing itself stays in the last page.
    pub fn is_over(&self) -> bool {
        self.cover.closed != Closed::Running
            && self.head.outbox.iter().all(|owed| owed.order == Order::CloseCover)
    }

    /// Whether it runs, as its latest head says.
    pub fn is_running(&self) -> bool {
        self.head.execution.status.is_running()
    }
}
