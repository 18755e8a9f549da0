//! The store and payload ports of one process: the true table behind numbered points.

use std::sync::Arc;

use async_trait::async_trait;
use stepwell_journal::ExecutionKey;
use stepwell_journal::payloads::Payloads;
use stepwell_journal::store::{Created, Found, Item, Key, Listed, Range, Replaced, Store, StoreError};

use crate::chance::Domain;
use crate::executor::{Kind, ProcessId};
use crate::point::{Operation, busy, lost};
use crate::table::done;
use crate::trace::word;
use crate::versions::Versions;
use crate::watch::process_name;
use crate::weakness::Weakness;
use crate::world::World;

/// The ports.
pub(crate) struct Ports {
    pub world: Arc<World>,
    pub process: ProcessId,
}

impl Ports {
    /// Makes a call that changes something through a point.
    async fn write<T: Send + 'static>(
        &self,
        operation: Operation,
        about: u64,
        what: impl FnOnce() -> String + Send,
        apply: impl FnOnce(&Arc<World>, ProcessId) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let passed = self.world.pass(self.process, operation, about, what).await.ok_or_else(busy)?;
        if let Some(ms) = passed.ghost_ms() {
            let (world, process) = (self.world.clone(), self.process);
            self.world.spawn_own(async move {
                world.sleep(ms).await;
                // Nobody waits for the answer.
                let _ = apply(&world, process);
            });
            return Err(lost());
        }
        let answer = apply(&self.world, self.process);
        if self.world.pass_back(self.process, passed).await { Err(lost()) } else { answer }
    }

    /// Makes a call that only looks through a point.
    async fn read<T>(
        &self,
        operation: Operation,
        about: u64,
        what: impl FnOnce() -> String + Send,
        look: impl FnOnce(&World) -> Result<T, StoreError> + Send,
    ) -> Result<T, StoreError> {
        let passed = self.world.pass(self.process, operation, about, what).await.ok_or_else(busy)?;
        let answer = look(&self.world);
        if self.world.pass_back(self.process, passed).await { Err(lost()) } else { answer }
    }
}

impl Ports {
    /// Tells of a read by work that a message or a sweep began; what clients ask for is theirs to count.
    fn count_read(&self, partition: &str) {
        let kind = self.world.running().map(|running| running.kind);
        if let (Some(Kind::Handler | Kind::Sweep), Some(key)) = (kind, ExecutionKey::of_partition(partition))
        {
            self.world.tell(|watcher, _| watcher.read(&key));
        }
    }
}

fn about(key: &Key) -> u64 {
    word(&key.partition) ^ word(&key.sort).rotate_left(1)
}

fn shown(key: &Key) -> String {
    format!("{} {}", key.partition, key.sort)
}

#[async_trait]
impl Store for Ports {
    async fn create(&self, item: Item) -> Result<Created, StoreError> {
        if self.world.goes_without(&item.key) {
            return Ok(Created::New);
        }
        if self.world.withholds(&item) {
            return Ok(Created::New);
        }
        let key = item.key.clone();
        let apply = move |world: &Arc<World>, process| world.create(process, item);
        self.write(Operation::Create, about(&key), || shown(&key), apply).await
    }

    async fn replace(&self, item: Item) -> Result<Replaced, StoreError> {
        let key = item.key.clone();
        let apply = move |world: &Arc<World>, process| world.replace(process, item);
        self.write(Operation::Replace, about(&key), || shown(&key), apply).await
    }

    async fn get(&self, key: &Key) -> Result<Option<Item>, StoreError> {
        self.count_read(&key.partition);
        let look = |world: &World| done(world.table.store.get(key));
        self.read(Operation::Get, about(key), || shown(key), look).await
    }

    async fn query(&self, range: &Range) -> Result<Found<Item>, StoreError> {
        self.count_read(&range.partition);
        let look = |world: &World| match world.lag_of_sweep(range) {
            Some(as_of_ms) => world.table.query_behind(as_of_ms, range),
            None => done(world.table.store.query(range)),
        };
        self.read(Operation::Query, word(&range.partition), || range.partition.clone(), look).await
    }

    async fn query_index(&self, range: &Range) -> Result<Found<Listed>, StoreError> {
        let look = |world: &World| {
            let number = world.points();
            let lag_ms = world.chance.below(Domain::Lag, number, world.profile.lag_ms + 1);
            world.table.query_index(world.now_ms() - lag_ms, range)
        };
        self.read(Operation::QueryIndex, word(&range.partition), || range.partition.clone(), look).await
    }

    async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        let gone = key.clone();
        let apply = move |world: &Arc<World>, _| world.delete(&gone);
        self.write(Operation::Delete, about(key), || shown(key), apply).await
    }
}

impl World {
    /// Creates an item in the true state.
    pub fn create(self: &Arc<Self>, process: ProcessId, item: Item) -> Result<Created, StoreError> {
        let (key, copy) = (item.key.clone(), item.clone());
        let created = self.table.create(self.now_ms(), item)?;
        if created == Created::New {
            self.look_at_schema(process, &copy, None);
            self.page_is_there(&key);
        }
        match &created {
            Created::New => self.tell(|watcher, at_ms| watcher.wrote(at_ms, &process_name(process), &copy)),
            Created::Exists(_) if self.lacks(Weakness::NoNonce) && is_page(&key) => {
                return Ok(Created::New);
            }
            Created::Exists(_) => {}
        }
        Ok(created)
    }

    /// Replaces an item in the true state.
    pub fn replace(&self, process: ProcessId, item: Item) -> Result<Replaced, StoreError> {
        let copy = item.clone();
        let before = match self.profile.versions {
            Versions::New => None,
            _ => done(self.table.store.get(&item.key))?,
        };
        let replaced = self.table.replace(self.now_ms(), item)?;
        if replaced == Replaced::Done {
            self.look_at_schema(process, &copy, before.as_ref());
            self.tell(|watcher, at_ms| watcher.wrote(at_ms, &process_name(process), &copy));
        }
        Ok(replaced)
    }

    /// Deletes an item from the true state.
    pub fn delete(&self, key: &Key) -> Result<(), StoreError> {
        self.table.delete(self.now_ms(), key)?;
        self.tell(|watch, at_ms| watch.deleted(at_ms, key));
        Ok(())
    }
}

fn is_page(key: &Key) -> bool {
    key.partition.starts_with("e#") && key.sort.strip_prefix('p').is_some_and(|rest| rest.len() == 8)
}

#[async_trait]
impl Payloads for Ports {
    async fn put(&self, execution: &str, digest: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        let (name, of) = (digest.to_owned(), execution.to_owned());
        let apply = move |world: &Arc<World>, _| done(world.table.payloads.put(&of, &name, bytes));
        self.write(Operation::PutPayload, word(digest), || execution.to_owned(), apply).await
    }

    async fn get(&self, execution: &str, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let look = |world: &World| done(world.table.payloads.get(execution, digest));
        self.read(Operation::GetPayload, word(digest), || execution.to_owned(), look).await
    }

    async fn delete_all(&self, execution: &str) -> Result<(), StoreError> {
        let of = execution.to_owned();
        let apply = move |world: &Arc<World>, _| done(world.table.payloads.delete_all(&of));
        self.write(Operation::DeletePayloads, word(execution), || execution.to_owned(), apply).await
    }
}
