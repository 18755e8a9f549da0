//! Bills that were worked out by hand, and the contract through the meters.

use std::sync::Arc;

use super::{Meter, MeteredPayloads, MeteredQueue, MeteredStore, Usage};
use crate::clock::ManualClock;
use crate::contract;
use crate::memory::{MemoryPayloads, MemoryQueue, MemoryStore};
use crate::payloads::Payloads;
use crate::queue::{Message, Queue};
use crate::store::{IndexEntry, Item, Key, Order, Range, Store};

fn entry(partition: &str, sort: &str, projection: usize) -> Option<IndexEntry> {
    Some(IndexEntry { partition: partition.into(), sort: sort.into(), projection: vec![0; projection] })
}

/// An item of exactly `bytes`: key and version take 7 of them, the name of the body 1.
fn item(sort: &str, bytes: usize) -> Item {
    Item::new(Key::new("p", sort), vec![0; bytes - 8])
}

fn metered() -> (MeteredStore<MemoryStore>, Arc<Meter>) {
    let meter = Arc::new(Meter::new());
    (MeteredStore::new(Arc::new(MemoryStore::new()), meter.clone()), meter)
}

/// Table write units, index write units and half units of reading since the last reading.
fn bill(meter: &Meter, last: &mut Usage) -> (u64, u64, u64) {
    let used = meter.since(last);
    *last = meter.snapshot();
    (used.table_write_units, used.index_write_units, used.read_half_units)
}

#[tokio::test]
async fn meters_change_nothing() {
    let meter = Arc::new(Meter::new());
    let clock = Arc::new(ManualClock::at_ms(0));
    contract::store::all(&MeteredStore::new(Arc::new(MemoryStore::new()), meter.clone())).await.unwrap();
    let queue = MeteredQueue::new(Arc::new(MemoryQueue::new(clock.clone())), meter.clone());
    contract::queue::all(&queue, &*clock).await.unwrap();
    contract::payloads::all(&MeteredPayloads::new(Arc::new(MemoryPayloads::new()), meter)).await.unwrap();
}

#[tokio::test]
async fn writes_are_billed_by_the_kilobyte() {
    let (store, meter) = metered();
    let mut last = meter.snapshot();
    for (sort, bytes, units) in [("1", 9, 1), ("2", 1024, 1), ("3", 1025, 2), ("4", 10 * 1024, 10)] {
        store.create(item(sort, bytes)).await.unwrap();
        assert_eq!(bill(&meter, &mut last), (units, 0, 0), "creating {bytes} bytes");
    }
    store.create(item("1", 2048)).await.unwrap();
    assert_eq!(bill(&meter, &mut last), (2, 0, 0), "a failed condition bills the larger of both");
    store.create(item("4", 9)).await.unwrap();
    assert_eq!(bill(&meter, &mut last), (10, 0, 0), "a failed condition bills the larger of both");
    store.replace(Item { version: 2, ..item("4", 9) }).await.unwrap();
    assert_eq!(bill(&meter, &mut last), (10, 0, 0), "a replacement bills the larger of both");
    store.replace(Item { version: 2, ..item("4", 3000) }).await.unwrap();
    assert_eq!(bill(&meter, &mut last), (3, 0, 0), "a conflict is billed, too");
    store.replace(Item { version: 2, ..item("9", 3000) }).await.unwrap();
    assert_eq!(bill(&meter, &mut last), (3, 0, 0), "also on what is not there");
    store.delete(&Key::new("p", "3")).await.unwrap();
    assert_eq!(bill(&meter, &mut last), (2, 0, 0), "a deletion bills what was there");
    store.delete(&Key::new("p", "3")).await.unwrap();
    assert_eq!(bill(&meter, &mut last), (1, 0, 0), "or one unit for nothing");
    store.create(Item { version: 7, ..item("8", 9) }).await.unwrap_err();
    assert_eq!(bill(&meter, &mut last), (0, 0, 0), "what is refused is free");
    let total = meter.snapshot();
    assert_eq!((total.store_writes, total.store_conflicts), (11, 4));
    assert_eq!(total.written_bytes, 9 + 1024 + 1025 + 10 * 1024 + 9);
    assert_eq!(total.hottest_partition(), Some(("p", total.write_units())));
}

#[tokio::test]
async fn the_index_is_billed_by_what_changes_in_it() {
    let (store, meter) = metered();
    let mut last = meter.snapshot();
    let steps = [
        ("a new row", entry("l", "1", 10), 1),
        ("the same row", entry("l", "1", 10), 0),
        ("another projection", entry("l", "1", 11), 1),
        ("a large projection", entry("l", "1", 1100), 2),
        ("a smaller one bills the larger", entry("l", "1", 10), 2),
        ("another sort key: deleted and put", entry("l", "2", 10), 2),
        ("another partition: deleted and put", entry("m", "2", 10), 2),
        ("no row any more", None, 1),
        ("still none", None, 0),
        ("a row again", entry("m", "2", 2000), 2),
    ];
    for (version, (case, index, units)) in (1..).zip(steps) {
        let item = Item { index, version, ..item("x", 20) };
        if version == 1 {
            store.create(item).await.unwrap();
        } else {
            store.replace(item).await.unwrap();
        }
        assert_eq!(bill(&meter, &mut last).1, units, "{case}");
    }
    store.create(Item { index: entry("l", "9", 1), ..item("x", 20) }).await.unwrap();
    assert_eq!(bill(&meter, &mut last).1, 0, "a failed condition leaves the index alone");
    store.delete(&Key::new("p", "x")).await.unwrap();
    assert_eq!(bill(&meter, &mut last).1, 2, "the row is deleted");
    let total = meter.snapshot();
    let by_partition: Vec<_> = total.writes_by_index_partition.into_iter().collect();
    assert_eq!(by_partition, [("l".to_owned(), 9), ("m".to_owned(), 6)]);
    assert_eq!(total.index_write_units, 15);
}

#[tokio::test]
async fn reads_are_billed_by_four_kilobytes() {
    let (store, meter) = metered();
    for (sort, bytes) in [("1", 100), ("2", 4096), ("3", 4097)] {
        store.create(Item { index: None, ..item(sort, bytes) }).await.unwrap();
    }
    let listed = Item { index: entry("l", "1", 5000), ..item("4", 100) };
    store.create(listed).await.unwrap();
    let mut last = meter.snapshot();
    for (sort, halves) in [("0", 2), ("1", 2), ("2", 2), ("3", 4), ("4", 4)] {
        store.get(&Key::new("p", sort)).await.unwrap();
        assert_eq!(bill(&meter, &mut last), (0, 0, halves), "getting {sort}");
    }
    let all = Range {
        partition: "p".into(),
        from: None,
        to: Some("3".into()),
        order: Order::Ascending,
        limit: 10,
        after: None,
    };
    store.query(&all).await.unwrap();
    assert_eq!(bill(&meter, &mut last), (0, 0, 6), "sizes are added before rounding: 8,293 bytes");
    store.query(&Range { partition: "none".into(), ..all.clone() }).await.unwrap();
    assert_eq!(bill(&meter, &mut last), (0, 0, 2), "an empty query");
    store.query_index(&Range { partition: "l".into(), ..all.clone() }).await.unwrap();
    assert_eq!(bill(&meter, &mut last), (0, 0, 2), "an index query is eventually consistent");
    store.query_index(&Range { partition: "none".into(), ..all }).await.unwrap();
    assert_eq!(bill(&meter, &mut last), (0, 0, 1), "an empty index query");
}

#[tokio::test]
async fn queue_requests_are_batches_and_chunks() {
    let meter = Arc::new(Meter::new());
    let queue = MeteredQueue::new(Arc::new(MemoryQueue::new(Arc::new(ManualClock::at_ms(0)))), meter.clone());
    let messages = |count, bytes| vec![Message { body: "x".repeat(bytes), delay_s: 0 }; count];
    let cases = [
        (0, 1, 0),
        (1, 1, 1),
        (10, 1, 1),
        (11, 1, 2),
        (25, 100, 3),
        (1, 64 * 1024, 1),
        (1, 64 * 1024 + 1, 2),
        (10, 10 * 1024, 2),
        (2, 200 * 1024, 8),
    ];
    for (count, bytes, requests) in cases {
        let before = meter.snapshot();
        queue.send(&messages(count, bytes)).await.unwrap();
        let deliveries = queue.receive(count, 60).await.unwrap();
        let receipts: Vec<String> = deliveries.into_iter().map(|delivery| delivery.receipt).collect();
        queue.delete(&receipts).await.unwrap();
        let used = meter.since(&before);
        let case = format!("{count} messages of {bytes} bytes");
        assert_eq!(used.send_requests, requests, "{case}");
        assert_eq!(used.receive_requests, requests, "{case}");
        assert_eq!(used.empty_receives, u64::from(count == 0), "{case}");
        assert_eq!(used.delete_requests, (count as u64).div_ceil(10), "{case}");
    }
}

#[tokio::test]
async fn payloads_are_counted_with_their_bytes() {
    let meter = Arc::new(Meter::new());
    let payloads = MeteredPayloads::new(Arc::new(MemoryPayloads::new()), meter.clone());
    payloads.put("e", "d", vec![0; 10]).await.unwrap();
    payloads.put("e", "d", vec![0; 10]).await.unwrap();
    payloads.get("e", "d").await.unwrap();
    payloads.get("e", "none").await.unwrap();
    payloads.delete_all("e").await.unwrap();
    let used = meter.snapshot();
    assert_eq!((used.payload_puts, used.payload_put_bytes), (2, 20));
    assert_eq!((used.payload_gets, used.payload_get_bytes, used.payload_deletes), (2, 10, 1));
}
