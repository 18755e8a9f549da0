//! Notes: small records beside an execution that are written once, such as the decision of an approver. Who wrote
//! first is right.

use super::{Journal, JournalError};
use crate::key::ExecutionKey;
use crate::limits::{ROWS_AT_ONCE_MAX, WRITE_TRIES_MAX};
use crate::store::{Created, Cursor, Found, Item, Key, Order, Range, StoreError};

/// Answer to [`Journal::note`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noted {
    /// The note is there now.
    New,
    /// A note was there before; this is what it says. After a lost reply it may be one's own.
    Exists(Vec<u8>),
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where it stands among the notes of its execution.
    pub sort: String,
    /// What it says.
    pub body: Vec<u8>,
}

impl Journal {
    /// Writes a note unless there is one at `sort` already. It lives as long as the execution.
    pub async fn note(&self, key: &ExecutionKey, sort: &str, body: Vec<u8>) -> Result<Noted, JournalError> {
        let mut item = Item::new(place(key, sort), body);
        item.expires_s = self.kept(key).await?.and_then(|kept| kept.cover.expires_s);
        let mut tries = 1;
        loop {
            match self.store.create(item.clone()).await {
                Ok(Created::New) => return Ok(Noted::New),
                Ok(Created::Exists(found)) => return Ok(Noted::Exists(found.body)),
                Err(StoreError::Unknown(_)) if tries < WRITE_TRIES_MAX => tries += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The note at `sort`.
    pub async fn noted(&self, key: &ExecutionKey, sort: &str) -> Result<Option<Vec<u8>>, JournalError> {
        Ok(self.store.get(&place(key, sort)).await?.map(|item| item.body))
    }

    /// Notes whose place begins with `prefix`, in byte order, and where to go on.
    pub async fn notes(
        &self,
        key: &ExecutionKey,
        prefix: &str,
        after: Option<Cursor>,
    ) -> Result<Found<Note>, JournalError> {
        let range = Range {
            partition: key.partition(),
            from: Some(format!("n#{prefix}")),
            // No character sorts behind this one in UTF-8.
            to: Some(format!("n#{prefix}\u{10FFFF}")),
            order: Order::Ascending,
            limit: ROWS_AT_ONCE_MAX,
            after,
        };
        let found = self.store.query(&range).await?;
        let rows = found.rows.into_iter().filter_map(|item| {
            let sort = item.key.sort.strip_prefix("n#")?.to_owned();
            Some(Note { sort, body: item.body })
        });
        Ok(Found { rows: rows.collect(), more: found.more })
    }
}

fn place(key: &ExecutionKey, sort: &str) -> Key {
    Key::new(key.partition(), format!("n#{sort}"))
}
