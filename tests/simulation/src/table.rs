//! The true state of the store: DynamoDB's semantics over the store in memory, and what simulated time adds: expiry, a
//! list index that lags, and which wake items nobody has swept yet. Deliberately absent: faults.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Waker;

use futures_util::FutureExt;
use stepwell_journal::memory::{MemoryPayloads, MemoryStore};
use stepwell_journal::store::{Created, Found, Item, Key, Listed, Range, Replaced, Store, StoreError};

use crate::lock;

/// One change of the table: when, where, and what stands there since.
type Change = (u64, Key, Option<Item>);

/// The table.
#[derive(Default)]
pub(crate) struct Table {
    /// What is true now.
    pub store: std::sync::Arc<MemoryStore>,
    /// Large texts.
    pub payloads: std::sync::Arc<MemoryPayloads>,
    behind: MemoryStore,
    changes: Mutex<VecDeque<Change>>,
    follows_all: AtomicBool,
    wakes: Mutex<Wakes>,
    expiring: Mutex<BTreeMap<u64, Vec<Key>>>,
    covers: Mutex<Covers>,
}

/// Wake items by shard and minute that no sweep has passed.
#[derive(Debug, Default)]
struct Wakes {
    minutes: BTreeSet<(u64, u32)>,
    waiting: Option<Waker>,
}

/// Executions whose covers have changed.
#[derive(Debug, Default)]
struct Covers {
    changed: BTreeSet<String>,
    last_page_ms: u64,
}

impl Table {
    /// Keeps every change, not only those of listed items, for reads that lag.
    pub fn follow_all(&self) {
        self.follows_all.store(true, Ordering::Relaxed);
    }

    pub fn create(&self, now_ms: u64, item: Item) -> Result<Created, StoreError> {
        let created = done(self.store.create(item.clone()))?;
        if created == Created::New {
            self.wrote(now_ms, &item);
        }
        Ok(created)
    }

    pub fn replace(&self, now_ms: u64, item: Item) -> Result<Replaced, StoreError> {
        let replaced = done(self.store.replace(item.clone()))?;
        if replaced == Replaced::Done {
            self.wrote(now_ms, &item);
        }
        Ok(replaced)
    }

    pub fn delete(&self, now_ms: u64, key: &Key) -> Result<(), StoreError> {
        done(self.store.delete(key))?;
        self.note(now_ms, key, None);
        Ok(())
    }

    fn wrote(&self, now_ms: u64, item: &Item) {
        self.note(now_ms, &item.key, Some(item));
        if let Some(at) = item.expires_s {
            lock(&self.expiring).entry(at).or_default().push(item.key.clone());
        }
        if item.key.partition.starts_with("e#") && item.key.sort.starts_with('p') {
            let mut covers = lock(&self.covers);
            covers.last_page_ms = now_ms;
            if item.key.sort == "pc" && !covers.changed.contains(&item.key.partition) {
                covers.changed.insert(item.key.partition.clone());
            }
        } else if let Some((shard, minute)) = wake_of(&item.key) {
            let mut wakes = lock(&self.wakes);
            wakes.minutes.insert((minute, shard));
            if let Some(waker) = wakes.waiting.take() {
                waker.wake();
            }
        }
    }

    fn note(&self, now_ms: u64, key: &Key, item: Option<&Item>) {
        let is_listed = item.is_none_or(|item| item.index.is_some());
        if is_listed || self.follows_all.load(Ordering::Relaxed) {
            lock(&self.changes).push_back((now_ms, key.clone(), item.cloned()));
        }
    }

    /// Rows of the index as they stood at `as_of_ms`.
    pub fn query_index(&self, as_of_ms: u64, range: &Range) -> Result<Found<Listed>, StoreError> {
        self.catch_up(as_of_ms)?;
        done(self.behind.query_index(range))
    }

    /// Items as they stood at `as_of_ms`; only right for a table that follows all.
    pub fn query_behind(&self, as_of_ms: u64, range: &Range) -> Result<Found<Item>, StoreError> {
        self.catch_up(as_of_ms)?;
        done(self.behind.query(range))
    }

    fn catch_up(&self, as_of_ms: u64) -> Result<(), StoreError> {
        let mut changes = lock(&self.changes);
        while changes.front().is_some_and(|(at, _, _)| *at <= as_of_ms) {
            let Some((_, key, item)) = changes.pop_front() else { break };
            done(self.behind.delete(&key))?;
            if let Some(item) = item {
                done(self.behind.create(Item { version: 1, ..item }))?;
            }
        }
        Ok(())
    }

    /// Deletes what expired before this second; returns what was deleted.
    pub fn expire(&self, before_s: u64) -> Vec<Key> {
        let due = {
            let mut expiring = lock(&self.expiring);
            let later = expiring.split_off(&before_s);
            std::mem::replace(&mut *expiring, later)
        };
        let mut gone = Vec::new();
        for key in due.into_values().flatten() {
            let found = done(self.store.get(&key)).ok().flatten();
            if found.and_then(|item| item.expires_s).is_some_and(|at| at < before_s)
                && done(self.store.delete(&key)).is_ok()
            {
                gone.push(key);
            }
        }
        gone
    }

    /// The first minute that has a wake item, with its shard, among those not passed.
    pub fn first_wake(&self) -> Option<u64> {
        lock(&self.wakes).minutes.first().map(|(minute, _)| *minute)
    }

    /// The first minute of one shard that has a wake item.
    pub fn first_wake_of(&self, shard: u32) -> Option<u64> {
        lock(&self.wakes).minutes.iter().find(|(_, of)| *of == shard).map(|(minute, _)| *minute)
    }

    /// A shard has been swept up to this minute, without it.
    pub fn passed(&self, shard: u32, minute: u64) {
        lock(&self.wakes).minutes.retain(|(at, of)| *of != shard || *at >= minute);
    }

    /// Wakes this task when somebody makes a wake item.
    pub fn tell_of_wakes(&self, waker: &Waker) {
        lock(&self.wakes).waiting = Some(waker.clone());
    }

    /// Partitions of executions whose covers have changed since this was asked.
    pub fn changed_covers(&self) -> BTreeSet<String> {
        std::mem::take(&mut lock(&self.covers).changed)
    }

    /// When a page or cover was written last.
    pub fn last_page_ms(&self) -> u64 {
        lock(&self.covers).last_page_ms
    }
}

/// Shard and minute of a wake item's key.
fn wake_of(key: &Key) -> Option<(u32, u64)> {
    let (shard, minute) = key.partition.strip_prefix("w#")?.split_once('#')?;
    Some((shard.parse().ok()?, minute.parse().ok()?))
}

/// The answer of a port in memory, which never waits.
pub(crate) fn done<T>(answer: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    // INVARIANT: ports in memory answer at once.
    answer.now_or_never().unwrap_or_else(|| Err(StoreError::Refused("memory waits".to_owned())))
}
