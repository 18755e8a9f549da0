//! Old code meets records of a newer schema: each way of reading says so by its type, and nothing is changed.

use std::sync::Arc;

use stepwell_engine::Payload;
use stepwell_engine::payload::Home;

use super::{World, begin, new, step};
use crate::codec::{CodecError, Schema, Schemas};
use crate::journal::{Begun, Due, HistoryQuery, Journal, JournalError, shard_of};
use crate::limits::{PART_BYTES, RECORD_BYTES_MAX};
use crate::memory::{MemoryPayloads, MemoryStore};
use crate::payloads::Payloads;
use crate::sample;

/// A table, and journals of old and new code over it.
struct Both {
    store: Arc<MemoryStore>,
    payloads: Arc<MemoryPayloads>,
}

impl Both {
    fn journal(&self, schemas: Schemas) -> Journal {
        Journal::new(self.store.clone(), self.payloads.clone(), 1_000).with_schemas(schemas)
    }
}

fn newer<T: std::fmt::Debug>(what: &str, answer: Result<T, JournalError>) {
    let expected = JournalError::Codec(CodecError::Newer { found: 2, known: 1 });
    match answer {
        Err(error) => {
            assert_eq!(error, expected, "{what}");
            assert!(error.is_newer() && !error.is_passing());
        }
        Ok(answer) => panic!("{what}: {answer:?}"),
    }
}

#[tokio::test]
async fn what_is_newer_is_left_alone() {
    let both = Both { store: Arc::default(), payloads: Arc::default() };
    let young = both.journal(Schemas::default());
    let (key, head, _) = begin(&young, 1, 300).await;
    let (next, events) = step(&young, &key, &head, sample::order(1, 20_000)).await;
    let Some(text) = events.iter().flat_map(|event| event.detail.payloads()).find(|it| it.bytes() > 10_000)
    else {
        panic!("a text became a payload")
    };
    let absent = Payload::absent(text.home(), text.bytes());
    assert!(matches!(absent.home(), Home::Payload { .. }));
    young.beat(&key, 5, 100).await.unwrap();
    young.renew("session", 100).await.unwrap();
    young.promise(&key, 120_000).await.unwrap();
    young.set_swept(3, 7).await.unwrap();
    let before = both.store.items();

    let old = || both.journal(Schemas::old(Schema::One));
    let query = HistoryQuery { from: None, limit: 10, reverse: false, include_data: true };
    newer("load", old().load(&key).await);
    newer("describe", old().describe(&key).await);
    newer("history", old().history(&key, query).await);
    newer("history, newest first", old().history(&key, HistoryQuery { reverse: true, ..query }).await);
    newer("fetch of a payload", old().fetch(&key, &[absent]).await);
    newer(
        "fetch of a page",
        old().fetch(&key, &[Payload::absent(Home::Page { page: 1, index: 0 }, 5)]).await,
    );
    newer("begin", old().begin(new(1, 300, 99)).await);
    newer("commit", old().commit(&key, &next, &events, 99).await);
    newer("close", old().close_cover(&key, &next.execution.status, 5).await);
    newer("beat", old().beat(&key, 5, 200).await);
    newer("last beat", old().last_beat(&key, 5).await);
    newer("leave", old().leave(&key, b"fact".to_vec()).await);
    newer("note", old().note(&key, "a", b"b".to_vec()).await);
    newer("session", old().is_alive("session", 5).await);
    newer("renewal", old().renew("session", 200).await);
    newer("place of the sweep", old().swept(3).await);
    newer("next place of the sweep", old().set_swept(3, 8).await);
    assert_eq!(both.store.items(), before);
    // What follows from the key alone is known.
    let due = old().due(shard_of(&key), 2, None).await.unwrap().rows;
    assert_eq!(due, [Due { key: key.clone(), due_ms: 120_000 }]);
    assert_eq!(old().inbox(&key).await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_list_shows_what_can_be_read() {
    let both = Both { store: Arc::default(), payloads: Arc::default() };
    let (old, young) = (both.journal(Schemas::old(Schema::One)), both.journal(Schemas::default()));
    for number in 1..=6 {
        begin(if number % 3 == 0 { &young } else { &old }, number, 300).await;
    }
    let all = old.list("order-flow", None, 10, None).await.unwrap();
    assert_eq!((all.executions.len(), all.newer), (4, 2));
    let all = young.list("order-flow", None, 10, None).await.unwrap();
    assert_eq!((all.executions.len(), all.newer), (6, 0));
    let first = old.list("order-flow", None, 3, None).await.unwrap();
    let rest = old.list("order-flow", None, 3, first.more).await.unwrap();
    assert_eq!((first.executions.len() + rest.executions.len(), first.newer + rest.newer), (4, 2));
}

#[tokio::test]
async fn each_schema_keeps_texts_up_to_its_length() {
    let lengths = [
        (Schema::One, RECORD_BYTES_MAX, true),
        (Schema::One, RECORD_BYTES_MAX + 1, false),
        (Schema::Two, RECORD_BYTES_MAX, true),
        (Schema::Two, RECORD_BYTES_MAX + 1, true),
        (Schema::Two, RECORD_BYTES_MAX + PART_BYTES / 2, true),
    ];
    for (schema, bytes, fits) in lengths {
        let both = Both { store: Arc::default(), payloads: Arc::default() };
        let journal = both.journal(Schemas::writing(schema));
        let (key, head, _) = begin(&journal, 1, 300).await;
        // Two-byte characters stand across the borders of parts.
        let text = format!("\"x{}\"", "é".repeat(bytes / 2 - 2));
        let text = format!("{text}{}", " ".repeat(bytes - text.len()));
        let (next, events) = sample::step(&head, Payload::from_text(text.as_str()));
        let committed = journal.commit(&key, &next, &events, 9).await;
        if !fits {
            let error = CodecError::TooLarge { bytes, max: RECORD_BYTES_MAX };
            assert_eq!(committed, Err(error.into()));
            continue;
        }
        committed.unwrap();
        let cold = both.journal(Schemas::writing(Schema::One));
        let loaded = cold.load(&key).await.unwrap().unwrap().head;
        let input = loaded.execution.frames.values().next().unwrap().input.clone();
        assert_eq!((input.is_present(), input.bytes()), (false, bytes), "{schema:?}");
        cold.fetch(&key, std::slice::from_ref(&input)).await.unwrap();
        assert!(*input.text().unwrap() == *text, "{schema:?}, {bytes} bytes");
        // It is referred to in any schema once it is kept.
        let (later, events) = sample::step(&loaded, input);
        cold.commit(&key, &later, &events, 10).await.unwrap();
    }
}

#[tokio::test]
async fn a_missing_part_is_missed() {
    let world = World::new();
    let journal = world.cold();
    let (key, head, _) = begin(&journal, 1, 300).await;
    let text = format!("\"{}\"", "abc".repeat(RECORD_BYTES_MAX / 2));
    let (next, events) = sample::step(&head, Payload::from_text(text));
    assert!(journal.commit(&key, &next, &events, 9).await.is_ok());
    let payload = next.execution.frames.values().next().unwrap().input.clone();
    world.payloads.delete_all(&key.partition()).await.unwrap();
    let absent = Payload::absent(payload.home(), payload.bytes());
    let fetched = world.cold().fetch(&key, &[absent]).await;
    assert!(matches!(fetched, Err(JournalError::Missing { .. })), "{fetched:?}");
    assert!(matches!(journal.begin(new(1, 300, 1)).await, Ok(Begun::New(_))));
}
