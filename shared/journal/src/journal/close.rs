//! Bringing the cover up to date after the terminal page, so that listings show how the execution closed.

use std::sync::Arc;

use stepwell_engine::Status;

use super::{Journal, JournalError, Kept, missing};
use crate::cover::{Closed, Cover};
use crate::key::ExecutionKey;
use crate::limits::WRITE_TRIES_MAX;
use crate::store::{Replaced, StoreError};

impl Journal {
    /// Notes on the cover how the execution closed. Noting the same again changes nothing and writes nothing.
    pub async fn close_cover(
        &self,
        key: &ExecutionKey,
        status: &Status,
        stopped_ms: u64,
    ) -> Result<(), JournalError> {
        let mut kept = self.kept(key).await?.ok_or_else(|| missing(key, "the cover"))?;
        let mut tries = 1;
        loop {
            let closed = Closed::from(status);
            if kept.cover.closed == closed && kept.cover.stopped_ms == Some(stopped_ms) {
                return Ok(());
            }
            let expires_s = (stopped_ms / 1_000).saturating_add(self.retention_s);
            let stopped_ms = Some(stopped_ms);
            let cover = Cover { closed, stopped_ms, expires_s: Some(expires_s), ..kept.cover.clone() };
            let mut item = cover.item(self.schemas.writes(), &kept.start, kept.nonce)?;
            item.version = kept.version + 1;
            match self.store.replace(item).await {
                Ok(Replaced::Done) => {
                    let (start, nonce, version) = (kept.start.clone(), kept.nonce, kept.version + 1);
                    self.covers.put(key.clone(), Arc::new(Kept { cover, start, nonce, version }));
                    return Ok(());
                }
                Ok(Replaced::Conflict(Some(found))) if tries < WRITE_TRIES_MAX => {
                    kept = Arc::new(self.cover_of(&found)?);
                    self.covers.put(key.clone(), kept.clone());
                }
                Ok(Replaced::Conflict(None)) => return Err(missing(key, "the cover")),
                Ok(Replaced::Conflict(Some(_))) => {
                    return Err(StoreError::Busy("the cover keeps changing".to_owned()).into());
                }
                // The next try finds either the old cover or what this one wrote.
                Err(StoreError::Unknown(_)) if tries < WRITE_TRIES_MAX => {}
                Err(error) => return Err(error.into()),
            }
            tries += 1;
        }
    }
}
