//! Starting an execution: one put of the cover, which carries page 0. Whoever puts it first has started it.

use std::sync::Arc;

use stepwell_engine::HistoryEvent;

use super::{Journal, JournalError, Kept};
use crate::codec::Draft;
use crate::codec::digest::digest_of;
use crate::codec::envelope::{self, Kind};
use crate::cover::{Closed, Cover, Start};
use crate::head::Head;
use crate::key::ExecutionKey;
use crate::limits::{COVER_BYTES_MAX, WRITE_TRIES_MAX};
use crate::size::item_bytes;
use crate::store::{Created, Item, StoreError};

/// An execution about to start.
#[derive(Clone, Debug)]
pub struct NewExecution {
    /// Its cover. Status, closing time and expiry are taken from the head.
    pub cover: Cover,
    /// Its head, with page 0. Payloads must be its own: none that another execution keeps.
    pub head: Head,
    /// The events of its first decision.
    pub events: Vec<HistoryEvent>,
    /// A number that nobody else starts it with.
    pub nonce: u64,
}

/// Answer to [`Journal::begin`].
#[derive(Clone, Debug, PartialEq)]
pub enum Begun {
    /// It has started; this is its head.
    New(Head),
    /// Somebody had started an execution of that name before; this is its cover. Nothing was written.
    Exists(Cover),
}

impl Journal {
    /// Starts an execution unless there is one of its name. A cover of a running execution stays within 1 KB; one that
    /// is born closed carries everything.
    ///
    /// # Errors
    /// Store errors, and what cannot be kept; see [`JournalError`]. After an error nobody knows whether it has started
    /// unless the error says that nothing was written; begin again with the same nonce.
    pub async fn begin(&self, new: NewExecution) -> Result<Begun, JournalError> {
        let NewExecution { mut cover, head, events, nonce } = new;
        // INVARIANT: page 0 is the start.
        assert_eq!(head.page, 0, "an execution starts with page 0");
        let key = cover.key();
        let expires_s = self.expires_s(&head.execution);
        cover.closed = Closed::from(&head.execution.status);
        cover.stopped_ms = head.execution.stopped_ms;
        cover.expires_s = Some(expires_s);
        let draft = Draft::page(self.schemas.writes(), &head, &events, nonce)?;
        self.keep_beside(&key, &draft, expires_s).await?;
        let (item, start) = self.cover_item(&key, &cover, &draft, nonce, expires_s).await?;
        match self.create_ours(Kind::Cover, item, nonce).await? {
            None => {
                draft.committed();
                self.covers.put(key, Arc::new(Kept { cover, start, nonce, version: 1 }));
                Ok(Begun::New(head))
            }
            Some(found) => {
                let kept = self.cover_of(&found)?;
                let cover = kept.cover.clone();
                self.covers.put(key, Arc::new(kept));
                Ok(Begun::Exists(cover))
            }
        }
    }

    async fn cover_item(
        &self,
        key: &ExecutionKey,
        cover: &Cover,
        draft: &Draft,
        nonce: u64,
        expires_s: u64,
    ) -> Result<(Item, Start), JournalError> {
        let start = Start::Inline(draft.body.clone());
        let item = cover.item(self.schemas.writes(), &start, nonce)?;
        if cover.closed != Closed::Running || item_bytes(&item) <= COVER_BYTES_MAX {
            return Ok((item, start));
        }
        let digest = digest_of(&draft.body);
        self.keep_segment(key, digest, draft.body.clone(), expires_s).await?;
        let start = Start::Segment(digest);
        Ok((cover.item(self.schemas.writes(), &start, nonce)?, start))
    }

    /// The cover that an item is.
    pub(super) fn cover_of(&self, item: &Item) -> Result<Kept, JournalError> {
        self.schemas.known(&item.body)?;
        let (cover, start, nonce) = Cover::of_item(item)?;
        Ok(Kept { cover, start, nonce, version: item.version })
    }

    /// Creates an item that carries a nonce: none if it stands there and is ours, else what stands there.
    pub(super) async fn create_ours(
        &self,
        kind: Kind,
        item: Item,
        nonce: u64,
    ) -> Result<Option<Item>, JournalError> {
        let mut tries = 1;
        let found = loop {
            match self.store.create(item.clone()).await {
                Ok(Created::New) => return Ok(None),
                Ok(Created::Exists(found)) => break found,
                Err(StoreError::Unknown(why)) if tries < WRITE_TRIES_MAX => {
                    tries += 1;
                    match self.store.get(&item.key).await {
                        Ok(Some(found)) => break found,
                        Ok(None) => {}
                        Err(_) => return Err(StoreError::Unknown(why).into()),
                    }
                }
                Err(error) => return Err(error.into()),
            }
        };
        let is_ours = envelope::nonce(kind, self.schemas.known(&found.body)?)? == nonce;
        Ok(if is_ours { None } else { Some(found) })
    }
}
