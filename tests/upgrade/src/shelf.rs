//! The payload port in memory, which can say all that it holds.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use stepwell_journal::payloads::Payloads;
use stepwell_journal::store::StoreError;

/// Payloads by execution and digest.
type Kept = BTreeMap<(String, String), Vec<u8>>;

/// The payload port.
#[derive(Debug, Default)]
pub struct Shelf(Mutex<Kept>);

impl Shelf {
    /// All payloads in the order of their names.
    pub fn all(&self) -> Kept {
        self.kept().clone()
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Payloads for Shelf {
    async fn put(&self, execution: &str, digest: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.kept().entry((execution.to_owned(), digest.to_owned())).or_insert(bytes);
        Ok(())
    }

    async fn get(&self, execution: &str, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.kept().get(&(execution.to_owned(), digest.to_owned())).cloned())
    }

    async fn delete_all(&self, execution: &str) -> Result<(), StoreError> {
        self.kept().retain(|(of, _), _| of != execution);
        Ok(())
    }
}
