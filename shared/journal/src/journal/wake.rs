//! Wake items: a promise to look at an execution at a time however far, filed under its minute. They are created and
//! expire by themselves; nobody changes them.

use super::{Journal, JournalError};
use crate::codec::digest::digest_of;
use crate::codec::record::wake::WakeRecord;
use crate::codec::{CodecError, plain};
use crate::key::ExecutionKey;
use crate::limits::{PROMISE_MINUTES_MAX, ROWS_AT_ONCE_MAX, WAKE_KEPT_SECONDS, WAKE_SHARDS, WRITE_TRIES_MAX};
use crate::store::{Created, Cursor, Found, Item, Key, Order, Range, StoreError};

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

    /// Promises to look at the execution at `due_ms`, or some minutes later, because a page was announced that may come
    /// late: whoever looks and does not find it knows that it has to look again. Returns the time promised.
    pub async fn promise_page(
        &self,
        key: &ExecutionKey,
        due_ms: u64,
        announced: Announced,
    ) -> Result<u64, JournalError> {
        let mut due_ms = due_ms;
        for _ in 0..PROMISE_MINUTES_MAX {
            match self.put_wake(key, due_ms, Some(announced)).await? {
                None => return Ok(due_ms),
                // It says enough for this page too.
                Some(found) if found.announced.is_some_and(|found| found.page >= announced.page) => {
                    return Ok(found.due_ms);
                }
                // Whoever looks there may find all that it was promised for and forget it.
                Some(_) => due_ms += 60_000,
            }
        }
        // What was not written is no promise: a head that named it would never be woken.
        Err(StoreError::Busy("no minute is free for the promise of a page".to_owned()).into())
    }

    /// Files a wake item; what stands there already is returned instead.
    async fn put_wake(
        &self,
        key: &ExecutionKey,
        due_ms: u64,
        announced: Option<Announced>,
    ) -> Result<Option<Due>, JournalError> {
        let minute = due_ms / 60_000;
        let record = WakeRecord {
            at_ms: due_ms,
            page: announced.map(|announced| announced.page),
            announced_ms: announced.map(|announced| announced.at_ms),
        };
        let mut item =
            Item::new(wake(shard_of(key), minute, key), plain::seal(self.schemas.writes(), &record)?);
        item.expires_s = Some(due_ms / 1_000 + WAKE_KEPT_SECONDS);
        let mut tries = 1;
        loop {
            match self.store.create(item.clone()).await {
                Ok(Created::New) => return Ok(None),
                Ok(Created::Exists(found)) if found.body == item.body => return Ok(None),
                Ok(Created::Exists(found)) => return Ok(Some(self.due_of(&found, minute)?)),
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
