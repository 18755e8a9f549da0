//! A store whose next answers can be lost: before the write was done, or after.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use crate::memory::MemoryStore;
use crate::metering::MeteredStore;
use crate::store::{Created, Found, Item, Key, Listed, Range, Replaced, Store, StoreError};

/// What happens to a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is done and answered.
    Fine,
    /// It is not done, and nobody knows.
    LostBefore,
    /// It is done, and nobody knows.
    LostAfter,
    /// It is not done, and the store says so.
    Busy,
}

/// The store with faults.
pub(super) struct Faulty {
    inner: Arc<MeteredStore<MemoryStore>>,
    fates: Mutex<VecDeque<Fate>>,
}

impl Faulty {
    pub(super) fn new(inner: Arc<MeteredStore<MemoryStore>>) -> Self {
        Faulty { inner, fates: Mutex::new(VecDeque::new()) }
    }

    /// The next writes go like this, later ones are fine.
    pub(super) fn next_writes(&self, fates: &[Fate]) {
        *self.fates.lock().unwrap() = fates.iter().copied().collect();
    }

    fn fate(&self) -> Fate {
        self.fates.lock().unwrap().pop_front().unwrap_or(Fate::Fine)
    }
}

fn lost() -> StoreError {
    StoreError::Unknown("test".to_owned())
}

#[async_trait]
impl Store for Faulty {
    async fn create(&self, item: Item) -> Result<Created, StoreError> {
        match self.fate() {
            Fate::Fine => self.inner.create(item).await,
            Fate::LostBefore => Err(lost()),
            Fate::LostAfter => self.inner.create(item).await.and(Err(lost())),
            Fate::Busy => Err(StoreError::Busy("test".to_owned())),
        }
    }

    async fn replace(&self, item: Item) -> Result<Replaced, StoreError> {
        match self.fate() {
            Fate::Fine => self.inner.replace(item).await,
            Fate::LostBefore => Err(lost()),
            Fate::LostAfter => self.inner.replace(item).await.and(Err(lost())),
            Fate::Busy => Err(StoreError::Busy("test".to_owned())),
        }
    }

    async fn get(&self, key: &Key) -> Result<Option<Item>, StoreError> {
        self.inner.get(key).await
    }

    async fn query(&self, range: &Range) -> Result<Found<Item>, StoreError> {
        self.inner.query(range).await
    }

    async fn query_index(&self, range: &Range) -> Result<Found<Listed>, StoreError> {
        self.inner.query_index(range).await
    }

    async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        self.inner.delete(key).await
    }
}
