//! The contract over memory, and what only the memory adapters promise.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::{MemoryPayloads, MemoryQueue, MemoryStore};
use crate::clock::ManualClock;
use crate::contract;
use crate::queue::{Message, Queue};

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
