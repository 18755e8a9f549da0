//! Items as rows. Numbers are signed in SQLite; the rules of the ports keep ours small enough.

use rusqlite::{Error, Result, Row};
use stepwell_journal::store::{IndexEntry, Item, Key};

/// Reads an item from its columns: key, version, body, index entry, expiry.
pub(crate) fn item(row: &Row<'_>) -> Result<Item> {
    let index = match row.get::<_, Option<String>>(4)? {
        Some(partition) => Some(IndexEntry { partition, sort: row.get(5)?, projection: row.get(6)? }),
        None => None,
    };
    let expires_s = match row.get::<_, Option<i64>>(7)? {
        Some(seconds) => Some(unsigned(7, seconds)?),
        None => None,
    };
    let key = Key { partition: row.get(0)?, sort: row.get(1)? };
    Ok(Item { key, version: unsigned(2, row.get(2)?)?, body: row.get(3)?, index, expires_s })
}

/// A number as SQLite keeps it. Larger ones than it can keep were refused before.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number of ours that was read from `column`; a negative one shows that the file is damaged.
pub(crate) fn unsigned(column: usize, number: i64) -> Result<u64> {
    u64::try_from(number).map_err(|_| Error::IntegralValueOutOfRange(column, number))
}
