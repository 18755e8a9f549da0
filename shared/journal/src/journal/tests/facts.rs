//! The small items beside an execution.

use super::{World, begin};
use crate::journal::{Announced, Due, Noted, shard_of};
use crate::key::ExecutionKey;
use crate::limits::WAKE_SHARDS;

#[tokio::test]
async fn a_beat_never_goes_back() {
    let world = World::new();
    let journal = world.cold();
    let (key, ..) = begin(&journal, 1, 300).await;
    assert_eq!(journal.last_beat(&key, 5).await, Ok(None));
    for (at_ms, expected) in [(100, 100), (300, 300), (200, 300)] {
        journal.beat(&key, 5, at_ms).await.unwrap();
        assert_eq!(world.cold().last_beat(&key, 5).await, Ok(Some(expected)));
    }
    assert_eq!(journal.last_beat(&key, 6).await, Ok(None));
    assert!(journal.load(&key).await.unwrap().is_some());
}

#[tokio::test]
async fn a_promise_is_filed_under_its_minute() {
    let journal = World::new().cold();
    let key = ExecutionKey::new("m", "e");
    let shard = shard_of(&key);
    assert!(shard < WAKE_SHARDS);
    for due_ms in [120_000, 125_000, 180_000] {
        journal.promise(&key, due_ms).await.unwrap();
    }
    let due = Due { key: key.clone(), due_ms: 120_000, announced: None };
    assert_eq!(journal.due(shard, 2, None).await.unwrap().rows, std::slice::from_ref(&due));
    journal.forget(&due).await.unwrap();
    assert_eq!(journal.due(shard, 2, None).await.unwrap().rows, []);
    assert_eq!(journal.due(shard, 3, None).await.unwrap().rows.len(), 1);
    journal.set_swept(shard, 3).await.unwrap();
    journal.set_swept(shard, 2).await.unwrap();
    assert_eq!(journal.swept(shard).await, Ok(Some(3)));
}

#[tokio::test]
async fn an_announced_page_is_not_taken_for_one_before_it() {
    let journal = World::new().cold();
    let key = ExecutionKey::new("m", "e");
    let page = |page, at_ms| Announced { page, at_ms };
    for (due_ms, announced, expected) in [
        (120_000, page(3, 5), 120_000),
        (130_000, page(2, 6), 120_000),
        (130_000, page(3, 7), 120_000),
        (130_000, page(4, 8), 120_000),
        // As many pages as may be announced within a minute, each on the item that stands there.
        (130_000, page(5, 9), 120_000),
        (130_000, page(6, 10), 120_000),
        (130_000, page(7, 11), 120_000),
        (130_000, page(Announced::LETTER, 12), 120_000),
    ] {
        assert_eq!(journal.promise_page(&key, due_ms, announced).await, Ok(expected), "{announced:?}");
    }
    journal.promise(&key, 300_000).await.unwrap();
    assert_eq!(journal.promise_page(&key, 310_000, page(4, 9)).await, Ok(300_000));
    for (minute, due_ms, announced) in [(2, 120_000, page(Announced::LETTER, 12)), (5, 300_000, page(4, 9))] {
        let rows = journal.due(shard_of(&key), minute, None).await.unwrap().rows;
        assert_eq!(rows, [Due { key: key.clone(), due_ms, announced: Some(announced) }]);
    }
}

#[tokio::test]
async fn a_session_lives_until_it_said() {
    let journal = World::new().cold();
    assert_eq!(journal.is_alive("one", 5).await, Ok(false));
    journal.renew("one", 10).await.unwrap();
    journal.renew("one", 20).await.unwrap();
    assert_eq!(journal.is_alive("one", 19).await, Ok(true));
    assert_eq!(journal.is_alive("one", 20).await, Ok(false));
    journal.end_session("one").await.unwrap();
    assert_eq!(journal.is_alive("one", 19).await, Ok(false));
}

#[tokio::test]
async fn a_fact_waits_in_the_inbox() {
    let journal = World::new().cold();
    let (key, ..) = begin(&journal, 1, 300).await;
    for fact in [b"one", b"two", b"one"] {
        journal.leave(&key, fact.to_vec()).await.unwrap();
    }
    let letters = journal.inbox(&key).await.unwrap();
    assert_eq!(letters.len(), 2);
    journal.take(&key, &letters[..1]).await.unwrap();
    assert_eq!(journal.inbox(&key).await.unwrap(), letters[1..]);
}

#[tokio::test]
async fn the_first_note_is_right() {
    let journal = World::new().cold();
    let (key, ..) = begin(&journal, 1, 300).await;
    assert_eq!(journal.note(&key, "approval#7", b"yes".to_vec()).await, Ok(Noted::New));
    assert_eq!(journal.note(&key, "approval#7", b"no".to_vec()).await, Ok(Noted::Exists(b"yes".to_vec())));
    assert_eq!(journal.noted(&key, "approval#7").await, Ok(Some(b"yes".to_vec())));
    journal.note(&key, "other", b"x".to_vec()).await.unwrap();
    assert_eq!(journal.notes(&key, "approval#", None).await.unwrap().rows.len(), 1);
    assert_eq!(journal.notes(&key, "", None).await.unwrap().rows.len(), 2);
}
