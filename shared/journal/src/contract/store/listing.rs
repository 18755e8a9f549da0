//! The sparse list index: it follows its items and is queried like a partition.

use super::{created, cursor, entry, item, next, walk_index};
use crate::store::{Item, Key, Listed, Order, Range, Replaced, Store, StoreError};

fn range(partition: &str, order: Order, limit: usize) -> Range {
    Range { partition: partition.to_owned(), from: None, to: None, order, limit, after: None }
}

async fn listed(store: &dyn Store, partition: &str) -> Result<Vec<Listed>, StoreError> {
    Ok(store.query_index(&range(partition, Order::Ascending, 100)).await?.rows)
}

pub(super) async fn the_index_follows_its_item(store: &dyn Store) -> Result<(), StoreError> {
    let key = Key::new("follow", "a");
    let row = |list: &str, sort: &str, projection: &str| {
        vec![Listed { key: key.clone(), entry: entry(list, sort, projection) }]
    };
    created(store, item("follow", "unlisted", "")).await?;
    assert_eq!(listed(store, "l/open").await?, [], "items without an entry are not listed");

    let first = Item { index: Some(entry("l/open", "1", "x")), ..item("follow", "a", "first") };
    created(store, first.clone()).await?;
    assert_eq!(listed(store, "l/open").await?, row("l/open", "1", "x"));

    let shown = Item { index: Some(entry("l/open", "1", "y")), ..next(&first, "first") };
    assert_eq!(store.replace(shown.clone()).await?, Replaced::Done);
    assert_eq!(listed(store, "l/open").await?, row("l/open", "1", "y"), "the projection follows");

    let sorted = Item { index: Some(entry("l/open", "2", "y")), ..next(&shown, "second") };
    assert_eq!(store.replace(sorted.clone()).await?, Replaced::Done);
    assert_eq!(listed(store, "l/open").await?, row("l/open", "2", "y"), "the old row is gone");

    let moved = Item { index: Some(entry("l/closed", "2", "y")), ..next(&sorted, "third") };
    assert_eq!(store.replace(moved.clone()).await?, Replaced::Done);
    assert_eq!(listed(store, "l/open").await?, []);
    assert_eq!(listed(store, "l/closed").await?, row("l/closed", "2", "y"));

    let stale = Item { index: Some(entry("l/open", "9", "z")), ..sorted };
    assert!(matches!(store.replace(stale.clone()).await?, Replaced::Conflict(Some(_))));
    let again = Item { version: 1, ..stale };
    store.create(again).await?;
    assert_eq!(listed(store, "l/open").await?, [], "a write that did not happen lists nothing");

    let hidden = Item { index: None, ..next(&moved, "fourth") };
    assert_eq!(store.replace(hidden.clone()).await?, Replaced::Done);
    assert_eq!(listed(store, "l/closed").await?, [], "no entry, no row");

    let back = Item { index: Some(entry("l/closed", "3", "")), ..next(&hidden, "fifth") };
    assert_eq!(store.replace(back).await?, Replaced::Done);
    assert_eq!(listed(store, "l/closed").await?, row("l/closed", "3", ""));
    store.delete(&key).await?;
    assert_eq!(listed(store, "l/closed").await?, [], "the row goes with its item");
    Ok(())
}

pub(super) async fn the_index_follows_bounds_and_order(store: &dyn Store) -> Result<(), StoreError> {
    for sort in ["c", "a", "e", "b", "d"] {
        // The item's own key runs the other way, so an index in the wrong order shows.
        let own = format!("{}", b'z' - sort.as_bytes()[0]);
        let listed = Item { index: Some(entry("l/range", sort, sort)), ..item("ranged", &own, sort) };
        created(store, listed).await?;
    }
    let cases = [
        (None, None, "abcde"),
        (Some("b"), None, "bcde"),
        (None, Some("b"), "ab"),
        (Some("b"), Some("d"), "bcd"),
        (Some("bb"), Some("dd"), "cd"),
        (Some("d"), Some("b"), ""),
    ];
    for (from, to, expected) in cases {
        for limit in 1..=6 {
            for (order, wanted) in [
                (Order::Ascending, expected.to_owned()),
                (Order::Descending, expected.chars().rev().collect::<String>()),
            ] {
                let range = Range {
                    from: from.map(str::to_owned),
                    to: to.map(str::to_owned),
                    ..range("l/range", order, limit)
                };
                let found: String =
                    walk_index(store, range).await?.into_iter().map(|(sort, _)| sort).collect();
                assert_eq!(found, wanted, "{from:?} to {to:?}, {order:?}, pages of {limit}");
            }
        }
    }
    Ok(())
}

pub(super) async fn the_index_pages_through_ties(store: &dyn Store) -> Result<(), StoreError> {
    let mut expected = Vec::new();
    for (partition, own, sort) in
        [("t1", "a", "1"), ("t1", "b", "2"), ("t2", "a", "2"), ("t2", "b", "2"), ("t3", "a", "3")]
    {
        created(store, Item { index: Some(entry("l/ties", sort, "")), ..item(partition, own, "") }).await?;
        expected.push((sort.to_owned(), Key::new(partition, own)));
    }
    for limit in 1..=6 {
        for order in [Order::Ascending, Order::Descending] {
            let mut found = walk_index(store, range("l/ties", order, limit)).await?;
            let sorts: String = found.iter().map(|(sort, _)| sort.as_str()).collect();
            let wanted = if order == Order::Ascending { "12223" } else { "32221" };
            assert_eq!(sorts, wanted, "{order:?} in pages of {limit}");
            found.sort();
            assert_eq!(found, expected, "each once, {order:?} in pages of {limit}");
        }
    }
    let last =
        Range { after: cursor(Key::new("t3", "a"), Some("3")), ..range("l/ties", Order::Ascending, 10) };
    assert_eq!(walk_index(store, last).await?, [], "nothing stands behind the last row");
    Ok(())
}
