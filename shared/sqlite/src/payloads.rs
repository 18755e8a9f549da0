//! The payload port over SQLite: one row each.

use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::OptionalExtension;
use stepwell_journal::payloads::Payloads;
use stepwell_journal::rules::check_payload_name;
use stepwell_journal::store::StoreError;

use crate::database::Shared;
use crate::writer::Promise;

/// The payload port over SQLite.
pub struct SqlitePayloads {
    shared: Arc<Shared>,
}

impl SqlitePayloads {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        SqlitePayloads { shared }
    }
}

const PUT: &str = "
INSERT INTO payloads (execution, digest, bytes) VALUES (?1, ?2, ?3) ON CONFLICT (execution, digest) DO NOTHING";
const GET: &str = "SELECT bytes FROM payloads WHERE execution = ?1 AND digest = ?2";
const DELETE_ALL: &str = "DELETE FROM payloads WHERE execution = ?1";

/// All statements above, to look at how they find their rows.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[PUT, GET, DELETE_ALL];

#[async_trait]
impl Payloads for SqlitePayloads {
    async fn put(&self, execution: &str, digest: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        check_payload_name(execution, digest)?;
        let (execution, digest) = (execution.to_owned(), digest.to_owned());
        let put = move |connection: &rusqlite::Connection| {
            connection.prepare_cached(PUT)?.execute((execution, digest, bytes)).map(|_| ())
        };
        self.shared.writer.write(Promise::Durable, put).await
    }

    async fn get(&self, execution: &str, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
        check_payload_name(execution, digest)?;
        let (execution, digest) = (execution.to_owned(), digest.to_owned());
        let get = move |connection: &rusqlite::Connection| {
            connection.prepare_cached(GET)?.query_row((execution, digest), |row| row.get(0)).optional()
        };
        self.shared.readers.read(get).await
    }

    async fn delete_all(&self, execution: &str) -> Result<(), StoreError> {
        let execution = execution.to_owned();
        let delete = move |connection: &rusqlite::Connection| {
            connection.prepare_cached(DELETE_ALL)?.execute([execution]).map(|_| ())
        };
        self.shared.writer.write(Promise::Durable, delete).await
    }
}
