//! The queue port: messages that say "look at this execution", now or after at most 15 minutes, as SQS has them.
//! They may come twice, late, in any order, or not at all; nothing in the product leans on more.

use async_trait::async_trait;

use crate::store::StoreError;

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What it says, at most [`crate::limits::MESSAGE_BYTES_MAX`].
    pub body: String,
    /// Seconds to wait before it may be received, at most [`crate::limits::DELAY_SECONDS_MAX`].
    pub delay_s: u32,
}

/// A message that was received and is hidden from others for the visibility time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// What it says.
    pub body: String,
    /// How often it was received, this time included.
    pub count: u32,
    /// What [`Queue::delete`] and [`Queue::hide`] want to see.
    pub receipt: String,
}

/// A queue. All adapters pass [`crate::contract::queue`].
#[async_trait]
pub trait Queue: Send + Sync {
    /// Sends messages; returns the positions of those that were not taken (send them again).
    async fn send(&self, messages: &[Message]) -> Result<Vec<usize>, StoreError>;

    /// Receives up to `max` messages that are due and hides each for `visibility_s` seconds. Returns at once with what
    /// is there, perhaps nothing; [`Queue::arrived`] waits.
    async fn receive(&self, max: usize, visibility_s: u32) -> Result<Vec<Delivery>, StoreError>;

    /// Resolves when a message may be due. May resolve too early; never stays silent for more than one second.
    async fn arrived(&self);

    /// Takes received messages off the queue; a receipt that is no longer valid is not an error.
    async fn delete(&self, receipts: &[String]) -> Result<(), StoreError>;

    /// Makes a received message visible again after `delay_s` seconds, at most
    /// [`crate::limits::VISIBILITY_SECONDS_MAX`]; a receipt that is no longer valid is not an error.
    async fn hide(&self, receipt: &str, delay_s: u32) -> Result<(), StoreError>;
}
