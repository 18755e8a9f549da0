//! The contract of the store port. Every check uses partitions of its own, so one fresh store serves all of them.

mod keys;
mod listing;
mod reads;
mod refusals;
mod writes;

use crate::store::{Created, Cursor, IndexEntry, Item, Key, Range, Store, StoreError};

/// Runs the whole contract against a fresh store.
pub async fn all(store: &dyn Store) -> Result<(), StoreError> {
    writes::create_takes_a_free_key(store).await?;
    writes::replace_counts_versions(store).await?;
    writes::delete_forgets(store).await?;
    writes::expired_items_stay_readable(store).await?;
    writes::bodies_are_opaque(store).await?;
    reads::queries_follow_bounds_and_order(store).await?;
    reads::queries_page_with_cursors(store).await?;
    reads::big_items_make_short_pages(store).await?;
    keys::sort_keys_stand_in_byte_order(store).await?;
    keys::partitions_are_apart(store).await?;
    listing::the_index_follows_its_item(store).await?;
    listing::the_index_follows_bounds_and_order(store).await?;
    listing::the_index_pages_through_ties(store).await?;
    refusals::misfits_are_refused(store).await
}

fn item(partition: &str, sort: &str, body: &str) -> Item {
    Item::new(Key::new(partition, sort), body.as_bytes().to_vec())
}

fn entry(partition: &str, sort: &str, projection: &str) -> IndexEntry {
    IndexEntry {
        partition: partition.to_owned(),
        sort: sort.to_owned(),
        projection: projection.as_bytes().to_vec(),
    }
}

/// The item as it replaces this one: a new body under the next version.
fn next(item: &Item, body: &str) -> Item {
    Item { version: item.version + 1, body: body.as_bytes().to_vec(), ..item.clone() }
}

async fn created(store: &dyn Store, item: Item) -> Result<(), StoreError> {
    assert_eq!(store.create(item).await?, Created::New, "the key is free");
    Ok(())
}

/// Sort keys that the query finds, page after page. Pages may be short or empty, but not for ever.
async fn walk(store: &dyn Store, mut range: Range) -> Result<Vec<String>, StoreError> {
    let mut keys = Vec::new();
    for _ in 0..100 {
        let found = store.query(&range).await?;
        assert!(found.rows.len() <= range.limit, "a page has at most {} rows", range.limit);
        keys.extend(found.rows.into_iter().map(|item| item.key.sort));
        match found.more {
            None => return Ok(keys),
            more => range.after = more,
        }
    }
    assert!(range.after.is_none(), "a query of few items ends within 100 pages");
    Ok(keys)
}

/// Index sort key and own key of the rows that the query of the index finds, page after page.
async fn walk_index(store: &dyn Store, mut range: Range) -> Result<Vec<(String, Key)>, StoreError> {
    let mut rows = Vec::new();
    for _ in 0..100 {
        let found = store.query_index(&range).await?;
        assert!(found.rows.len() <= range.limit, "a page has at most {} rows", range.limit);
        rows.extend(found.rows.into_iter().map(|row| (row.entry.sort, row.key)));
        match found.more {
            None => return Ok(rows),
            more => range.after = more,
        }
    }
    assert!(range.after.is_none(), "a query of few rows ends within 100 pages");
    Ok(rows)
}

fn cursor(key: Key, index_sort: Option<&str>) -> Option<Cursor> {
    Some(Cursor { key, index_sort: index_sort.map(str::to_owned) })
}
