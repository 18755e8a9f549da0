//! The worker over a queue in memory whose clock is moved by hand.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use stepwell_journal::clock::ManualClock;
use stepwell_journal::memory::MemoryQueue;
use stepwell_journal::queue::{Delivery, Message, Queue};
use stepwell_journal::store::StoreError;
use tokio::sync::{Notify, watch};
use tokio::time::Duration;

use super::{Work, attend, retry_s, work};
use crate::limits::EXECUTIONS_AT_ONCE;

/// Notes what it was asked, and fails for messages that begin with `bad`, once each.
#[derive(Default)]
struct Script {
    seen: Mutex<Vec<String>>,
    told: Notify,
}

impl Script {
    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    async fn wait_for(&self, count: usize) {
        while self.seen().len() < count {
            self.told.notified().await;
        }
    }
}

#[async_trait]
impl Work for Script {
    async fn handle(&self, body: &str) -> Result<(), String> {
        let again = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(body.to_owned());
            seen.iter().filter(|known| *known == body).count() > 1
        };
        self.told.notify_one();
        if body.starts_with("slow") {
            tokio::time::sleep(Duration::from_secs(100)).await;
        }
        if body.starts_with("bad") && !again { Err("not now".to_owned()) } else { Ok(()) }
    }
}

fn message(body: &str) -> Message {
    Message { body: body.to_owned(), delay_s: 0 }
}

#[tokio::test(start_paused = true)]
async fn messages_are_handled_and_taken_off() {
    let clock = Arc::new(ManualClock::at_ms(0));
    let queue = Arc::new(MemoryQueue::new(clock.clone()));
    let script = Arc::new(Script::default());
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(work(queue.clone(), script.clone(), stopped));
    let many: Vec<Message> = (0..3 * EXECUTIONS_AT_ONCE).map(|at| message(&format!("m{at}"))).collect();
    for batch in many.chunks(10) {
        queue.send(batch).await.unwrap();
    }
    script.wait_for(many.len()).await;
    stop.send(true).unwrap();
    worker.await.unwrap();
    assert_eq!(queue.len(), 0);
    assert_eq!(script.seen().len(), many.len());
}

#[tokio::test(start_paused = true)]
async fn what_failed_comes_again_later() {
    let clock = Arc::new(ManualClock::at_ms(0));
    let queue = Arc::new(MemoryQueue::new(clock.clone()));
    let script = Arc::new(Script::default());
    queue.send(&[message("bad")]).await.unwrap();
    for (at_ms, expected_left) in [(0, 1), (999, 1), (1_000, 0)] {
        clock.forward_to_ms(at_ms);
        for delivery in queue.receive(10, 120).await.unwrap() {
            attend(&*queue, &*script, &delivery).await;
        }
        assert_eq!(queue.len(), expected_left, "at {at_ms} ms");
    }
    assert_eq!(script.seen(), ["bad", "bad"]);
}

/// A queue that does not put off so many times.
struct Stubborn {
    queue: MemoryQueue,
    left: AtomicU32,
}

#[async_trait]
impl Queue for Stubborn {
    async fn send(&self, messages: &[Message]) -> Result<Vec<usize>, StoreError> {
        self.queue.send(messages).await
    }

    async fn receive(&self, max: usize, visibility_s: u32) -> Result<Vec<Delivery>, StoreError> {
        self.queue.receive(max, visibility_s).await
    }

    async fn arrived(&self) {
        self.queue.arrived().await;
    }

    async fn delete(&self, receipts: &[String]) -> Result<(), StoreError> {
        self.queue.delete(receipts).await
    }

    async fn hide(&self, receipt: &str, delay_s: u32) -> Result<(), StoreError> {
        if self.left.load(Ordering::Relaxed) > 0 {
            self.left.fetch_sub(1, Ordering::Relaxed);
            return Err(StoreError::Busy("the disk is full".to_owned()));
        }
        self.queue.hide(receipt, delay_s).await
    }
}

#[tokio::test(start_paused = true)]
async fn what_failed_is_put_off_even_if_the_queue_fails_too() {
    let clock = Arc::new(ManualClock::at_ms(0));
    let queue = Stubborn { queue: MemoryQueue::new(clock.clone()), left: AtomicU32::new(5) };
    let script = Script::default();
    queue.send(&[message("bad")]).await.unwrap();
    let delivery = queue.receive(1, 120).await.unwrap().remove(0);
    attend(&queue, &script, &delivery).await;
    clock.forward_to_ms(1_000);
    assert_eq!(queue.receive(1, 120).await.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_message_stays_hidden_while_work_goes_on() {
    let clock = Arc::new(ManualClock::at_ms(0));
    let queue = Arc::new(MemoryQueue::new(clock.clone()));
    let script = Arc::new(Script::default());
    queue.send(&[message("slow")]).await.unwrap();
    let delivery = queue.receive(1, 120).await.unwrap().remove(0);
    let (other_queue, other_clock) = (queue.clone(), clock.clone());
    let observer = tokio::spawn(async move {
        // Behind the first extension, and behind the end of the visibility that the message was received with.
        for (sleep_s, at_ms) in [(41, 41_000), (40, 121_000)] {
            tokio::time::sleep(Duration::from_secs(sleep_s)).await;
            other_clock.forward_to_ms(at_ms);
            assert!(other_queue.receive(1, 120).await.unwrap().is_empty(), "at {at_ms} ms");
        }
    });
    attend(&*queue, &*script, &delivery).await;
    observer.await.unwrap();
    assert_eq!(queue.len(), 0);
}

#[test]
fn pauses_grow_up_to_a_minute() {
    let pauses: Vec<u32> = [0, 1, 2, 3, 6, 7, 8, 40, u32::MAX].into_iter().map(retry_s).collect();
    assert_eq!(pauses, [1, 1, 2, 4, 32, 60, 60, 60, 60]);
}
