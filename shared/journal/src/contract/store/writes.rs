//! Creating, replacing and deleting one item.

use super::{created, entry, item, next};
use crate::store::{Created, Item, Key, Replaced, Store, StoreError};

pub(super) async fn create_takes_a_free_key(store: &dyn Store) -> Result<(), StoreError> {
    let first = Item {
        index: Some(entry("create/list", "1", "shown")),
        expires_s: Some(4_000_000_000),
        ..item("create", "a", "first")
    };
    assert_eq!(store.get(&first.key).await?, None, "nothing stands there yet");
    assert_eq!(store.create(first.clone()).await?, Created::New);
    assert_eq!(store.get(&first.key).await?.as_ref(), Some(&first), "all of it is read back");

    let second = item("create", "a", "second");
    assert_eq!(store.create(second).await?, Created::Exists(first.clone()), "the item found comes back");
    assert_eq!(store.create(first.clone()).await?, Created::Exists(first.clone()), "equal or not");
    assert_eq!(store.get(&first.key).await?.as_ref(), Some(&first), "nothing was written");

    created(store, item("create", "b", "other sort key")).await?;
    created(store, item("create2", "a", "other partition")).await
}

pub(super) async fn replace_counts_versions(store: &dyn Store) -> Result<(), StoreError> {
    let first = item("replace", "a", "first");
    let second = next(&first, "second");
    assert_eq!(store.replace(second.clone()).await?, Replaced::Conflict(None), "nothing to replace");
    assert_eq!(store.get(&first.key).await?, None, "a replacement creates nothing");

    created(store, first.clone()).await?;
    assert_eq!(store.replace(second.clone()).await?, Replaced::Done);
    assert_eq!(store.get(&first.key).await?.as_ref(), Some(&second));

    let late = next(&first, "too late");
    assert_eq!(store.replace(late).await?, Replaced::Conflict(Some(second.clone())), "the version is taken");
    let early = Item { version: 4, ..second.clone() };
    assert_eq!(store.replace(early).await?, Replaced::Conflict(Some(second.clone())), "a version is missing");
    assert_eq!(store.get(&first.key).await?.as_ref(), Some(&second), "nothing was written");

    let third = Item { expires_s: Some(5_000_000_000), ..next(&second, "third") };
    assert_eq!(store.replace(third.clone()).await?, Replaced::Done);
    assert_eq!(store.get(&first.key).await?.as_ref(), Some(&third), "the expiry is replaced, too");
    let fourth = Item { expires_s: None, ..next(&third, "fourth") };
    assert_eq!(store.replace(fourth.clone()).await?, Replaced::Done);
    assert_eq!(store.get(&first.key).await?.as_ref(), Some(&fourth), "and can be taken away");
    assert_eq!(store.create(first).await?, Created::Exists(fourth), "a replaced item still holds its key");
    Ok(())
}

pub(super) async fn delete_forgets(store: &dyn Store) -> Result<(), StoreError> {
    let first = item("delete", "a", "first");
    store.delete(&first.key).await?;
    created(store, first.clone()).await?;
    created(store, item("delete", "b", "neighbour")).await?;
    assert_eq!(store.replace(next(&first, "second")).await?, Replaced::Done);
    store.delete(&first.key).await?;
    assert_eq!(store.get(&first.key).await?, None);
    store.delete(&first.key).await?;
    assert!(store.get(&Key::new("delete", "b")).await?.is_some(), "neighbours stay");
    assert_eq!(store.replace(next(&first, "third")).await?, Replaced::Conflict(None));
    created(store, first).await
}

pub(super) async fn expired_items_stay_readable(store: &dyn Store) -> Result<(), StoreError> {
    let old = Item { expires_s: Some(1), ..item("expired", "a", "old") };
    created(store, old.clone()).await?;
    assert_eq!(store.get(&old.key).await?.as_ref(), Some(&old), "readers judge the expiry");
    assert_eq!(store.create(old.clone()).await?, Created::Exists(old.clone()), "it holds its key");
    assert_eq!(store.replace(next(&old, "older")).await?, Replaced::Done, "it can be replaced");
    Ok(())
}

pub(super) async fn bodies_are_opaque(store: &dyn Store) -> Result<(), StoreError> {
    let bodies = [Vec::new(), vec![0], (0..=255).collect(), vec![b'x'; 300 * 1024]];
    for (position, body) in bodies.into_iter().enumerate() {
        let item = Item::new(Key::new("bodies", format!("{position}")), body);
        created(store, item.clone()).await?;
        assert_eq!(store.get(&item.key).await?, Some(item), "body {position}");
    }
    Ok(())
}
