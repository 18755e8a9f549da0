//! The queue with a meter on it. It counts the fewest requests that the calls can be made with: batches of ten, none
//! larger than a message may be.

use std::sync::Arc;

use async_trait::async_trait;

use super::meter::Meter;
use super::units;
use crate::limits::{MESSAGE_BATCH_MAX, MESSAGE_BYTES_MAX};
use crate::queue::{Delivery, Message, Queue};
use crate::store::StoreError;

/// Counts requests as SQS bills them.
pub struct MeteredQueue<Q: ?Sized> {
    inner: Arc<Q>,
    meter: Arc<Meter>,
}

impl<Q: Queue + ?Sized> MeteredQueue<Q> {
    /// Counts on `meter` what `inner` is asked.
    pub fn new(inner: Arc<Q>, meter: Arc<Meter>) -> Self {
        MeteredQueue { inner, meter }
    }
}

/// Requests that carry messages of these sizes in this order.
fn requests(sizes: impl Iterator<Item = usize>) -> u64 {
    let mut requests = 0;
    let mut batch = (0, 0);
    for bytes in sizes {
        if batch.0 == MESSAGE_BATCH_MAX || batch.1 + bytes > MESSAGE_BYTES_MAX {
            requests += units::queue_requests(batch.1);
            batch = (0, 0);
        }
        batch = (batch.0 + 1, batch.1 + bytes);
    }
    if batch.0 > 0 { requests + units::queue_requests(batch.1) } else { requests }
}

#[async_trait]
impl<Q: Queue + ?Sized> Queue for MeteredQueue<Q> {
    async fn send(&self, messages: &[Message]) -> Result<Vec<usize>, StoreError> {
        let answer = self.inner.send(messages).await;
        if matches!(answer, Ok(_) | Err(StoreError::Unknown(_))) {
            self.meter.add(|usage| {
                usage.send_requests += requests(messages.iter().map(|message| message.body.len()));
                usage.messages_sent += messages.len() as u64;
            });
        }
        answer
    }

    async fn receive(&self, max: usize, visibility_s: u32) -> Result<Vec<Delivery>, StoreError> {
        let answer = self.inner.receive(max, visibility_s).await;
        if let Ok(deliveries) = &answer {
            self.meter.add(|usage| {
                usage.receive_requests += requests(deliveries.iter().map(|delivery| delivery.body.len()));
                usage.messages_received += deliveries.len() as u64;
                usage.empty_receives += u64::from(deliveries.is_empty());
            });
        }
        answer
    }

    async fn arrived(&self) {
        self.inner.arrived().await;
    }

    async fn delete(&self, receipts: &[String]) -> Result<(), StoreError> {
        let answer = self.inner.delete(receipts).await;
        if matches!(answer, Ok(()) | Err(StoreError::Unknown(_))) {
            let requests = receipts.len().div_ceil(MESSAGE_BATCH_MAX) as u64;
            self.meter.add(|usage| usage.delete_requests += requests);
        }
        answer
    }

    async fn hide(&self, receipt: &str, delay_s: u32) -> Result<(), StoreError> {
        let answer = self.inner.hide(receipt, delay_s).await;
        if matches!(answer, Ok(()) | Err(StoreError::Unknown(_))) {
            self.meter.add(|usage| usage.hide_requests += 1);
        }
        answer
    }
}
