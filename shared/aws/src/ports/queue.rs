//! The queue port over SQS: batches with leftovers, delays, visibility. A function is handed its messages by Lambda;
//! `receive` and `delete` serve hosts that ask for them.
//! Source: Amazon SQS API reference. Deliberately absent: FIFO queues; nothing here leans on order.

use std::time::Duration;

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::ProvideErrorMetadata;
use aws_sdk_sqs::types::{
    DeleteMessageBatchRequestEntry, MessageSystemAttributeName, SendMessageBatchRequestEntry,
};
use stepwell_journal::limits::{MESSAGE_BATCH_MAX, MESSAGE_BYTES_MAX};
use stepwell_journal::queue::{Delivery, Message, Queue};
use stepwell_journal::rules::{check_messages, check_visibility};
use stepwell_journal::store::StoreError;

use super::trouble::trouble;

/// Milliseconds after which somebody who waits for a message looks again. The port allows a second.
const LOOK_AGAIN_MS: u64 = 1_000;

/// Codes that say that a receipt is no longer valid. Source: Amazon SQS API reference, `DeleteMessageBatch` and
/// `ChangeMessageVisibility`; an expired receipt is answered as an invalid parameter.
const VOID: [&str; 4] =
    ["ReceiptHandleIsInvalid", "InvalidParameterValue", "MessageNotInflight", "InvalidIdFormat"];

/// The queue port over a queue.
#[derive(Clone, Debug)]
pub struct SqsQueue {
    client: Client,
    url: String,
}

impl SqsQueue {
    /// The queue at this URL. Makes no call.
    pub fn new(config: &SdkConfig, url: impl Into<String>) -> Self {
        SqsQueue { client: Client::new(config), url: url.into() }
    }

    /// Sends one batch, whose first message stands at `start`; adds the positions of those that were not taken.
    async fn send_batch(
        &self,
        start: usize,
        batch: &[Message],
        left: &mut Vec<usize>,
    ) -> Result<(), StoreError> {
        let mut call = self.client.send_message_batch().queue_url(&self.url);
        for (position, message) in batch.iter().enumerate() {
            let entry = SendMessageBatchRequestEntry::builder()
                .id(position.to_string())
                .message_body(&message.body)
                // A delay is at most 900 s, which the rules have checked.
                .delay_seconds(i32::try_from(message.delay_s).unwrap_or(i32::MAX))
                .build()
                .map_err(|error| StoreError::Refused(error.to_string()))?;
            call = call.entries(entry);
        }
        let answer = call.send().await.map_err(|error| trouble(&error))?;
        for failed in answer.failed {
            let position = failed.id.parse::<usize>().ok().filter(|position| *position < batch.len());
            let reason = format!("{}: {}", failed.code, failed.message.unwrap_or_default());
            let position = position.ok_or_else(|| StoreError::Unknown(reason.clone()))?;
            if failed.sender_fault {
                return Err(StoreError::Refused(reason));
            }
            left.push(start + position);
        }
        Ok(())
    }
}

/// Cuts messages into batches by number and bytes; each with the position of its first.
fn batches(messages: &[Message]) -> Vec<(usize, &[Message])> {
    let mut cut = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (position, message) in messages.iter().enumerate() {
        let is_full = position - start >= MESSAGE_BATCH_MAX || bytes + message.body.len() > MESSAGE_BYTES_MAX;
        if is_full && position > start {
            cut.push((start, &messages[start..position]));
            (start, bytes) = (position, 0);
        }
        bytes += message.body.len();
    }
    if start < messages.len() {
        cut.push((start, &messages[start..]));
    }
    cut
}

#[async_trait]
impl Queue for SqsQueue {
    async fn send(&self, messages: &[Message]) -> Result<Vec<usize>, StoreError> {
        check_messages(messages)?;
        let mut left = Vec::new();
        for (start, batch) in batches(messages) {
            self.send_batch(start, batch, &mut left).await?;
        }
        Ok(left)
    }

    async fn receive(&self, max: usize, visibility_s: u32) -> Result<Vec<Delivery>, StoreError> {
        check_visibility(visibility_s)?;
        let max = max.min(MESSAGE_BATCH_MAX);
        if max == 0 {
            return Ok(Vec::new());
        }
        let answer = self
            .client
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(i32::try_from(max).unwrap_or(1))
            .visibility_timeout(i32::try_from(visibility_s).unwrap_or(i32::MAX))
            .wait_time_seconds(0)
            .message_system_attribute_names(MessageSystemAttributeName::ApproximateReceiveCount)
            .send()
            .await
            .map_err(|error| trouble(&error))?;
        let deliveries = answer.messages.unwrap_or_default().into_iter().map(|message| {
            let count = message.attributes.and_then(|known| {
                known.get(&MessageSystemAttributeName::ApproximateReceiveCount)?.parse().ok()
            });
            Delivery {
                body: message.body.unwrap_or_default(),
                count: count.unwrap_or(1),
                receipt: message.receipt_handle.unwrap_or_default(),
            }
        });
        Ok(deliveries.collect())
    }

    async fn arrived(&self) {
        tokio::time::sleep(Duration::from_millis(LOOK_AGAIN_MS)).await;
    }

    async fn delete(&self, receipts: &[String]) -> Result<(), StoreError> {
        for batch in receipts.chunks(MESSAGE_BATCH_MAX) {
            let mut call = self.client.delete_message_batch().queue_url(&self.url);
            for (position, receipt) in batch.iter().enumerate() {
                let entry = DeleteMessageBatchRequestEntry::builder()
                    .id(position.to_string())
                    .receipt_handle(receipt)
                    .build()
                    .map_err(|error| StoreError::Refused(error.to_string()))?;
                call = call.entries(entry);
            }
            let answer = call.send().await.map_err(|error| trouble(&error))?;
            let failed =
                answer.failed.into_iter().find(|failed| !VOID.iter().any(|void| failed.code.ends_with(void)));
            if let Some(failed) = failed {
                // Taken off or not: the message may come again.
                return Err(StoreError::Unknown(format!(
                    "{}: {}",
                    failed.code,
                    failed.message.unwrap_or_default()
                )));
            }
        }
        Ok(())
    }

    async fn hide(&self, receipt: &str, delay_s: u32) -> Result<(), StoreError> {
        check_visibility(delay_s)?;
        let call = self
            .client
            .change_message_visibility()
            .queue_url(&self.url)
            .receipt_handle(receipt)
            .visibility_timeout(i32::try_from(delay_s).unwrap_or(i32::MAX));
        match call.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code().is_some_and(|code| VOID.iter().any(|void| code.ends_with(void))) => {
                Ok(())
            }
            Err(error) => Err(trouble(&error)),
        }
    }
}
