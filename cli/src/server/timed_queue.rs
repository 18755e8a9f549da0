//! The queue of a server that forgets: in memory, and it tells when a delay has passed. The queue of the journal goes by
//! any clock, also one that is moved by hand, so it cannot know that by itself.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use stepwell_journal::clock::Clock;
use stepwell_journal::memory::MemoryQueue;
use stepwell_journal::queue::{Delivery, Message, Queue};
use stepwell_journal::store::StoreError;
use tokio::time::timeout;

use super::world::World;
use crate::limits::QUEUE_PAUSE;

/// A queue in memory that goes by the machine's clock.
pub struct TimedQueue(MemoryQueue);

impl TimedQueue {
    /// An empty queue.
    pub fn new() -> Self {
        TimedQueue(MemoryQueue::new(Arc::new(World)))
    }
}

#[async_trait]
impl Queue for TimedQueue {
    async fn send(&self, messages: &[Message]) -> Result<Vec<usize>, StoreError> {
        self.0.send(messages).await
    }

    async fn receive(&self, max: usize, visibility_s: u32) -> Result<Vec<Delivery>, StoreError> {
        self.0.receive(max, visibility_s).await
    }

    async fn arrived(&self) {
        let due_ms = self.0.next_due_ms().map(|due_ms| due_ms.saturating_sub(World.now_ms()));
        let pause = due_ms.map_or(QUEUE_PAUSE, Duration::from_millis).min(QUEUE_PAUSE);
        // Heard or not, something is due then.
        let _ = timeout(pause, self.0.arrived()).await;
    }

    async fn delete(&self, receipts: &[String]) -> Result<(), StoreError> {
        self.0.delete(receipts).await
    }

    async fn hide(&self, receipt: &str, delay_s: u32) -> Result<(), StoreError> {
        self.0.hide(receipt, delay_s).await
    }
}

#[cfg(test)]
#[path = "timed_queue_tests.rs"]
mod tests;
