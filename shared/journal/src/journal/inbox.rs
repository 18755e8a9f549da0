//! The inbox: facts left by an entry point that lost the race for the page number several times. Every committer
//! empties it. What a fact says is not the journal's business.

use super::{Journal, JournalError};
use crate::codec::digest::{digest_of, hex};
use crate::key::ExecutionKey;
use crate::limits::{ROWS_AT_ONCE_MAX, WRITE_TRIES_MAX};
use crate::store::{Item, Key, Order, Range, StoreError};

/// A fact in the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    sort: String,
    /// What it says.
    pub fact: Vec<u8>,
}

impl Journal {
    /// Leaves a fact; leaving the same again changes nothing while it is there.
    pub async fn leave(&self, key: &ExecutionKey, fact: Vec<u8>) -> Result<(), JournalError> {
        let sort = format!("i#{}", hex(&digest_of(&fact)));
        let mut item = Item::new(Key::new(key.partition(), sort), fact);
        item.expires_s = self.kept(key).await?.and_then(|kept| kept.cover.expires_s);
        let mut tries = 1;
        loop {
            match self.store.create(item.clone()).await {
                Ok(_) => return Ok(()),
                Err(StoreError::Unknown(_)) if tries < WRITE_TRIES_MAX => tries += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Facts in the inbox, a bounded number at a time.
    pub async fn inbox(&self, key: &ExecutionKey) -> Result<Vec<Letter>, JournalError> {
        let range = Range {
            partition: key.partition(),
            from: Some("i#".to_owned()),
            to: Some("i$".to_owned()),
            order: Order::Ascending,
            limit: ROWS_AT_ONCE_MAX,
            after: None,
        };
        let found = self.store.query(&range).await?;
        Ok(found.rows.into_iter().map(|item| Letter { sort: item.key.sort, fact: item.body }).collect())
    }

    /// Takes facts out of the inbox, after the page that took them in is durable.
    pub async fn take(&self, key: &ExecutionKey, letters: &[Letter]) -> Result<(), JournalError> {
        for letter in letters {
            self.store.delete(&Key::new(key.partition(), letter.sort.as_str())).await?;
        }
        Ok(())
    }
}
