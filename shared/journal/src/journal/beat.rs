//! Heartbeats: the last beat of a task is one small item, never a page.

use super::{Journal, JournalError};
use crate::codec::record::beat::TimeRecord;
use crate::codec::{CodecError, plain};
use crate::key::ExecutionKey;
use crate::limits::WRITE_TRIES_MAX;
use crate::store::{Created, Item, Key, Replaced, StoreError};

impl Journal {
    /// Notes that the attempt with this stamp showed life at `now_ms`. An earlier beat never hides a later one.
    pub async fn beat(&self, key: &ExecutionKey, stamp: u64, now_ms: u64) -> Result<(), JournalError> {
        let expires_s = self.kept(key).await?.and_then(|kept| kept.cover.expires_s);
        self.set_time(key.beat(stamp), now_ms, expires_s).await
    }

    /// When the attempt last showed life, milliseconds since 1970.
    pub async fn last_beat(&self, key: &ExecutionKey, stamp: u64) -> Result<Option<u64>, JournalError> {
        self.time(&key.beat(stamp)).await
    }

    /// The time that stands under a key.
    pub(super) async fn time(&self, key: &Key) -> Result<Option<u64>, JournalError> {
        match self.store.get(key).await? {
            Some(item) => Ok(Some(self.time_of(&item)?)),
            None => Ok(None),
        }
    }

    /// The time that an item says.
    pub(super) fn time_of(&self, item: &Item) -> Result<u64, CodecError> {
        Ok(plain::open::<TimeRecord>(self.schemas.known(&item.body)?)?.at_ms)
    }

    /// Lets an item say a time, unless it says a later one.
    pub(super) async fn set_time(
        &self,
        key: Key,
        at_ms: u64,
        expires_s: Option<u64>,
    ) -> Result<(), JournalError> {
        let mut found = self.store.get(&key).await?;
        let mut why = "others keep writing it".to_owned();
        for _ in 0..WRITE_TRIES_MAX {
            let mut item = Item::new(key.clone(), plain::seal(self.schemas.writes(), &TimeRecord { at_ms })?);
            item.expires_s = expires_s;
            let answer = match &found {
                Some(before) if self.time_of(before)? >= at_ms => return Ok(()),
                Some(before) => {
                    item.version = before.version + 1;
                    self.store.replace(item).await
                }
                None => self.store.create(item).await.map(|created| match created {
                    Created::New => Replaced::Done,
                    Created::Exists(now) => Replaced::Conflict(Some(now)),
                }),
            };
            match answer {
                Ok(Replaced::Done) => return Ok(()),
                Ok(Replaced::Conflict(now)) => found = now,
                Err(StoreError::Unknown(lost)) => {
                    why = lost;
                    found = self.store.get(&key).await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Busy(why).into())
    }
}
