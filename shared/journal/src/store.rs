//! The store port: items under a partition and a sort key, as DynamoDB has them, and nothing that DynamoDB lacks.
//! Deliberately absent: transactions and unconditional overwrites. Every write here says what it expects to find.

use async_trait::async_trait;

/// Where an item stands: all items of one partition are kept in the byte order of `sort`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Partition key, at most 1,024 bytes, not empty.
    pub partition: String,
    /// Sort key, at most 1,024 bytes, not empty.
    pub sort: String,
}

impl Key {
    /// A key from its two parts.
    pub fn new(partition: impl Into<String>, sort: impl Into<String>) -> Self {
        Key { partition: partition.into(), sort: sort.into() }
    }
}

/// An entry of the sparse list index. It moves with its item: written, replaced and deleted together with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexEntry {
    /// Partition key within the index.
    pub partition: String,
    /// Sort key within the index; two items may share it, the item's own key then breaks the tie.
    pub sort: String,
    /// What a listing shows without reading the item.
    pub projection: Vec<u8>,
}

/// One item of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Where it stands.
    pub key: Key,
    /// Rises by one with each replacement; a new item has 1.
    pub version: u64,
    /// What it says, opaque to the store. At most [`crate::limits::ITEM_BYTES_MAX`] with key and index entry.
    pub body: Vec<u8>,
    /// Its entry in the list index, if it is listed.
    pub index: Option<IndexEntry>,
    /// After this time (seconds since 1970) the store may delete the item, some day. Readers check it themselves.
    pub expires_s: Option<u64>,
}

impl Item {
    /// An item that is about to be created.
    pub fn new(key: Key, body: Vec<u8>) -> Self {
        Item { key, version: 1, body, index: None, expires_s: None }
    }
}

/// Answer to [`Store::create`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created {
    /// The key was free; the item stands there now.
    New,
    /// Somebody was there before; nothing was written. The item found is returned without a second read.
    Exists(Item),
}

/// Answer to [`Store::replace`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// The item now says what was asked, under the version after the expected one.
    Done,
    /// The item is gone or has another version; nothing was written. What was found is returned.
    Conflict(Option<Item>),
}

/// Reading direction of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smallest sort key first.
    Ascending,
    /// Largest sort key first.
    Descending,
}

/// Which items of a partition a query reads, bounds inclusive. Bounds that exclude each other find nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Partition key (of the table or of the index).
    pub partition: String,
    /// Smallest sort key wanted; none means from the start.
    pub from: Option<String>,
    /// Largest sort key wanted; none means to the end.
    pub to: Option<String>,
    /// Direction.
    pub order: Order,
    /// Most items wanted, at least 1. Fewer may come, see [`Found::more`] and [`crate::limits::QUERY_BYTES_MAX`].
    pub limit: usize,
    /// Go on behind this item: its key, and for the index also its index sort key.
    pub after: Option<Cursor>,
}

/// Where a query stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Key of the last item returned.
    pub key: Key,
    /// Its index sort key, for queries of the index.
    pub index_sort: Option<String>,
}

/// What a query found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// Rows in the asked order.
    pub rows: Vec<T>,
    /// Present if there may be more behind it.
    pub more: Option<Cursor>,
}

/// A row of the list index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Key of the item that is listed.
    pub key: Key,
    /// Its entry.
    pub entry: IndexEntry,
}

/// What can go wrong with the world behind the store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Nothing was written and trying again later may help (throttled, busy, connection refused before sending).
    #[error("the store is busy: {0}")]
    Busy(String),
    /// Nobody knows whether it was written (reply lost). Read before you try again, or compare nonces.
    #[error("the store's answer was lost: {0}")]
    Unknown(String),
    /// Trying again will not help (disk full, no permission, item too large).
    #[error("the store refused: {0}")]
    Refused(String),
}

/// The table. All adapters pass [`crate::contract::store`].
#[async_trait]
pub trait Store: Send + Sync {
    /// Writes the item if its key is free. `item.version` must be 1.
    async fn create(&self, item: Item) -> Result<Created, StoreError>;

    /// Replaces the item if it has the version `item.version - 1`. The list index follows.
    async fn replace(&self, item: Item) -> Result<Replaced, StoreError>;

    /// Reads one item, strongly consistent.
    async fn get(&self, key: &Key) -> Result<Option<Item>, StoreError>;

    /// Reads items of one partition in order, strongly consistent.
    async fn query(&self, range: &Range) -> Result<Found<Item>, StoreError>;

    /// Reads rows of the list index in order; may lag behind the table by seconds.
    async fn query_index(&self, range: &Range) -> Result<Found<Listed>, StoreError>;

    /// Deletes the item if it is there; deleting what is not there succeeds.
    async fn delete(&self, key: &Key) -> Result<(), StoreError>;
}
