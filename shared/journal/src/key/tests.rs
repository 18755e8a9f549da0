//! Keys sort as their numbers do and tell what they name.

use super::{COVER, ExecutionKey, PAGES_FROM, page_number, page_sort};

#[test]
fn pages_sort_as_numbers_and_the_cover_stands_behind_them() {
    let sorts = [0, 1, 9, 10, 99_999_999].map(page_sort);
    assert!(sorts.is_sorted());
    assert!(sorts.iter().all(|sort| PAGES_FROM <= sort.as_str() && sort.as_str() < COVER));
    assert_eq!(sorts.map(|sort| page_number(&sort)), [0, 1, 9, 10, 99_999_999].map(Some));
    assert_eq!(page_number(COVER), None);
}

#[test]
fn a_partition_tells_its_execution() {
    let key = ExecutionKey::new("order-flow", "one");
    assert_eq!(key.partition(), "e#order-flow#one");
    assert_eq!(ExecutionKey::of_partition("e#order-flow#one"), Some(key));
    assert_eq!(ExecutionKey::of_partition("m#order-flow"), None);
}
