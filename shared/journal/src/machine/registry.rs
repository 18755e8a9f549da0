//! Reading and writing machines and their definitions.

use std::sync::Arc;

use super::{LISTED, ListedMachine, Machine, key, partition};
use crate::codec::digest::{digest_of, hex};
use crate::codec::envelope::{self, Kind};
use crate::codec::{CodecError, Digest, Schemas};
use crate::journal::JournalError;
use crate::limits::{DEFINITION_BYTES_MAX, LISTED_MAX, WRITE_TRIES_MAX};
use crate::payloads::Payloads;
use crate::store::{Created, Cursor, Item, Key, Order, Range, Replaced, Store, StoreError};

/// All machines of one table.
pub struct Machines {
    store: Arc<dyn Store>,
    payloads: Arc<dyn Payloads>,
    schemas: Schemas,
}

/// Answer to [`Machines::create`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "it is looked at once and dropped")]
pub enum Registered {
    /// It is registered. A reply that was lost shows as [`Registered::Exists`] with the same content.
    New,
    /// There is a machine of that name; nothing was written.
    Exists(Machine),
}

/// Answer to [`Machines::update`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "it is looked at once and dropped")]
pub enum Updated {
    /// It says what was asked, under this version.
    Done(u64),
    /// Somebody else has changed or deleted it; this is how it stands, with its version.
    Conflict(Option<(Machine, u64)>),
}

/// Part of a listing of machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedMachines {
    /// Machines in the byte order of their names.
    pub machines: Vec<ListedMachine>,
    /// How many were left out because a newer version of this program wrote them.
    pub newer: usize,
    /// Present if there may be more behind them.
    pub more: Option<Cursor>,
}

impl Machines {
    /// The machines in these stores.
    pub fn new(store: Arc<dyn Store>, payloads: Arc<dyn Payloads>) -> Self {
        Machines { store, payloads, schemas: Schemas::default() }
    }

    /// The same, told what to do with schemas.
    pub fn with_schemas(self, schemas: Schemas) -> Self {
        Machines { schemas, ..self }
    }

    fn read(&self, item: &Item) -> Result<Machine, CodecError> {
        self.schemas.known(&item.body)?;
        Machine::of_item(item)
    }

    /// Registers a machine unless there is one of its name. Keep its definition first.
    pub async fn create(&self, machine: &Machine) -> Result<Registered, JournalError> {
        let item = machine.item(self.schemas.writes())?;
        let mut tries = 1;
        loop {
            match self.store.create(item.clone()).await {
                Ok(Created::New) => return Ok(Registered::New),
                Ok(Created::Exists(found)) if tries > 1 && found.body == item.body => {
                    return Ok(Registered::New);
                }
                Ok(Created::Exists(found)) => return Ok(Registered::Exists(self.read(&found)?)),
                Err(StoreError::Unknown(_)) if tries < WRITE_TRIES_MAX => tries += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Reads a machine with its version, which [`Machines::update`] wants to see.
    pub async fn get(&self, name: &str) -> Result<Option<(Machine, u64)>, JournalError> {
        match self.store.get(&key(name)).await? {
            Some(item) => Ok(Some((self.read(&item)?, item.version))),
            None => Ok(None),
        }
    }

    /// Replaces a machine that has this version.
    pub async fn update(&self, machine: &Machine, version: u64) -> Result<Updated, JournalError> {
        let mut item = machine.item(self.schemas.writes())?;
        item.version = version + 1;
        let mut tries = 1;
        loop {
            match self.store.replace(item.clone()).await {
                Ok(Replaced::Done) => return Ok(Updated::Done(item.version)),
                Ok(Replaced::Conflict(Some(found))) if tries > 1 && found == item => {
                    return Ok(Updated::Done(item.version));
                }
                Ok(Replaced::Conflict(found)) => {
                    let found = found.map(|found| Ok::<_, CodecError>((self.read(&found)?, found.version)));
                    return Ok(Updated::Conflict(found.transpose()?));
                }
                Err(StoreError::Unknown(_)) if tries < WRITE_TRIES_MAX => tries += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Forgets a machine. Its definitions stay for executions that run or are looked at.
    pub async fn delete(&self, name: &str) -> Result<(), JournalError> {
        Ok(self.store.delete(&key(name)).await?)
    }

    /// Lists machines in the byte order of their names; may lag behind by seconds.
    pub async fn list(&self, limit: usize, after: Option<Cursor>) -> Result<ListedMachines, JournalError> {
        let range = Range {
            partition: LISTED.to_owned(),
            from: None,
            to: None,
            order: Order::Ascending,
            limit: limit.clamp(1, LISTED_MAX),
            after,
        };
        let found = self.store.query_index(&range).await?;
        let mut listed = ListedMachines { machines: Vec::new(), newer: 0, more: found.more };
        for row in &found.rows {
            let projection = self.schemas.known(&row.entry.projection);
            match projection.and_then(|_| ListedMachine::of(&row.entry)) {
                Ok(machine) => listed.machines.push(machine),
                Err(CodecError::Newer { .. }) => listed.newer += 1,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(listed)
    }

    /// Keeps a definition text of the machine `name`; keeping the same again is harmless.
    pub async fn keep_definition(&self, name: &str, text: &str) -> Result<Digest, JournalError> {
        let digest = digest_of(text.as_bytes());
        let body = envelope::seal(self.schemas.writes(), Kind::Definition, 0, text.as_bytes())?;
        let mut tries = 1;
        loop {
            let kept = if body.len() > DEFINITION_BYTES_MAX {
                self.payloads.put(&partition(name), &hex(&digest), body.clone()).await
            } else {
                self.store.create(Item::new(definition(name, &digest), body.clone())).await.map(|_| ())
            };
            match kept {
                Ok(()) => return Ok(digest),
                Err(StoreError::Unknown(_)) if tries < WRITE_TRIES_MAX => tries += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Reads a definition text of the machine `name`, also after the machine was deleted.
    pub async fn definition(&self, name: &str, digest: &Digest) -> Result<Option<String>, JournalError> {
        let body = match self.store.get(&definition(name, digest)).await? {
            Some(item) => Some(item.body),
            None => self.payloads.get(&partition(name), &hex(digest)).await?,
        };
        let Some(body) = body else { return Ok(None) };
        let (_, text) = envelope::open(Kind::Definition, self.schemas.known(&body)?)?;
        if digest_of(&text) != *digest {
            return Err(CodecError::corrupt("a definition does not match its digest").into());
        }
        let text = String::from_utf8(text).map_err(|_| CodecError::corrupt("a definition is not UTF-8"))?;
        Ok(Some(text))
    }
}

fn definition(name: &str, digest: &Digest) -> Key {
    Key::new(partition(name), format!("d#{}", hex(digest)))
}
