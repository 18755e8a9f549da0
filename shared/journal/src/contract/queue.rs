//! The contract of the queue port. It takes an empty queue and a way to let time pass, and leaves the queue empty.
//!
//! Order is not part of it, and an adapter may give a message twice or late. To be of use as a test the contract goes by
//! queues that behave well while they are watched: memory, SQLite, a local stand-in for SQS.

use std::collections::BTreeSet;

use async_trait::async_trait;

use crate::clock::ManualClock;
use crate::limits::{DELAY_SECONDS_MAX, MESSAGE_BYTES_MAX, VISIBILITY_SECONDS_MAX};
use crate::queue::{Delivery, Message, Queue};
use crate::store::StoreError;

/// Lets the time pass by which the queue goes: moves a clock, or really waits.
#[async_trait]
pub trait Passage: Send + Sync {
    /// Returns when the queue has seen `seconds` pass.
    async fn pass(&self, seconds: u32);
}

#[async_trait]
impl Passage for ManualClock {
    async fn pass(&self, seconds: u32) {
        self.advance_ms(u64::from(seconds) * 1000);
    }
}

/// Runs the whole contract against an empty queue.
pub async fn all(queue: &dyn Queue, time: &dyn Passage) -> Result<(), StoreError> {
    sent_is_received(queue).await?;
    delays_hold(queue, time).await?;
    received_is_hidden(queue, time).await?;
    hiding_is_adjusted(queue, time).await?;
    deleting_is_final(queue, time).await?;
    many_are_taken(queue).await?;
    arrivals_are_told(queue, time).await?;
    misfits_are_refused(queue).await?;
    assert_eq!(received(queue, 60).await?, [], "the contract leaves nothing behind");
    Ok(())
}

async fn send(queue: &dyn Queue, body: &str, delay_s: u32) -> Result<(), StoreError> {
    let refused = queue.send(&[Message { body: body.to_owned(), delay_s }]).await?;
    assert_eq!(refused, [0; 0], "all messages are taken");
    Ok(())
}

/// Everything that is due now.
async fn received(queue: &dyn Queue, visibility_s: u32) -> Result<Vec<Delivery>, StoreError> {
    let mut all: Vec<Delivery> = Vec::new();
    // One call may return fewer than are there, none only if nothing is.
    for _ in 0..100 {
        let some = queue.receive(10, visibility_s).await?;
        assert!(some.len() <= 10, "at most as many as asked for");
        if some.is_empty() {
            break;
        }
        all.extend(some);
    }
    Ok(all)
}

async fn one(queue: &dyn Queue, body: &str, count: u32, visibility_s: u32) -> Result<String, StoreError> {
    let all = received(queue, visibility_s).await?;
    let seen: Vec<_> = all.iter().map(|delivery| (delivery.body.as_str(), delivery.count)).collect();
    assert_eq!(seen, [(body, count)]);
    Ok(all.into_iter().map(|delivery| delivery.receipt).collect())
}

async fn sent_is_received(queue: &dyn Queue) -> Result<(), StoreError> {
    assert_eq!(queue.send(&[]).await?, [0; 0], "sending nothing is nothing");
    assert_eq!(queue.receive(10, 60).await?, [], "an empty queue answers at once");
    for body in ["plain", "{\"json\": \"é😀\\u0000\"}", " "] {
        send(queue, body, 0).await?;
        let receipt = one(queue, body, 1, 60).await?;
        queue.delete(&[receipt]).await?;
    }
    Ok(())
}

async fn delays_hold(queue: &dyn Queue, time: &dyn Passage) -> Result<(), StoreError> {
    send(queue, "later", 3).await?;
    send(queue, "now", 0).await?;
    let now = one(queue, "now", 1, 60).await?;
    time.pass(2).await;
    assert_eq!(received(queue, 60).await?, [], "not before its time");
    time.pass(1).await;
    let later = one(queue, "later", 1, 60).await?;
    queue.delete(&[now, later]).await
}

async fn received_is_hidden(queue: &dyn Queue, time: &dyn Passage) -> Result<(), StoreError> {
    send(queue, "hidden", 0).await?;
    one(queue, "hidden", 1, 4).await?;
    time.pass(3).await;
    assert_eq!(received(queue, 4).await?, [], "hidden from others");
    time.pass(1).await;
    one(queue, "hidden", 2, 4).await?;
    time.pass(4).await;
    let receipt = one(queue, "hidden", 3, 4).await?;
    queue.delete(&[receipt]).await
}

async fn hiding_is_adjusted(queue: &dyn Queue, time: &dyn Passage) -> Result<(), StoreError> {
    send(queue, "adjusted", 0).await?;
    let receipt = one(queue, "adjusted", 1, 60).await?;
    queue.hide(&receipt, 0).await?;
    let receipt = one(queue, "adjusted", 2, 2).await?;
    queue.hide(&receipt, 5).await?;
    time.pass(4).await;
    assert_eq!(received(queue, 60).await?, [], "hidden for longer");
    time.pass(1).await;
    let receipt = one(queue, "adjusted", 3, 60).await?;
    queue.delete(&[receipt]).await
}

async fn deleting_is_final(queue: &dyn Queue, time: &dyn Passage) -> Result<(), StoreError> {
    queue.delete(&[]).await?;
    send(queue, "gone", 0).await?;
    let stale = one(queue, "gone", 1, 2).await?;
    time.pass(2).await;
    let receipt = one(queue, "gone", 2, 2).await?;
    queue.delete(std::slice::from_ref(&receipt)).await?;
    queue.delete(&[receipt, stale]).await?;
    time.pass(2).await;
    assert_eq!(received(queue, 2).await?, [], "deleted messages do not come back");
    Ok(())
}

async fn many_are_taken(queue: &dyn Queue) -> Result<(), StoreError> {
    let messages: Vec<Message> =
        (0..25).map(|number| Message { body: format!("{number}"), delay_s: 0 }).collect();
    assert_eq!(queue.send(&messages).await?, [0; 0]);
    assert!(queue.receive(1, 0).await?.len() <= 1, "one is asked for");
    let all = received(queue, 60).await?;
    let bodies: BTreeSet<&str> = all.iter().map(|delivery| delivery.body.as_str()).collect();
    assert_eq!(bodies, messages.iter().map(|message| message.body.as_str()).collect(), "each is received");
    let receipts: Vec<String> = all.into_iter().map(|delivery| delivery.receipt).collect();
    queue.delete(&receipts).await
}

async fn arrivals_are_told(queue: &dyn Queue, time: &dyn Passage) -> Result<(), StoreError> {
    send(queue, "here", 0).await?;
    queue.arrived().await;
    let receipt = one(queue, "here", 1, 60).await?;
    queue.delete(&[receipt]).await?;
    send(queue, "later", 1).await?;
    time.pass(1).await;
    queue.arrived().await;
    let receipt = one(queue, "later", 1, 60).await?;
    queue.delete(&[receipt]).await
}

async fn misfits_are_refused(queue: &dyn Queue) -> Result<(), StoreError> {
    let good = Message { body: "good".to_owned(), delay_s: 0 };
    for (case, bad) in [
        ("an empty message", Message { body: String::new(), ..good.clone() }),
        ("a large message", Message { body: "x".repeat(MESSAGE_BYTES_MAX + 1), ..good.clone() }),
        ("a long delay", Message { delay_s: DELAY_SECONDS_MAX + 1, ..good.clone() }),
    ] {
        let answer = queue.send(&[good.clone(), bad]).await;
        assert!(matches!(answer, Err(StoreError::Refused(_))), "{case} is refused");
    }
    let long = VISIBILITY_SECONDS_MAX + 1;
    assert!(
        matches!(queue.receive(1, long).await, Err(StoreError::Refused(_))),
        "a long visibility is refused"
    );
    assert_eq!(received(queue, 60).await?, [], "nothing of it was sent");
    let largest = "x".repeat(MESSAGE_BYTES_MAX);
    send(queue, &largest, 0).await?;
    let receipt = one(queue, &largest, 1, 60).await?;
    queue.delete(&[receipt]).await
}
