//! Reading rows of the table and of its list index in order.
//!
//! A span without an end is asked for with an empty blob as its end: SQLite orders every text before every blob.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, Connection, Params, Result as SqlResult, Row};
use stepwell_journal::limits::QUERY_BYTES_MAX;
use stepwell_journal::size::{entry_bytes, item_bytes};
use stepwell_journal::span::{IndexPlace, Span};
use stepwell_journal::store::{Cursor, Found, IndexEntry, Item, Key, Listed, Order};

use crate::rows;

/// Finds one item.
pub(super) const FIND: &str = "
SELECT partition, sort, version, body, index_partition, index_sort, projection, expires_s
FROM items WHERE partition = ?1 AND sort = ?2";

pub(super) const ITEMS_ASCENDING: &str = "
SELECT partition, sort, version, body, index_partition, index_sort, projection, expires_s
FROM items WHERE partition = ?1 AND sort >= ?2 AND sort < ?3 ORDER BY sort ASC";

pub(super) const ITEMS_DESCENDING: &str = "
SELECT partition, sort, version, body, index_partition, index_sort, projection, expires_s
FROM items WHERE partition = ?1 AND sort >= ?2 AND sort < ?3 ORDER BY sort DESC";

pub(super) const LISTED_ASCENDING: &str = "
SELECT partition, sort, index_partition, index_sort, projection
FROM items WHERE index_partition = ?1
AND (index_sort, partition, sort) >= (?2, ?3, ?4) AND (index_sort, partition, sort) < (?5, ?6, ?7)
ORDER BY index_sort ASC, partition ASC, sort ASC";

pub(super) const LISTED_DESCENDING: &str = "
SELECT partition, sort, index_partition, index_sort, projection
FROM items WHERE index_partition = ?1
AND (index_sort, partition, sort) >= (?2, ?3, ?4) AND (index_sort, partition, sort) < (?5, ?6, ?7)
ORDER BY index_sort DESC, partition DESC, sort DESC";

/// Items of a partition within a span of sort keys.
pub(super) fn items(
    connection: &Connection,
    partition: &str,
    span: &Span<String>,
    order: Order,
    limit: usize,
) -> SqlResult<Found<Item>> {
    let mut statement = connection.prepare_cached(match order {
        Order::Ascending => ITEMS_ASCENDING,
        Order::Descending => ITEMS_DESCENDING,
    })?;
    let until = end(span.until.as_ref());
    let (rows, full) =
        collect(&mut statement, (partition, &span.from, until), limit, rows::item, item_bytes)?;
    let last = if full { rows.last() } else { None };
    let more = last.map(|item| Cursor { key: item.key.clone(), index_sort: None });
    Ok(Found { rows, more })
}

/// Rows of a partition of the list index within a span of places.
pub(super) fn listed(
    connection: &Connection,
    partition: &str,
    span: &Span<IndexPlace>,
    order: Order,
    limit: usize,
) -> SqlResult<Found<Listed>> {
    let mut statement = connection.prepare_cached(match order {
        Order::Ascending => LISTED_ASCENDING,
        Order::Descending => LISTED_DESCENDING,
    })?;
    let (from, until) = (&span.from, span.until.as_ref());
    let bounds = (
        partition,
        &from.0,
        &from.1,
        &from.2,
        end(until.map(|place| &place.0)),
        until.map_or("", |place| &place.1),
        until.map_or("", |place| &place.2),
    );
    let (rows, full) =
        collect(&mut statement, bounds, limit, listed_row, |row: &Listed| entry_bytes(&row.key, &row.entry))?;
    let last = if full { rows.last() } else { None };
    let more = last.map(|row| Cursor { key: row.key.clone(), index_sort: Some(row.entry.sort.clone()) });
    Ok(Found { rows, more })
}

fn listed_row(row: &Row<'_>) -> SqlResult<Listed> {
    let key = Key { partition: row.get(0)?, sort: row.get(1)? };
    let entry = IndexEntry { partition: row.get(2)?, sort: row.get(3)?, projection: row.get(4)? };
    Ok(Listed { key, entry })
}

fn end(text: Option<&String>) -> ToSqlOutput<'_> {
    match text {
        Some(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        None => ToSqlOutput::Owned(Value::Blob(Vec::new())),
    }
}

/// Rows until the limit or the byte limit of a query is reached; true if it was. Stepping stops there, so the statement
/// needs no limit of its own.
fn collect<T>(
    statement: &mut CachedStatement<'_>,
    bounds: impl Params,
    limit: usize,
    read: impl Fn(&Row<'_>) -> SqlResult<T>,
    size: impl Fn(&T) -> usize,
) -> SqlResult<(Vec<T>, bool)> {
    let mut rows = statement.query(bounds)?;
    let (mut found, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let row = read(row)?;
        bytes += size(&row);
        found.push(row);
        if found.len() >= limit || bytes >= QUERY_BYTES_MAX {
            return Ok((found, true));
        }
    }
    Ok((found, false))
}
