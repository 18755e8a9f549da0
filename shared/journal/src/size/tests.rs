//! Sizes that were counted by hand after the rules in the Developer Guide.

use super::{entry_bytes, item_bytes, number_bytes};
use crate::store::{IndexEntry, Item, Key};

#[test]
fn numbers_count_their_significant_digits() {
    for (number, bytes) in
        [(0, 1), (1, 2), (10, 2), (12, 2), (100, 2), (101, 3), (1_234, 3), (1_700_000_000, 2), (u64::MAX, 11)]
    {
        assert_eq!(number_bytes(number), bytes, "{number}");
    }
}

#[test]
fn items_count_names_and_values() {
    let mut item = Item::new(Key::new("ab", "c"), vec![0; 10]);
    // p+2, s+1, v+2, b+10
    assert_eq!(item_bytes(&item), 3 + 2 + 3 + 11);
    item.expires_s = Some(1_700_000_001);
    assert_eq!(item_bytes(&item), 3 + 2 + 3 + 11 + 7);
    let entry = IndexEntry { partition: "list".into(), sort: "é".into(), projection: vec![1, 2, 3] };
    item.index = Some(entry.clone());
    assert_eq!(item_bytes(&item), 3 + 2 + 3 + 11 + 7 + 5 + 3 + 4);
    assert_eq!(entry_bytes(&item.key, &entry), 3 + 2 + 5 + 3 + 4);
}
