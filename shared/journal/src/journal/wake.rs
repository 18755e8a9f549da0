//! Wake items: a promise to look at an execution at a time however far, filed under its minute. They are created and
//! expire by themselves; one thing changes, the page that an item is for, and only to a later one.

use super::{Journal, JournalError};
use crate::codec::digest::digest_of;
use crate::codec::record::wake::WakeRecord;
use crate::codec::{CodecError, plain};
use crate::key::ExecutionKey;
use crate::limits::{ROWS_AT_ONCE_MAX, WAKE_KEPT_SECONDS, WAKE_SHARDS, WRITE_TRIES_MAX};
use crate::store::{Created, Cursor, Found, Item, Key, Order, Range, Replaced, StoreError};

/// An execution that was to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The execution.
    pub key: ExecutionKey,
    /// When, milliseconds since 1970.
    pub due_ms: u64,
    /// The page whose announcement it was, if it was one.
    pub announced: Option<Announced>,
}

/// A page that was announced before it was committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// Its number; [`Announced::LETTER`] for a fact that is left in the inbox.
    pub page: u64,
    /// When, milliseconds since 1970.
    pub at_ms: u64,
}

impl Announced {
    /// Beyond all pages: what is announced is no page but a letter.
    pub const LETTER: u64 = u64::MAX;
}

/// The shard under which an execution's wake items are filed, below [`WAKE_SHARDS`].
pub fn shard_of(key: &ExecutionKey) -> u32 {
    let [a, b, c, d, ..] = digest_of(key.partition().as_bytes());
    u32::from_be_bytes([a, b, c, d]) % WAKE_SHARDS
}

impl Journal {
    /// Promises to look at the execution at `due_ms`. A second promise for the same minute is the first one.
    pub async fn promise(&self, key: &ExecutionKey, due_ms: u64) -> Result<(), JournalError> {
        self.put_wake(key, due_ms, None).await.map(|_| ())
    }

    /// Promises to look at the execution at `due_ms` because a page was announced that may come late: whoever looks and does
    /// not find it knows that it has to look again. What stands in that minute already is told of the page too. Returns the
    /// time promised.
    pub async fn promise_page(
        &self,
        key: &ExecutionKey,
        due_ms: u64,
        announced: Announced,
    ) -> Result<u64, JournalError> {
        let mut due_ms = due_ms;
        for _ in 0..WRITE_TRIES_MAX {
            let Some(found) = self.put_wake(key, due_ms, Some(announced)).await? else { return Ok(due_ms) };
            if self.schemas.known(&found.body).is_err() {
                // What newer code says there is not overwritten, and whoever looks may find all that it is for and forget it.
                due_ms += 60_000;
                continue;
            }
            let said = self.due_of(&found, due_ms / 60_000)?;
            if said.announced.is_some_and(|said| said.page >= announced.page) {
                return Ok(said.due_ms);
            }
            let mut told = self.wake_item(key, said.due_ms, Some(announced))?;
            told.version = found.version + 1;
            match self.store.replace(told).await {
                Ok(Replaced::Done) => return Ok(said.due_ms),
                // Somebody was faster, or the answer was lost: what stands there now shows it.
                Ok(Replaced::Conflict(_)) | Err(StoreError::Unknown(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Busy("others keep promising for the same minute".to_owned()).into())
    }

    /// Files a wake item; what stands there already is returned instead.
    async fn put_wake(
        &self,
        key: &ExecutionKey,
        due_ms: u64,
        announced: Option<Announced>,
    ) -> Result<Option<Item>, JournalError> {
        let item = self.wake_item(key, due_ms, announced)?;
        let mut tries = 1;
        loop {
            match self.store.create(item.clone()).await {
                Ok(Created::New) => return Ok(None),
                Ok(Created::Exists(found)) if found.body == item.body => return Ok(None),
                Ok(Created::Exists(found)) => return Ok(Some(found)),
                Err(StoreError::Unknown(_)) if tries < WRITE_TRIES_MAX => tries += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn wake_item(
        &self,
        key: &ExecutionKey,
        due_ms: u64,
        announced: Option<Announced>,
    ) -> Result<Item, CodecError> {
        let record = WakeRecord {
            at_ms: due_ms,
            page: announced.map(|announced| announced.page),
            announced_ms: announced.map(|announced| announced.at_ms),
        };
        let filed = wake(shard_of(key), due_ms / 60_000, key);
        let mut item = Item::new(filed, plain::seal(self.schemas.writes(), &record)?);
        item.expires_s = Some(due_ms / 1_000 + WAKE_KEPT_SECONDS);
        Ok(item)
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
        let rows = found.rows.iter().map(|item| self.due_of(item, minute));
        Ok(Found { rows: rows.collect::<Result<_, CodecError>>()?, more: found.more })
    }

    fn due_of(&self, item: &Item, minute: u64) -> Result<Due, CodecError> {
        let (machine, execution) =
            item.key.sort.split_once('#').ok_or_else(|| CodecError::corrupt("a wake item without a name"))?;
        let key = ExecutionKey::new(machine, execution);
        let record = match self.schemas.known(&item.body).and_then(plain::open::<WakeRecord>) {
            // Whose it is and its minute stand in the key, which is enough to be woken.
            Err(CodecError::Newer { .. }) => {
                return Ok(Due { key, due_ms: minute.saturating_mul(60_000), announced: None });
            }
            record => record?,
        };
        let announced = record.page.zip(record.announced_ms);
        let announced = announced.map(|(page, at_ms)| Announced { page, at_ms });
        Ok(Due { key, due_ms: record.at_ms, announced })
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
