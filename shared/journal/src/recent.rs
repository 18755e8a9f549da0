//! A small memory of what was last seen: bounded, oldest forgotten first. It only ever saves a request; whoever leans
//! on it must be right without it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Remembers up to a number of entries.
#[derive(Debug)]
pub(crate) struct Recent<K, V> {
    entries_max: usize,
    inner: Mutex<Inner<K, V>>,
}

#[derive(Debug)]
struct Inner<K, V> {
    entries: BTreeMap<K, V>,
    order: VecDeque<K>,
}

impl<K: Ord + Clone, V: Clone> Recent<K, V> {
    pub(crate) fn new(entries_max: usize) -> Self {
        Recent { entries_max, inner: Mutex::new(Inner { entries: BTreeMap::new(), order: VecDeque::new() }) }
    }

    pub(crate) fn get(&self, key: &K) -> Option<V> {
        self.locked().entries.get(key).cloned()
    }

    pub(crate) fn put(&self, key: K, value: V) {
        let mut inner = self.locked();
        if inner.entries.insert(key.clone(), value).is_none() {
            inner.order.push_back(key);
        }
        while inner.order.len() > self.entries_max {
            if let Some(oldest) = inner.order.pop_front() {
                inner.entries.remove(&oldest);
            }
        }
    }

    fn locked(&self) -> MutexGuard<'_, Inner<K, V>> {
        // Nothing in here can be left half done.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
