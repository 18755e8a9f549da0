//! Committing a page: one put that succeeds only if the number is free. It is the lock, the fence, the history and the
//! continuation.

use stepwell_engine::HistoryEvent;

use super::{Journal, JournalError};
use crate::codec::Draft;
use crate::codec::envelope::Kind;
use crate::codec::write::to_fetch;
use crate::head::Head;
use crate::key::ExecutionKey;
use crate::limits::PAGE_NUMBER_MAX;
use crate::store::Item;

/// Answer to [`Journal::commit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// The page is durable.
    Done,
    /// Somebody else has written the page of that number: load and decide again. Nothing has changed.
    Conflict,
}

impl Journal {
    /// Commits the page `head.page` with these events, which end with the head's last event. `nonce` must be new for
    /// each decision: it tells a page of ours from another's when a reply was lost.
    ///
    /// # Errors
    /// Store errors, and what cannot be kept. After [`crate::store::StoreError::Unknown`] commit again, with the same
    /// nonce and content, or load.
    pub async fn commit(
        &self,
        key: &ExecutionKey,
        head: &Head,
        events: &[HistoryEvent],
        nonce: u64,
    ) -> Result<Committed, JournalError> {
        // INVARIANT: page 0 is begun, not committed.
        assert!(head.page > 0, "page 0 rides on the cover");
        if head.page > PAGE_NUMBER_MAX {
            return Err(JournalError::TooLong { page: head.page });
        }
        self.fetch(key, &to_fetch(head)).await?;
        let draft = Draft::page(self.schemas.writes(), head, events, nonce)?;
        let expires_s = self.expires_s(&head.execution);
        self.keep_beside(key, &draft, expires_s).await?;
        let mut item = Item::new(key.page(head.page), draft.body.clone());
        item.expires_s = Some(expires_s);
        match self.create_ours(Kind::Page, item, nonce).await? {
            None => {
                draft.committed();
                Ok(Committed::Done)
            }
            Some(_) => Ok(Committed::Conflict),
        }
    }
}
