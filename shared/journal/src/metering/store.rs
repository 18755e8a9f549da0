//! The store with a meter on it. To know what a replacement or deletion changes it reads the item before, without
//! counting that. If somebody else replaces the item between that reading and the write, the size before is off by that
//! one replacement; under one thread the count is exact.

use std::sync::Arc;

use async_trait::async_trait;

use super::meter::{Meter, Usage};
use super::units;
use crate::size::{entry_bytes, item_bytes};
use crate::store::{Created, Found, IndexEntry, Item, Key, Listed, Range, Replaced, Store, StoreError};

/// Counts write and read units as DynamoDB bills them on demand.
pub struct MeteredStore<S: ?Sized> {
    inner: Arc<S>,
    meter: Arc<Meter>,
}

impl<S: Store + ?Sized> MeteredStore<S> {
    /// Counts on `meter` what `inner` is asked.
    pub fn new(inner: Arc<S>, meter: Arc<Meter>) -> Self {
        MeteredStore { inner, meter }
    }

    /// Bills a write that happened.
    fn written(&self, key: &Key, before: Option<&Item>, after: Option<&Item>) {
        let bytes = |item: Option<&Item>| item.map_or(0, item_bytes);
        self.meter.add(|usage| {
            usage.store_writes += 1;
            usage.written_bytes += bytes(after) as u64;
            on_table(usage, key, units::write(bytes(before).max(bytes(after))));
            on_index(usage, key, units::entry_of(before), units::entry_of(after));
        });
    }

    /// Bills a write whose condition failed: the larger of what stands there and what was to be written.
    fn conflicted(&self, wanted: &Item, found: Option<&Item>) {
        let bytes = item_bytes(wanted).max(found.map_or(0, item_bytes));
        self.meter.add(|usage| {
            usage.store_writes += 1;
            usage.store_conflicts += 1;
            on_table(usage, &wanted.key, units::write(bytes));
        });
    }

    fn read(&self, bytes: usize, half_units: u64) {
        self.meter.add(|usage| {
            usage.store_reads += 1;
            usage.read_bytes += bytes as u64;
            usage.read_half_units += half_units;
        });
    }
}

fn on_table(usage: &mut Usage, key: &Key, units: u64) {
    usage.table_write_units += units;
    *usage.writes_by_partition.entry(key.partition.clone()).or_default() += units;
}

fn on_index(usage: &mut Usage, key: &Key, before: Option<&IndexEntry>, after: Option<&IndexEntry>) {
    usage.index_write_units += units::index_write(key, before, after);
    // A row that moves to another partition of the index costs both: each is billed as if the other did not change.
    let mut partitions: Vec<&str> =
        before.iter().chain(&after).map(|entry| entry.partition.as_str()).collect();
    partitions.dedup();
    for partition in partitions {
        let of = |entry: Option<&'_ IndexEntry>| entry.is_some_and(|entry| entry.partition == partition);
        let units = units::index_write(key, before.filter(|_| of(before)), after.filter(|_| of(after)));
        if units > 0 {
            *usage.writes_by_index_partition.entry(partition.to_owned()).or_default() += units;
        }
    }
}

#[async_trait]
impl<S: Store + ?Sized> Store for MeteredStore<S> {
    async fn create(&self, item: Item) -> Result<Created, StoreError> {
        let answer = self.inner.create(item.clone()).await;
        match &answer {
            // A lost reply is billed as the write that it may have been.
            Ok(Created::New) | Err(StoreError::Unknown(_)) => self.written(&item.key, None, Some(&item)),
            Ok(Created::Exists(found)) => self.conflicted(&item, Some(found)),
            Err(StoreError::Busy(_) | StoreError::Refused(_)) => {}
        }
        answer
    }

    async fn replace(&self, item: Item) -> Result<Replaced, StoreError> {
        // A reading that fails must not change the answer: the write fails for the same reason or is billed as new.
        let before = self.inner.get(&item.key).await.ok().flatten();
        let answer = self.inner.replace(item.clone()).await;
        match &answer {
            Ok(Replaced::Done) | Err(StoreError::Unknown(_)) => {
                self.written(&item.key, before.as_ref(), Some(&item));
            }
            Ok(Replaced::Conflict(found)) => self.conflicted(&item, found.as_ref()),
            Err(StoreError::Busy(_) | StoreError::Refused(_)) => {}
        }
        answer
    }

    async fn get(&self, key: &Key) -> Result<Option<Item>, StoreError> {
        let answer = self.inner.get(key).await;
        if let Ok(found) = &answer {
            let bytes = found.as_ref().map_or(0, item_bytes);
            self.read(bytes, units::strong_read_halves(bytes));
        }
        answer
    }

    async fn query(&self, range: &Range) -> Result<Found<Item>, StoreError> {
        let answer = self.inner.query(range).await;
        if let Ok(found) = &answer {
            let bytes = found.rows.iter().map(item_bytes).sum();
            self.read(bytes, units::strong_read_halves(bytes));
        }
        answer
    }

    async fn query_index(&self, range: &Range) -> Result<Found<Listed>, StoreError> {
        let answer = self.inner.query_index(range).await;
        if let Ok(found) = &answer {
            let bytes = found.rows.iter().map(|row| entry_bytes(&row.key, &row.entry)).sum();
            self.read(bytes, units::eventual_read_halves(bytes));
        }
        answer
    }

    async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        let before = self.inner.get(key).await.ok().flatten();
        let answer = self.inner.delete(key).await;
        match &answer {
            Ok(()) | Err(StoreError::Unknown(_)) => self.written(key, before.as_ref(), None),
            Err(StoreError::Busy(_) | StoreError::Refused(_)) => {}
        }
        answer
    }
}
