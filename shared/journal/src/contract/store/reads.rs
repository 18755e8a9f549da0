//! Queries of a partition: bounds, order, pages.

use super::{created, cursor, item, walk};
use crate::store::{Item, Key, Order, Range, Store, StoreError};

fn range(from: Option<&str>, to: Option<&str>, order: Order, limit: usize) -> Range {
    let partition = "reads".to_owned();
    Range { partition, from: from.map(str::to_owned), to: to.map(str::to_owned), order, limit, after: None }
}

pub(super) async fn queries_follow_bounds_and_order(store: &dyn Store) -> Result<(), StoreError> {
    assert_eq!(walk(store, range(None, None, Order::Ascending, 10)).await?, [""; 0], "an empty partition");
    for sort in ["c", "a", "e", "b", "d"] {
        created(store, item("reads", sort, sort)).await?;
    }
    let cases: [(Option<&str>, Option<&str>, &str); 12] = [
        (None, None, "abcde"),
        (Some("b"), None, "bcde"),
        (None, Some("b"), "ab"),
        (Some("b"), Some("d"), "bcd"),
        (Some("b"), Some("b"), "b"),
        (Some("bb"), Some("dd"), "cd"),
        (Some("bb"), Some("bc"), ""),
        (Some("d"), Some("b"), ""),
        (Some("f"), None, ""),
        (None, Some("Z"), ""),
        (Some("a"), Some("e"), "abcde"),
        (Some("0"), Some("z"), "abcde"),
    ];
    for (from, to, expected) in cases {
        // Every limit, so that pages end at, before and behind the bounds.
        for limit in 1..=6 {
            let up = walk(store, range(from, to, Order::Ascending, limit)).await?.concat();
            assert_eq!(up, expected, "{from:?} to {to:?} in pages of {limit}");
            let down = walk(store, range(from, to, Order::Descending, limit)).await?.concat();
            let backwards: String = expected.chars().rev().collect();
            assert_eq!(down, backwards, "{to:?} down to {from:?} in pages of {limit}");
        }
    }
    let found = store.query(&range(Some("c"), None, Order::Ascending, 1)).await?;
    assert_eq!(found.rows, [item("reads", "c", "c")], "rows are whole items");
    Ok(())
}

pub(super) async fn queries_page_with_cursors(store: &dyn Store) -> Result<(), StoreError> {
    let place = |sort| Key::new("reads", sort);
    let first = store.query(&range(None, None, Order::Ascending, 2)).await?;
    assert_eq!(first.more, cursor(place("b"), None), "the cursor is the last row");

    let cases = [
        (Order::Ascending, "b", "cde"),
        (Order::Ascending, "bb", "cde"),
        (Order::Ascending, "e", ""),
        (Order::Ascending, "0", "abcde"),
        (Order::Descending, "b", "a"),
        (Order::Descending, "bb", "ba"),
        (Order::Descending, "a", ""),
        (Order::Descending, "z", "edcba"),
    ];
    for (order, behind, expected) in cases {
        // The row that the cursor names may be gone in the meantime; its place still counts.
        let range = Range { after: cursor(place(behind), None), ..range(None, None, order, 10) };
        assert_eq!(walk(store, range).await?.concat(), expected, "{order:?} behind {behind}");
    }
    let bounded =
        Range { after: cursor(place("b"), None), ..range(Some("a"), Some("d"), Order::Ascending, 1) };
    assert_eq!(walk(store, bounded).await?.concat(), "cd", "bounds hold on later pages");
    Ok(())
}

pub(super) async fn big_items_make_short_pages(store: &dyn Store) -> Result<(), StoreError> {
    let mut expected = Vec::new();
    for position in 0..5 {
        let sort = format!("{position}");
        created(store, Item::new(Key::new("big", sort.as_str()), vec![7; 300 * 1024])).await?;
        expected.push(sort);
    }
    let all = |order| Range { partition: "big".to_owned(), ..range(None, None, order, 100) };
    assert_eq!(walk(store, all(Order::Ascending)).await?, expected, "none is lost between pages");
    expected.reverse();
    assert_eq!(walk(store, all(Order::Descending)).await?, expected, "none is lost between pages");
    Ok(())
}
