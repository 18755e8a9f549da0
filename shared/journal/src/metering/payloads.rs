//! The payloads with a meter on them.

use std::sync::Arc;

use async_trait::async_trait;

use super::meter::Meter;
use crate::payloads::Payloads;
use crate::store::StoreError;

/// Counts requests as S3 bills them, and bytes.
pub struct MeteredPayloads<P: ?Sized> {
    inner: Arc<P>,
    meter: Arc<Meter>,
}

impl<P: Payloads + ?Sized> MeteredPayloads<P> {
    /// Counts on `meter` what `inner` is asked.
    pub fn new(inner: Arc<P>, meter: Arc<Meter>) -> Self {
        MeteredPayloads { inner, meter }
    }
}

#[async_trait]
impl<P: Payloads + ?Sized> Payloads for MeteredPayloads<P> {
    async fn put(&self, execution: &str, digest: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        let length = bytes.len() as u64;
        let answer = self.inner.put(execution, digest, bytes).await;
        if matches!(answer, Ok(()) | Err(StoreError::Unknown(_))) {
            self.meter.add(|usage| {
                usage.payload_puts += 1;
                usage.payload_put_bytes += length;
            });
        }
        answer
    }

    async fn get(&self, execution: &str, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let answer = self.inner.get(execution, digest).await;
        if let Ok(found) = &answer {
            let length = found.as_ref().map_or(0, Vec::len) as u64;
            self.meter.add(|usage| {
                usage.payload_gets += 1;
                usage.payload_get_bytes += length;
            });
        }
        answer
    }

    async fn delete_all(&self, execution: &str) -> Result<(), StoreError> {
        let answer = self.inner.delete_all(execution).await;
        if matches!(answer, Ok(()) | Err(StoreError::Unknown(_))) {
            self.meter.add(|usage| usage.payload_deletes += 1);
        }
        answer
    }
}
