//! The payload port in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;

use crate::clock::locked;
use crate::payloads::Payloads;
use crate::rules::check_payload_name;
use crate::store::StoreError;

/// Payloads of one execution by digest.
type ByDigest = BTreeMap<String, Vec<u8>>;

/// The payload port in memory.
#[derive(Debug, Default)]
pub struct MemoryPayloads {
    executions: Mutex<BTreeMap<String, ByDigest>>,
}

impl MemoryPayloads {
    /// Holds nothing yet.
    pub fn new() -> Self {
        Self::default()
    }
}

#[async_trait]
impl Payloads for MemoryPayloads {
    async fn put(&self, execution: &str, digest: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        check_payload_name(execution, digest)?;
        let mut executions = locked(&self.executions);
        executions.entry(execution.to_owned()).or_default().entry(digest.to_owned()).or_insert(bytes);
        Ok(())
    }

    async fn get(&self, execution: &str, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
        check_payload_name(execution, digest)?;
        Ok(locked(&self.executions).get(execution).and_then(|kept| kept.get(digest)).cloned())
    }

    async fn delete_all(&self, execution: &str) -> Result<(), StoreError> {
        locked(&self.executions).remove(execution);
        Ok(())
    }
}
