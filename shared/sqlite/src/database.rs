//! The file as a whole: it is opened once per server and hands out the three ports.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use stepwell_journal::clock::Clock;
use stepwell_journal::store::StoreError;
use tokio::sync::{Notify, watch};

use crate::clock::SystemClock;
use crate::disk::{Disk, Ear};
use crate::open::{self, OpenError};
use crate::payloads::SqlitePayloads;
use crate::queue::{self, SqliteQueue};
use crate::readers::Readers;
use crate::store::SqliteStore;
use crate::writer::Writer;

/// An open file. It is closed when this and all ports that it handed out are dropped.
pub struct Database {
    shared: Arc<Shared>,
}

/// What the ports share. Members are dropped in this order: the writer closes the file after the readers and empties
/// the log into it, and only then another server may come.
pub(crate) struct Shared {
    pub(crate) readers: Readers,
    pub(crate) writer: Writer,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) arrivals: Notify,
    pub(crate) ear: Ear,
    boot: u64,
    _lock: File,
}

impl Database {
    /// Opens the file, or makes it; its directory must be there. Beside it stand its log (`-wal`, `-shm`) and the lock
    /// (`.lock`) that keeps a second server away.
    pub fn open(path: &Path) -> Result<Database, OpenError> {
        Self::open_with_clock(path, Arc::new(SystemClock))
    }

    /// Like [`Database::open`] with another clock for the queue's delays.
    pub fn open_with_clock(path: &Path, clock: Arc<dyn Clock>) -> Result<Database, OpenError> {
        let opened = open::open(path)?;
        let readers = Readers::start(path)?;
        let ear = Ear::new();
        let started = Writer::start(opened.writer, ear.clone());
        let writer = started.map_err(|cause| OpenError::Io { path: path.to_owned(), cause })?;
        let arrivals = Notify::new();
        let shared = Shared { readers, writer, clock, arrivals, ear, boot: opened.boot, _lock: opened.lock };
        Ok(Database { shared: Arc::new(shared) })
    }

    /// How many times the file was opened, this time included. No two servers that ever ran on the file have the same
    /// number, so it makes names of sessions unique.
    pub fn boot(&self) -> u64 {
        self.shared.boot
    }

    /// What the disk is like, as the last writes found it. After [`Disk::Failed`] every write is refused as busy; drop
    /// everything that belongs to this file, best with the process, and open it again.
    pub fn disk(&self) -> watch::Receiver<Disk> {
        self.shared.ear.listen()
    }

    /// The store port.
    pub fn store(&self) -> Arc<SqliteStore> {
        Arc::new(SqliteStore::new(Arc::clone(&self.shared)))
    }

    /// The queue port.
    pub fn queue(&self) -> Arc<SqliteQueue> {
        Arc::new(SqliteQueue::new(Arc::clone(&self.shared)))
    }

    /// The payload port.
    pub fn payloads(&self) -> Arc<SqlitePayloads> {
        Arc::new(SqlitePayloads::new(Arc::clone(&self.shared)))
    }

    /// What the ports share, for tests that look beneath them.
    #[cfg(test)]
    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Makes all messages that were received visible at once and returns how many. A server calls it once before it
    /// receives anything: whoever had received them ended with the server before.
    pub async fn revive_deliveries(&self) -> Result<usize, StoreError> {
        queue::revive(&self.shared).await
    }
}
