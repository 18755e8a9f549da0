//! The store port over SQLite: one row per item, with its index entry.

mod queries;

use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Result as SqlResult};
use stepwell_journal::rules::{check_key, check_new, check_range, check_replacement};
use stepwell_journal::span;
use stepwell_journal::store::{
    Created, Found, IndexEntry, Item, Key, Listed, Range, Replaced, Store, StoreError,
};

use crate::database::Shared;
use crate::rows::{self, signed};
use crate::writer::Promise;

/// The store port over SQLite.
pub struct SqliteStore {
    shared: Arc<Shared>,
}

impl SqliteStore {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        SqliteStore { shared }
    }
}

const CREATE: &str = "
INSERT INTO items (partition, sort, version, body, index_partition, index_sort, projection, expires_s)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (partition, sort) DO NOTHING";
const REPLACE: &str = "
UPDATE items SET version = ?3, body = ?4, index_partition = ?5, index_sort = ?6, projection = ?7, expires_s = ?8
WHERE partition = ?1 AND sort = ?2 AND version = ?3 - 1";
const DELETE: &str = "DELETE FROM items WHERE partition = ?1 AND sort = ?2";

/// All statements of the store, to look at how they find their rows.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    CREATE,
    REPLACE,
    DELETE,
    queries::FIND,
    queries::ITEMS_ASCENDING,
    queries::ITEMS_DESCENDING,
    queries::LISTED_ASCENDING,
    queries::LISTED_DESCENDING,
];

fn find(connection: &Connection, key: &Key) -> SqlResult<Option<Item>> {
    connection.prepare_cached(queries::FIND)?.query_row((&key.partition, &key.sort), rows::item).optional()
}

/// Writes the item's row by one of the statements above; true if the condition held.
fn put(connection: &Connection, sql: &str, item: &Item) -> SqlResult<bool> {
    let entry = item.index.as_ref();
    let changed = connection.prepare_cached(sql)?.execute((
        &item.key.partition,
        &item.key.sort,
        signed(item.version),
        &item.body,
        entry.map(|entry: &IndexEntry| &entry.partition),
        entry.map(|entry| &entry.sort),
        entry.map(|entry| &entry.projection),
        item.expires_s.map(signed),
    ))?;
    Ok(changed == 1)
}

#[async_trait]
impl Store for SqliteStore {
    async fn create(&self, item: Item) -> Result<Created, StoreError> {
        check_new(&item)?;
        let create = move |connection: &Connection| {
            if put(connection, CREATE, &item)? {
                return Ok(Created::New);
            }
            // INVARIANT: both statements are in one transaction, so what was in the way is still there.
            find(connection, &item.key)?.map(Created::Exists).ok_or(rusqlite::Error::QueryReturnedNoRows)
        };
        self.shared.writer.write(Promise::Durable, create).await
    }

    async fn replace(&self, item: Item) -> Result<Replaced, StoreError> {
        check_replacement(&item)?;
        let replace = move |connection: &Connection| {
            if put(connection, REPLACE, &item)? {
                return Ok(Replaced::Done);
            }
            Ok(Replaced::Conflict(find(connection, &item.key)?))
        };
        self.shared.writer.write(Promise::Durable, replace).await
    }

    async fn get(&self, key: &Key) -> Result<Option<Item>, StoreError> {
        check_key(key)?;
        let key = key.clone();
        self.shared.readers.read(move |connection| find(connection, &key)).await
    }

    async fn query(&self, range: &Range) -> Result<Found<Item>, StoreError> {
        check_range(range)?;
        let span = span::of_table(range)?;
        if span.is_empty() {
            return Ok(Found { rows: Vec::new(), more: None });
        }
        let (partition, order, limit) = (range.partition.clone(), range.order, range.limit);
        let query =
            move |connection: &Connection| queries::items(connection, &partition, &span, order, limit);
        self.shared.readers.read(query).await
    }

    async fn query_index(&self, range: &Range) -> Result<Found<Listed>, StoreError> {
        check_range(range)?;
        let span = span::of_index(range)?;
        if span.is_empty() {
            return Ok(Found { rows: Vec::new(), more: None });
        }
        let (partition, order, limit) = (range.partition.clone(), range.order, range.limit);
        let query =
            move |connection: &Connection| queries::listed(connection, &partition, &span, order, limit);
        self.shared.readers.read(query).await
    }

    async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        check_key(key)?;
        let key = key.clone();
        let delete = move |connection: &Connection| {
            connection.prepare_cached(DELETE)?.execute((&key.partition, &key.sort)).map(|_| ())
        };
        self.shared.writer.write(Promise::Durable, delete).await
    }
}
