//! The payload port: texts too large for a page, under the digest of their content. Written before the page that
//! names them, never changed, so writing one twice is harmless.

use async_trait::async_trait;

use crate::store::StoreError;

/// The payload store. All adapters pass [`crate::contract::payloads`].
#[async_trait]
pub trait Payloads: Send + Sync {
    /// Keeps `bytes` under `execution` and `digest`; keeping the same again succeeds.
    async fn put(&self, execution: &str, digest: &str, bytes: Vec<u8>) -> Result<(), StoreError>;

    /// Reads them back; none if they were never kept or have been deleted.
    async fn get(&self, execution: &str, digest: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Deletes all payloads of an execution.
    async fn delete_all(&self, execution: &str) -> Result<(), StoreError>;
}
