//! The contract over memory, and what only the memory adapters promise.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::{MemoryPayloads, MemoryQueue, MemoryStore};
use crate::clock::ManualClock;
use crate::contract;
use crate::queue::{Message, Queue};
use crate::store::{Item, Key, Order, Range, Store};

#[tokio::test]
async fn the_store_keeps_the_contract() {
    contract::store::all(&MemoryStore::new()).await.unwrap();
}

#[tokio::test]
async fn the_queue_keeps_the_contract() {
    let clock = Arc::new(ManualClock::at_ms(1_700_000_000_000));
    contract::queue::all(&MemoryQueue::new(clock.clone()), &*clock).await.unwrap();
}

#[tokio::test]
async fn the_payloads_keep_the_contract() {
    contract::payloads::all(&MemoryPayloads::new()).await.unwrap();
}

#[tokio::test]
async fn messages_come_in_the_order_in_which_they_became_due() {
    let clock = Arc::new(ManualClock::at_ms(0));
    let queue = MemoryQueue::new(clock.clone());
    let message = |body: &str, delay_s| Message { body: body.to_owned(), delay_s };
    queue.send(&[message("d", 9), message("b", 1), message("a", 0), message("c", 1)]).await.unwrap();
    assert_eq!(queue.next_due_ms(), Some(0));
    clock.advance_ms(5_000);
    let bodies: Vec<String> = queue.receive(9, 1).await.unwrap().into_iter().map(|d| d.body).collect();
    assert_eq!(bodies, ["a", "b", "c"]);
    assert_eq!(queue.next_due_ms(), Some(6_000));
    assert_eq!(queue.len(), 4);
}

#[test]
fn waiting_ends_when_the_clock_reaches_a_message() {
    let clock = Arc::new(ManualClock::at_ms(0));
    let queue = MemoryQueue::new(clock.clone());
    let mut context = Context::from_waker(Waker::noop());
    let mut arrived = std::pin::pin!(queue.arrived());
    assert_eq!(arrived.as_mut().poll(&mut context), Poll::Pending, "nothing is there");
    let messages = [Message { body: "x".into(), delay_s: 2 }];
    let mut send = std::pin::pin!(queue.send(&messages));
    assert!(send.as_mut().poll(&mut context).is_ready());
    clock.advance_ms(1_999);
    assert_eq!(arrived.as_mut().poll(&mut context), Poll::Pending, "not yet due");
    clock.advance_ms(1);
    assert_eq!(arrived.as_mut().poll(&mut context), Poll::Ready(()));
}

#[tokio::test]
async fn a_receipt_is_void_once_the_message_was_received_again() {
    let clock = Arc::new(ManualClock::at_ms(0));
    let queue = MemoryQueue::new(clock.clone());
    queue.send(&[Message { body: "x".into(), delay_s: 0 }]).await.unwrap();
    let first = queue.receive(1, 1).await.unwrap().remove(0);
    clock.advance_ms(1_000);
    let second = queue.receive(1, 60).await.unwrap().remove(0);
    queue.hide(&first.receipt, 0).await.unwrap();
    queue.delete(&[first.receipt, "nonsense".into()]).await.unwrap();
    assert_eq!(queue.receive(1, 60).await.unwrap(), [], "still hidden for the second receiver");
    assert_eq!(queue.len(), 1, "and still there");
    queue.delete(&[second.receipt]).await.unwrap();
    assert!(queue.is_empty());
}

#[tokio::test]
async fn a_query_stops_after_a_megabyte() {
    let store = MemoryStore::new();
    for sort in ["1", "2", "3", "4", "5"] {
        store.create(Item::new(Key::new("p", sort), vec![0; 300 * 1024])).await.unwrap();
    }
    let (partition, order) = ("p".to_owned(), Order::Ascending);
    let all = Range { partition, from: None, to: None, order, limit: 100, after: None };
    let found = store.query(&all).await.unwrap();
    assert_eq!(found.rows.len(), 4, "the page ends with the item that reaches the limit");
    assert_eq!(found.more.map(|cursor| cursor.key), Some(Key::new("p", "4")));
}
