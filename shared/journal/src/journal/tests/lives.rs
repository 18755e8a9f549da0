//! Whole lives of executions.

use stepwell_engine::payload::Home;
use stepwell_engine::{HistoryEvent, Payload, Status};

use super::faults::Fate;
use super::{World, begin, end, new, step};
use crate::codec::write::needed;
use crate::cover::Closed;
use crate::head::Head;
use crate::journal::{Begun, Committed, HistoryQuery, Journal};
use crate::key::ExecutionKey;
use crate::sample;

async fn history(journal: &Journal, key: &ExecutionKey, limit: usize, reverse: bool) -> Vec<HistoryEvent> {
    let mut query = HistoryQuery { from: None, limit, reverse, include_data: true };
    let mut events = Vec::new();
    for _ in 0..10_000 {
        let part = journal.history(key, query).await.unwrap().unwrap();
        assert!(part.events.len() <= limit);
        events.extend(part.events);
        match part.next {
            Some(next) => query.from = Some(next),
            None => break,
        }
    }
    events
}

async fn load(journal: &Journal, key: &ExecutionKey) -> Head {
    let head = journal.load(key).await.unwrap().unwrap().head;
    let payloads: Vec<Payload> = needed(&head).into_iter().cloned().collect();
    journal.fetch(key, &payloads).await.unwrap();
    head
}

#[tokio::test]
async fn an_execution_is_read_as_it_was_written() {
    // Inputs that ride on the cover, in a segment, and in the payload store.
    for input_bytes in [300, 3_000, 20_000] {
        let world = World::new();
        let writer = world.cold();
        let (key, mut head, mut all) = begin(&writer, 1, input_bytes).await;
        assert_eq!(load(&world.cold(), &key).await, head);
        for number in 1..=40 {
            let bytes = if number % 7 == 0 { 12_000 } else { 200 };
            let (next, events) = step(&writer, &key, &head, sample::order(number, bytes)).await;
            all.extend(events);
            head = next;
            assert_eq!(load(&world.cold(), &key).await, head);
        }
        let (last, events) = end(&head, Status::Succeeded { output: Payload::from_text("{\"done\":true}") });
        all.extend(events.clone());
        assert_eq!(writer.commit(&key, &last, &events, 5).await.unwrap(), Committed::Done);
        let described = world.cold().describe(&key).await.unwrap().unwrap();
        assert_eq!((&described.status, &described.input), (&last.execution.status, &last.execution.input));
        for limit in [1, 3, 7, 100, 1_000] {
            assert_eq!(history(&world.cold(), &key, limit, false).await, all);
            let mut newest_first = history(&world.cold(), &key, limit, true).await;
            newest_first.reverse();
            assert_eq!(newest_first, all);
        }
    }
}

#[tokio::test]
async fn a_text_that_is_needed_long_moves_to_a_segment() {
    let world = World::new();
    let journal = world.cold();
    let (key, mut head, _) = begin(&journal, 1, 300).await;
    let (next, _) = step(&journal, &key, &head, sample::order(1, 900)).await;
    let old = next.execution.frames.values().next().unwrap().clone();
    assert_eq!(old.input.home(), Home::Page { page: 1, index: 0 });
    head = next;
    for number in 2..=40 {
        let (mut next, events) = sample::step(&head, Payload::from_text(sample::order(number, 200)));
        // Another strand of the same execution that has not moved since.
        let path = stepwell_engine::FramePath::root();
        let step = stepwell_engine::frame::Step { state: old.state, stamp: 3, index: 1 };
        next.execution.frames.insert(path.inner(step), old.clone());
        assert_eq!(journal.commit(&key, &next, &events, number).await.unwrap(), Committed::Done);
        let expected = if number <= 33 { 1 } else { 2 };
        match old.input.home() {
            Home::Page { page, .. } => assert!(expected == 1 && page == 1, "page {page} at {number}"),
            Home::Segment { .. } => assert_eq!(expected, 2, "at {number}"),
            other => panic!("{other:?}"),
        }
        head = next;
        assert_eq!(load(&world.cold(), &key).await, head);
    }
}

#[tokio::test]
async fn a_start_is_answered_whatever_was_lost() {
    let cases: [(&[Fate], bool); 5] = [
        (&[], true),
        (&[Fate::LostAfter], true),
        (&[Fate::LostBefore], true),
        (&[Fate::LostBefore, Fate::LostAfter], true),
        (&[Fate::LostBefore, Fate::LostBefore, Fate::LostBefore], false),
    ];
    for (fates, starts) in cases {
        let world = World::new();
        world.store.next_writes(fates);
        let begun = world.cold().begin(new(1, 300, 17)).await;
        assert_eq!(matches!(begun, Ok(Begun::New(_))), starts, "{fates:?}");
        let again = world.cold().begin(new(1, 300, 17)).await.unwrap();
        assert!(matches!(again, Begun::New(_)), "the same start is the same start: {fates:?}");
        let other = world.cold().begin(new(1, 300, 18)).await.unwrap();
        assert!(matches!(other, Begun::Exists(cover) if cover.closed == Closed::Running));
    }
}

#[tokio::test]
async fn a_commit_is_answered_whatever_was_lost() {
    let cases: [(&[Fate], Option<Committed>); 5] = [
        (&[], Some(Committed::Done)),
        (&[Fate::LostAfter], Some(Committed::Done)),
        (&[Fate::LostBefore], Some(Committed::Done)),
        (&[Fate::LostBefore, Fate::LostBefore, Fate::LostBefore], None),
        (&[Fate::Busy], None),
    ];
    for (fates, expected) in cases {
        let world = World::new();
        let journal = world.cold();
        let (key, head, _) = begin(&journal, 1, 300).await;
        let result = Payload::from_text(sample::order(2, 300));
        let (next, events) = sample::step(&head, result.clone());
        world.store.next_writes(fates);
        let committed = journal.commit(&key, &next, &events, 9).await;
        assert_eq!(committed.as_ref().ok(), expected.as_ref(), "{fates:?}");
        // A text has a home only once its page is known to be durable.
        assert_eq!(result.home() == Home::Nowhere, committed.is_err(), "{fates:?}");
        let other = world.cold();
        let mine = load(&other, &key).await;
        let (theirs, events) = sample::step(&mine, Payload::from_text(sample::order(3, 300)));
        let stale = Head { page: 1, ..theirs };
        let expected = if committed.is_ok() { Committed::Conflict } else { Committed::Done };
        let stale_nonce = 10;
        assert_eq!(other.commit(&key, &stale, &events, stale_nonce).await, Ok(expected), "{fates:?}");
    }
}

#[tokio::test]
async fn a_cover_is_closed_once_and_listed() {
    for fates in [&[][..], &[Fate::LostAfter], &[Fate::LostBefore]] {
        let world = World::new();
        let journal = world.cold();
        let mut keys = Vec::new();
        for number in 1..=3 {
            keys.push(begin(&journal, number, 300).await.0);
        }
        let stopped_ms = sample::STARTED_MS + 5_000;
        world.store.next_writes(fates);
        journal.close_cover(&keys[1], &Status::TimedOut, stopped_ms).await.unwrap();
        let before = world.meter.snapshot();
        world.cold().close_cover(&keys[1], &Status::TimedOut, stopped_ms).await.unwrap();
        assert_eq!(world.meter.since(&before).write_units(), 0);
        let all = journal.list("order-flow", None, 10, None).await.unwrap();
        let rows: Vec<_> = all.executions.iter().map(|row| (row.closed, row.stopped_ms)).collect();
        let running = (Closed::Running, None);
        assert_eq!(rows, [running, (Closed::TimedOut, Some(stopped_ms)), running]);
        let closed = journal.list("order-flow", Some(Closed::TimedOut), 10, None).await.unwrap();
        assert_eq!(closed.executions.len(), 1);
        let first = journal.list("order-flow", None, 2, None).await.unwrap();
        let rest = journal.list("order-flow", None, 2, first.more).await.unwrap();
        assert_eq!([first.executions, rest.executions].concat(), all.executions);
    }
}
