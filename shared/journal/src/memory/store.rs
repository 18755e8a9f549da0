//! The store port in memory: two ordered maps under one lock. The list index never lags here.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Mutex;

use async_trait::async_trait;

use crate::clock::locked;
use crate::limits::QUERY_BYTES_MAX;
use crate::rules::{check_key, check_new, check_range, check_replacement};
use crate::size::{entry_bytes, item_bytes};
use crate::span::{self, Span};
use crate::store::{
    Created, Cursor, Found, IndexEntry, Item, Key, Listed, Order, Range, Replaced, Store, StoreError,
};

/// The store port in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    tables: Mutex<Tables>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// All items in key order, for checks that look at a whole run.
    pub fn items(&self) -> Vec<Item> {
        locked(&self.tables).items.values().cloned().collect()
    }
}

/// A row's place in the index: index partition, index sort, then the item's own key.
type Place = (String, String, String, String);

#[derive(Debug, Default)]
struct Tables {
    items: BTreeMap<(String, String), Item>,
    index: BTreeMap<Place, Vec<u8>>,
}

impl Tables {
    fn put(&mut self, item: Item) {
        self.take(&item.key);
        if let Some(entry) = &item.index {
            self.index.insert(place(&item.key, entry), entry.projection.clone());
        }
        self.items.insert(own(&item.key), item);
    }

    fn take(&mut self, key: &Key) {
        let before = self.items.remove(&own(key));
        if let Some(entry) = before.and_then(|item| item.index) {
            self.index.remove(&place(key, &entry));
        }
    }
}

fn own(key: &Key) -> (String, String) {
    (key.partition.clone(), key.sort.clone())
}

fn place(key: &Key, entry: &IndexEntry) -> Place {
    (entry.partition.clone(), entry.sort.clone(), key.partition.clone(), key.sort.clone())
}

#[async_trait]
impl Store for MemoryStore {
    async fn create(&self, item: Item) -> Result<Created, StoreError> {
        check_new(&item)?;
        let mut tables = locked(&self.tables);
        if let Some(found) = tables.items.get(&own(&item.key)) {
            return Ok(Created::Exists(found.clone()));
        }
        tables.put(item);
        Ok(Created::New)
    }

    async fn replace(&self, item: Item) -> Result<Replaced, StoreError> {
        check_replacement(&item)?;
        let mut tables = locked(&self.tables);
        match tables.items.get(&own(&item.key)) {
            Some(found) if found.version == item.version - 1 => {
                tables.put(item);
                Ok(Replaced::Done)
            }
            found => Ok(Replaced::Conflict(found.cloned())),
        }
    }

    async fn get(&self, key: &Key) -> Result<Option<Item>, StoreError> {
        check_key(key)?;
        Ok(locked(&self.tables).items.get(&own(key)).cloned())
    }

    async fn query(&self, range: &Range) -> Result<Found<Item>, StoreError> {
        check_range(range)?;
        let span = span::of_table(range)?;
        let place = |sort: String| (range.partition.clone(), sort);
        // Nothing stands between the last row of a partition and the partition's name with a zero byte behind it.
        let end = (format!("{}\0", range.partition), String::new());
        let span = Span { from: place(span.from), until: Some(span.until.map_or(end, place)) };
        let tables = locked(&self.tables);
        let mut page = Page::new(range.limit);
        for (_, item) in rows(&tables.items, span, range.order) {
            if !page.add(item_bytes(item), item.clone()) {
                break;
            }
        }
        Ok(page.close(|item| Cursor { key: item.key.clone(), index_sort: None }))
    }

    async fn query_index(&self, range: &Range) -> Result<Found<Listed>, StoreError> {
        check_range(range)?;
        let span = span::of_index(range)?;
        let place =
            |(sort, partition, own): span::IndexPlace| (range.partition.clone(), sort, partition, own);
        let end = (format!("{}\0", range.partition), String::new(), String::new(), String::new());
        let span = Span { from: place(span.from), until: Some(span.until.map_or(end, place)) };
        let tables = locked(&self.tables);
        let mut page = Page::new(range.limit);
        for ((partition, sort, own_partition, own_sort), projection) in rows(&tables.index, span, range.order)
        {
            let key = Key::new(own_partition, own_sort);
            let entry = IndexEntry {
                partition: partition.clone(),
                sort: sort.clone(),
                projection: projection.clone(),
            };
            if !page.add(entry_bytes(&key, &entry), Listed { key, entry }) {
                break;
            }
        }
        Ok(page.close(|row| Cursor { key: row.key.clone(), index_sort: Some(row.entry.sort.clone()) }))
    }

    async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        check_key(key)?;
        locked(&self.tables).take(key);
        Ok(())
    }
}

/// Rows of a span in the asked order.
fn rows<'a, K: Ord, V>(
    map: &'a BTreeMap<K, V>,
    span: Span<K>,
    order: Order,
) -> Box<dyn Iterator<Item = (&'a K, &'a V)> + 'a> {
    // The map's own range takes no span that ends before it starts.
    if span.is_empty() {
        return Box::new(std::iter::empty());
    }
    let until = span.until.map_or(Bound::Unbounded, Bound::Excluded);
    let rows = map.range((Bound::Included(span.from), until));
    match order {
        Order::Ascending => Box::new(rows),
        Order::Descending => Box::new(rows.rev()),
    }
}

/// Rows collected until the limit or the byte limit of a query is reached.
struct Page<T> {
    rows: Vec<T>,
    limit: usize,
    bytes: usize,
    full: bool,
}

impl<T> Page<T> {
    fn new(limit: usize) -> Self {
        Page { rows: Vec::new(), limit, bytes: 0, full: false }
    }

    /// Takes a row; false once no other fits.
    fn add(&mut self, bytes: usize, row: T) -> bool {
        self.rows.push(row);
        self.bytes += bytes;
        self.full = self.rows.len() >= self.limit || self.bytes >= QUERY_BYTES_MAX;
        !self.full
    }

    /// A full page always names its last row, as DynamoDB does: whether more follows shows only when asked.
    fn close(self, cursor: impl Fn(&T) -> Cursor) -> Found<T> {
        let more = if self.full { self.rows.last().map(cursor) } else { None };
        Found { rows: self.rows, more }
    }
}
