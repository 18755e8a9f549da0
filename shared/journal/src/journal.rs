//! Executions as journals: begin, load, commit, fetch, and what people ask about them. Deliberately absent: deciding
//! anything, clocks and queues.

mod beat;
mod begin;
mod beside;
mod close;
mod commit;
mod describe;
mod fetch;
mod history;
mod inbox;
mod listing;
mod load;
mod note;
mod session;
mod wake;

use std::sync::Arc;

use stepwell_engine::Execution;
use stepwell_engine::limits::EXECUTION_MS_MAX;

pub use self::begin::{Begun, NewExecution};
pub use self::commit::Committed;
pub use self::describe::Description;
pub use self::history::{HistoryPart, HistoryPlace, HistoryQuery};
pub use self::inbox::Letter;
pub use self::listing::ListedExecutions;
pub use self::load::Loaded;
pub use self::note::{Note, Noted};
pub use self::wake::{Due, shard_of};
use crate::codec::{CodecError, Digest, Page, Schemas};
use crate::cover::{Cover, Start};
use crate::key::ExecutionKey;
use crate::limits::REMEMBERED_MAX;
use crate::payloads::Payloads;
use crate::recent::Recent;
use crate::store::{Store, StoreError};

/// What can go wrong when an execution is read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// The store or the payload store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was kept cannot be read, or what is to be kept cannot be written.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// Something that a page or cover names is not there.
    #[error("{what} of execution `{execution}` is missing")]
    Missing {
        /// What is missing.
        what: String,
        /// Name of the execution.
        execution: String,
    },
    /// The execution has more pages than keys can count.
    #[error("page {page} is beyond the last page number")]
    TooLong {
        /// The page that was to be written.
        page: u64,
    },
}

impl JournalError {
    /// Whether a record is newer than this code, or than what it may read: nothing is wrong, and it is left to others.
    pub fn is_newer(&self) -> bool {
        matches!(self, JournalError::Codec(CodecError::Newer { .. }))
    }

    /// Whether trying again soon may help.
    pub fn is_passing(&self) -> bool {
        match self {
            JournalError::Store(StoreError::Busy(_) | StoreError::Unknown(_)) => true,
            // Somebody newer can, but nothing that this process does soon.
            JournalError::Codec(_)
            | JournalError::Store(StoreError::Refused(_))
            | JournalError::Missing { .. }
            | JournalError::TooLong { .. } => false,
        }
    }
}

/// The journals of all executions in one table. Cheap to share behind an [`Arc`].
pub struct Journal {
    store: Arc<dyn Store>,
    payloads: Arc<dyn Payloads>,
    retention_s: u64,
    schemas: Schemas,
    covers: Recent<ExecutionKey, Arc<Kept>>,
    segments: Recent<(ExecutionKey, Digest), ()>,
}

/// A cover as it was last seen in the table.
#[derive(Debug)]
struct Kept {
    cover: Cover,
    start: Start,
    nonce: u64,
    version: u64,
}

impl Journal {
    /// Journals in these stores; closed executions are kept for `retention_s` seconds.
    pub fn new(store: Arc<dyn Store>, payloads: Arc<dyn Payloads>, retention_s: u64) -> Self {
        Journal {
            store,
            payloads,
            retention_s,
            schemas: Schemas::default(),
            covers: Recent::new(REMEMBERED_MAX),
            segments: Recent::new(REMEMBERED_MAX),
        }
    }

    /// The same, told what to do with schemas.
    pub fn with_schemas(self, schemas: Schemas) -> Self {
        Journal { schemas, ..self }
    }

    /// Bytes of the longest text that it can keep.
    pub fn text_bytes_max(&self) -> usize {
        self.schemas.writes().text_bytes_max()
    }

    /// A page of an item or a cover.
    fn opened(&self, number: u64, bytes: &[u8]) -> Result<Page, JournalError> {
        Ok(Page::open(number, self.schemas.known(bytes)?)?)
    }

    /// The table.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The payload store.
    pub fn payloads(&self) -> &Arc<dyn Payloads> {
        &self.payloads
    }

    /// When the items of an execution may be forgotten: its latest possible end and the retention.
    fn expires_s(&self, execution: &Execution) -> u64 {
        let longest = execution.identity.started_ms.saturating_add(EXECUTION_MS_MAX);
        let end_ms = execution.stopped_ms.or(execution.timeout_at_ms).unwrap_or(longest).min(longest);
        (end_ms / 1_000).saturating_add(self.retention_s)
    }
}

fn missing(key: &ExecutionKey, what: impl Into<String>) -> JournalError {
    JournalError::Missing { what: what.into(), execution: key.execution.clone() }
}

#[cfg(test)]
mod tests;
