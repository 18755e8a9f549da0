//! Items as they are written and deleted, sorted by what they are.

use stepwell_journal::ExecutionKey;
use stepwell_journal::store::{Item, Key};

use crate::page::ready;
use crate::promises::{Place, SWEPT_SLACK_MS, place};
use crate::watcher::Watcher;
use crate::{chain, letters, sizes};

impl Watcher {
    /// An item was created or replaced at this true time by this process (the name that its sessions begin with; empty if
    /// unknown).
    pub fn wrote(&mut self, at_ms: u64, process: &str, item: &Item) {
        self.out.at_ms = at_ms;
        sizes::item(item, &mut self.out);
        let Key { partition, sort } = &item.key;
        if partition.starts_with("w#") {
            self.wrote_promise(partition, sort);
        } else if let Some(session) = partition.strip_prefix("l#") {
            self.wrote_session(session, at_ms);
        } else if let Some(key) = ExecutionKey::of_partition(partition) {
            self.wrote_of(key, at_ms, process, item);
        }
    }

    /// An item was deleted, by a process or because it had expired.
    pub fn deleted(&mut self, at_ms: u64, key: &Key) {
        self.out.at_ms = at_ms;
        if let Some(Place::Promise(execution, minute)) = place(&key.partition, &key.sort) {
            self.promises.forgotten(&execution, minute);
            if let Some(seen) = self.watched.get(&execution) {
                self.promises.check(
                    seen,
                    &self.rules,
                    SWEPT_SLACK_MS,
                    "a wake item was deleted",
                    &mut self.out,
                );
            }
            return;
        }
        if let Some(session) = key.partition.strip_prefix("l#") {
            self.processes.lives.remove(session);
            return;
        }
        let Some(execution) = ExecutionKey::of_partition(&key.partition) else { return };
        self.approvals.deleted(key, &mut self.out);
        let Some(seen) = self.watched.get_mut(&execution) else { return };
        chain::deleted(seen, &key.sort, &mut self.out);
        letters::taken(seen, &key.sort, &mut self.out);
    }

    fn wrote_promise(&mut self, partition: &str, sort: &str) {
        match place(partition, sort) {
            Some(Place::Promise(key, minute)) => {
                if let Some(seen) = self.watched.get_mut(&key) {
                    seen.spent.promises += 1;
                }
                self.promises.promised(key, minute);
            }
            Some(Place::Mark(shard)) => {
                let swept = ready(self.stores.journal.swept(shard));
                let Ok(Ok(Some(minute))) = swept else { return };
                self.promises.swept(shard, minute);
                for seen in self.watched.values().filter(|seen| seen.shard == shard) {
                    self.promises.check(seen, &self.rules, SWEPT_SLACK_MS, "after a sweep", &mut self.out);
                }
            }
            None => self.out.add_to("I9", partition.to_owned(), format!("what `{sort}` means nobody knows")),
        }
    }

    fn wrote_session(&mut self, session: &str, at_ms: u64) {
        // The item says a time; it is asked for by halves, because only the answer "lives at" is public.
        let lives = |until| matches!(ready(self.stores.journal.is_alive(session, until)), Ok(Ok(true)));
        let (mut from, mut to) = (at_ms.saturating_sub(3_600_000), at_ms + 3_600_000);
        while from < to {
            let middle = from + (to - from) / 2;
            if lives(middle) { from = middle + 1 } else { to = middle }
        }
        self.processes.lives.insert(session.to_owned(), from);
    }

    fn wrote_of(&mut self, key: ExecutionKey, at_ms: u64, process: &str, item: &Item) {
        let sort = item.key.sort.as_str();
        if sort == "pc" {
            self.wrote_cover(key, process, item);
        } else if let Some(number) = sort.strip_prefix('p').and_then(|digits| digits.parse().ok()) {
            self.wrote_page(&key, process, number, item);
        } else if sort.starts_with("i#") {
            if let (Some(seen), Some(letter)) = (self.watched.get_mut(&key), letters::read(at_ms, &item.body))
            {
                seen.spent.asked += 1;
                seen.letters.insert(sort.to_owned(), letter);
            }
        } else if let Some(stamp) = sort.strip_prefix("b#").and_then(|stamp| stamp.parse().ok()) {
            self.wrote_beat(&key, at_ms, stamp);
        } else if sort.starts_with("n#") {
            self.approvals.wrote(item, &mut self.out);
            if let Some(seen) = self.watched.get_mut(&key) {
                seen.spent.asked += 1;
            }
        }
    }

    fn wrote_beat(&mut self, key: &ExecutionKey, at_ms: u64, stamp: u64) {
        let Ok(Ok(Some(says_ms))) = ready(self.stores.journal.last_beat(key, stamp)) else { return };
        let Some(seen) = self.watched.get_mut(key) else { return };
        seen.spent.asked += 1;
        if let Some(attempt) = seen.attempts.by_stamp.get_mut(&stamp) {
            attempt.beats.push((at_ms, says_ms));
        }
    }
}
