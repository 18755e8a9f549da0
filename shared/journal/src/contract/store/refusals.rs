//! What no store takes, so that nothing works on a laptop only.

use super::{created, cursor, entry, item};
use crate::limits::{ITEM_BYTES_MAX, KEY_BYTES_MAX};
use crate::size::item_bytes;
use crate::store::{Item, Key, Order, Range, Store, StoreError};

fn refused<T>(case: &str, answer: Result<T, StoreError>) {
    assert!(matches!(answer, Err(StoreError::Refused(_))), "{case} is refused");
}

pub(super) async fn misfits_are_refused(store: &dyn Store) -> Result<(), StoreError> {
    let good = item("refused", "a", "");
    let long = "k".repeat(KEY_BYTES_MAX + 1);
    let largest = {
        let room = ITEM_BYTES_MAX - item_bytes(&good);
        Item { body: vec![1; room], ..good.clone() }
    };
    let too_large = Item { body: vec![1; largest.body.len() + 1], ..good.clone() };
    let entry_too_large = Item { index: Some(entry("l", "s", "p")), ..largest.clone() };
    let cases = [
        ("an empty partition key", Item { key: Key::new("", "a"), ..good.clone() }),
        ("an empty sort key", Item { key: Key::new("refused", ""), ..good.clone() }),
        ("a long partition key", Item { key: Key::new(long.as_str(), "a"), ..good.clone() }),
        ("a long sort key", Item { key: Key::new("refused", long.as_str()), ..good.clone() }),
        ("an empty index partition key", Item { index: Some(entry("", "s", "")), ..good.clone() }),
        ("an empty index sort key", Item { index: Some(entry("l", "", "")), ..good.clone() }),
        ("a long index sort key", Item { index: Some(entry("l", &long, "")), ..good.clone() }),
        ("an item that is too large", too_large),
        ("an item that is too large with its entry", entry_too_large),
    ];
    for (case, item) in &cases {
        refused(case, store.create(item.clone()).await);
        refused(case, store.replace(Item { version: 2, ..item.clone() }).await);
    }
    refused("a new item of version 0", store.create(Item { version: 0, ..good.clone() }).await);
    refused("a new item of version 2", store.create(Item { version: 2, ..good.clone() }).await);
    refused("replacing by version 0", store.replace(Item { version: 0, ..good.clone() }).await);
    refused("replacing by version 1", store.replace(good.clone()).await);
    assert_eq!(store.get(&good.key).await?, None, "what is refused is not written");
    created(store, largest.clone()).await?;
    assert_eq!(store.get(&good.key).await?, Some(largest), "the largest item fits");

    for key in [Key::new("", "a"), Key::new("refused", ""), Key::new("refused", long)] {
        refused("reading a misfit", store.get(&key).await);
        refused("deleting a misfit", store.delete(&key).await);
    }
    odd_queries_are_refused(store).await;
    Ok(())
}

async fn odd_queries_are_refused(store: &dyn Store) {
    let good = Range {
        partition: "refused".to_owned(),
        from: None,
        to: None,
        order: Order::Ascending,
        limit: 1,
        after: None,
    };
    let cases = [
        ("a limit of 0", Range { limit: 0, ..good.clone() }),
        ("an empty partition", Range { partition: String::new(), ..good.clone() }),
    ];
    for (case, range) in &cases {
        refused(case, store.query(range).await);
        refused(case, store.query_index(range).await);
    }
    let foreign = Range { after: cursor(Key::new("other", "a"), None), ..good.clone() };
    refused("a cursor of another partition", store.query(&foreign).await);
    let of_table = Range { after: cursor(Key::new("refused", "a"), None), ..good };
    refused("a cursor of the table", store.query_index(&of_table).await);
}
