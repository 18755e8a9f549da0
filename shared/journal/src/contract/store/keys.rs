//! What counts as the same key and how keys are ordered.

use super::{created, item, walk};
use crate::limits::KEY_BYTES_MAX;
use crate::store::{Key, Order, Range, Store, StoreError};

fn whole(partition: &str) -> Range {
    let partition = partition.to_owned();
    Range { partition, from: None, to: None, order: Order::Ascending, limit: 100, after: None }
}

pub(super) async fn sort_keys_stand_in_byte_order(store: &dyn Store) -> Result<(), StoreError> {
    // In UTF-16 the last two would change places; a language's collation would mix the letters.
    let ordered =
        ["\t", " ", "#1", "-", "0", "10", "2", "A", "Z", "a", "a#", "aa", "z", "é", "\u{ffff}", "😀"];
    let longest = "~".repeat(KEY_BYTES_MAX);
    for sort in ordered.iter().rev().copied().chain([longest.as_str()]) {
        created(store, item("bytes", sort, "")).await?;
    }
    let mut expected: Vec<&str> = ordered.to_vec();
    expected.push(&longest);
    expected.sort_unstable();
    assert_eq!(walk(store, whole("bytes")).await?, expected);
    for sort in &expected {
        let one = Range { from: Some((*sort).to_owned()), to: Some((*sort).to_owned()), ..whole("bytes") };
        assert_eq!(walk(store, one).await?, [*sort], "bounds go by bytes, too");
    }
    Ok(())
}

pub(super) async fn partitions_are_apart(store: &dyn Store) -> Result<(), StoreError> {
    let longest = "p".repeat(KEY_BYTES_MAX);
    let partitions = ["apart", "apart ", "apart/1", "apart/10", "Apart", longest.as_str()];
    for partition in partitions {
        created(store, item(partition, "1", partition)).await?;
    }
    for partition in partitions {
        assert_eq!(walk(store, whole(partition)).await?, ["1"], "{partition}");
        let found = store.get(&Key::new(partition, "1")).await?;
        assert_eq!(found, Some(item(partition, "1", partition)), "{partition}");
    }
    assert_eq!(store.get(&Key::new("apart/1", "0")).await?, None, "key parts do not run together");
    Ok(())
}
