//! Wake items: a promise to look at an execution at a time however far, filed under its minute. They are created and
//! expire by themselves; nobody changes them.

use super::{Journal, JournalError};
use crate::codec::digest::digest_of;
use crate::codec::record::beat::TimeRecord;
use crate::codec::{CodecError, plain};
use crate::key::ExecutionKey;
use crate::limits::{ROWS_AT_ONCE_MAX, WAKE_KEPT_SECONDS, WAKE_SHARDS, WRITE_TRIES_MAX};
use crate::store::{Cursor, Found, Item, Key, Order, Range, StoreError};

/// An execution that was to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The execution.
    pub key: ExecutionKey,
    /// When, milliseconds since 1970.
    pub due_ms: u64,
}

/// The shard under which an execution's wake items are filed, below [`WAKE_SHARDS`].
pub fn shard_of(key: &ExecutionKey) -> u32 {
    let [a, b, c, d, ..] = digest_of(key.partition().as_bytes());
    u32::from_be_bytes([a, b, c, d]) % WAKE_SHARDS
}

impl Journal {
    /// Promises to look at the execution at `due_ms`. A second promise for the same minute is the first one.
    pub async fn promise(&self, key: &ExecutionKey, due_ms: u64) -> Result<(), JournalError> {
        let minute = due_ms / 60_000;
        let mut item = Item::new(
            wake(shard_of(key), minute, key),
            plain::seal(self.schemas.writes(), &TimeRecord { at_ms: due_ms })?,
        );
        item.expires_s = Some(due_ms / 1_000 + WAKE_KEPT_SECONDS);
        let mut tries = 1;
        loop {
            match self.store.create(item.clone()).await {
                Ok(_) => return Ok(()),
                Err(StoreError::Unknown(_)) if tries < WRITE_TRIES_MAX => tries += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Executions of a shard that are due in a minute since 1970, and where to go on.
    pub async fn due(
        &self,
        shard: u32,
        minute: u64,
        after: Option<Cursor>,
    ) -> Result<Found<Due>, JournalError> {
        let range = Range {
            partition: partition(shard, minute),
            from: None,
            to: None,
            order: Order::Ascending,
            limit: ROWS_AT_ONCE_MAX,
            after,
        };
        let found = self.store.query(&range).await?;
        let rows = found.rows.iter().map(|item| {
            let (machine, execution) = item
                .key
                .sort
                .split_once('#')
                .ok_or_else(|| CodecError::corrupt("a wake item without a name"))?;
            let due_ms = match self.time_of(item) {
                // Whose it is and its minute stand in the key, which is enough to be woken.
                Err(CodecError::Newer { .. }) => minute.saturating_mul(60_000),
                due_ms => due_ms?,
            };
            Ok(Due { key: ExecutionKey::new(machine, execution), due_ms })
        });
        Ok(Found { rows: rows.collect::<Result<_, CodecError>>()?, more: found.more })
    }

    /// Forgets a promise that was kept.
    pub async fn forget(&self, due: &Due) -> Result<(), JournalError> {
        Ok(self.store.delete(&wake(shard_of(&due.key), due.due_ms / 60_000, &due.key)).await?)
    }

    /// The minute since 1970 up to which a shard has been swept, if it ever was.
    pub async fn swept(&self, shard: u32) -> Result<Option<u64>, JournalError> {
        Ok(self.time(&sweep(shard)).await?.map(|ms| ms / 60_000))
    }

    /// Notes that a shard has been swept up to and with `minute`. It never goes back.
    pub async fn set_swept(&self, shard: u32, minute: u64) -> Result<(), JournalError> {
        self.set_time(sweep(shard), minute.saturating_mul(60_000), None).await
    }
}

fn partition(shard: u32, minute: u64) -> String {
    format!("w#{shard}#{minute}")
}

fn wake(shard: u32, minute: u64, key: &ExecutionKey) -> Key {
    Key::new(partition(shard, minute), format!("{}#{}", key.machine, key.execution))
}

fn sweep(shard: u32) -> Key {
    Key::new(format!("w#{shard}"), "swept")
}
