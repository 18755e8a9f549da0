//! The queue port over SQLite: a message is a row with the time from which it may be received. Sending is durable;
//! receiving and deleting outlive the process but not a power failure, after which messages may come once more.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Result as SqlResult};
use stepwell_journal::queue::{Delivery, Message, Queue};
use stepwell_journal::rules::{check_messages, check_visibility};
use stepwell_journal::store::StoreError;

use crate::database::Shared;
use crate::limits::SILENCE_MAX;
use crate::rows::{signed, unsigned};
use crate::writer::Promise;

/// The queue port over SQLite.
pub struct SqliteQueue {
    shared: Arc<Shared>,
}

const SEND: &str = "INSERT INTO messages (body, due_ms, count) VALUES (?1, ?2, 0)";
const DUE: &str = "SELECT id FROM messages WHERE due_ms <= ?1 ORDER BY due_ms, id LIMIT ?2";
const RECEIVE: &str =
    "UPDATE messages SET due_ms = ?2, count = count + 1 WHERE id = ?1 RETURNING body, count";
const NEXT_DUE: &str = "SELECT due_ms FROM messages ORDER BY due_ms LIMIT 1";
const DELETE: &str = "DELETE FROM messages WHERE id = ?1 AND count = ?2";
const HIDE: &str = "UPDATE messages SET due_ms = ?3 WHERE id = ?1 AND count = ?2";
const REVIVE: &str = "UPDATE messages SET due_ms = ?1 WHERE count > 0 AND due_ms > ?1";

/// The statements above that run while a server serves, to look at how they find their rows.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[SEND, DUE, RECEIVE, NEXT_DUE, DELETE, HIDE];

impl SqliteQueue {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        SqliteQueue { shared }
    }

    fn after_s(&self, seconds: u32) -> i64 {
        signed(self.shared.clock.now_ms().saturating_add(u64::from(seconds) * 1000))
    }

    /// How long nothing becomes due that is known now. Unknown if the file cannot be read: then it is looked at later.
    async fn quiet_for(&self) -> Duration {
        let next = |connection: &Connection| {
            let due_ms: Option<i64> =
                connection.prepare_cached(NEXT_DUE)?.query_row([], |row| row.get(0)).optional()?;
            due_ms.map(|due_ms| unsigned(0, due_ms)).transpose()
        };
        match self.shared.readers.read(next).await {
            Ok(Some(due_ms)) => {
                Duration::from_millis(due_ms.saturating_sub(self.shared.clock.now_ms())).min(SILENCE_MAX)
            }
            Ok(None) | Err(_) => SILENCE_MAX,
        }
    }
}

/// Makes received messages visible again.
pub(crate) async fn revive(shared: &Shared) -> Result<usize, StoreError> {
    let now_ms = signed(shared.clock.now_ms());
    let revive = move |connection: &Connection| connection.prepare_cached(REVIVE)?.execute([now_ms]);
    let revived = shared.writer.write(Promise::Durable, revive).await?;
    shared.arrivals.notify_waiters();
    Ok(revived)
}

/// The row that a receipt names and how often it had been received; none for a text that is no receipt of ours.
fn row_of(receipt: &str) -> Option<(i64, u32)> {
    let (id, count) = receipt.split_once('-')?;
    Some((id.parse().ok()?, count.parse().ok()?))
}

fn receive(connection: &Connection, now_ms: i64, hidden_until_ms: i64, max: i64) -> SqlResult<Vec<Delivery>> {
    let mut due = connection.prepare_cached(DUE)?;
    let ids = due.query_map([now_ms, max], |row| row.get(0))?.collect::<SqlResult<Vec<i64>>>()?;
    let mut update = connection.prepare_cached(RECEIVE)?;
    let mut deliveries = Vec::with_capacity(ids.len());
    for id in ids {
        deliveries.push(update.query_row([id, hidden_until_ms], |row| {
            let count: u32 = row.get(1)?;
            Ok(Delivery { body: row.get(0)?, count, receipt: format!("{id}-{count}") })
        })?);
    }
    Ok(deliveries)
}

#[async_trait]
impl Queue for SqliteQueue {
    async fn send(&self, messages: &[Message]) -> Result<Vec<usize>, StoreError> {
        check_messages(messages)?;
        if messages.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<(String, i64)> =
            messages.iter().map(|message| (message.body.clone(), self.after_s(message.delay_s))).collect();
        let send = move |connection: &Connection| {
            let mut insert = connection.prepare_cached(SEND)?;
            for row in rows {
                insert.execute(row)?;
            }
            Ok(())
        };
        self.shared.writer.write(Promise::Durable, send).await?;
        self.shared.arrivals.notify_waiters();
        Ok(Vec::new())
    }

    async fn receive(&self, max: usize, visibility_s: u32) -> Result<Vec<Delivery>, StoreError> {
        check_visibility(visibility_s)?;
        let now_ms = signed(self.shared.clock.now_ms());
        let hidden_until_ms = self.after_s(visibility_s);
        let max = i64::try_from(max).unwrap_or(i64::MAX);
        let work = move |connection: &Connection| receive(connection, now_ms, hidden_until_ms, max);
        self.shared.writer.write(Promise::Repeatable, work).await
    }

    async fn arrived(&self) {
        let mut told = std::pin::pin!(self.shared.arrivals.notified());
        // Listening before looking: a message that comes in between is heard.
        told.as_mut().enable();
        let quiet = self.quiet_for().await;
        if !quiet.is_zero() {
            // Told or not, it is time to look.
            let _ = tokio::time::timeout(quiet, told).await;
        }
    }

    async fn delete(&self, receipts: &[String]) -> Result<(), StoreError> {
        let rows: Vec<(i64, u32)> = receipts.iter().filter_map(|receipt| row_of(receipt)).collect();
        if rows.is_empty() {
            return Ok(());
        }
        let delete = move |connection: &Connection| {
            let mut delete = connection.prepare_cached(DELETE)?;
            for row in rows {
                delete.execute(row)?;
            }
            Ok(())
        };
        self.shared.writer.write(Promise::Repeatable, delete).await
    }

    async fn hide(&self, receipt: &str, delay_s: u32) -> Result<(), StoreError> {
        check_visibility(delay_s)?;
        let Some((id, count)) = row_of(receipt) else { return Ok(()) };
        let due_ms = self.after_s(delay_s);
        let hide =
            move |connection: &Connection| connection.prepare_cached(HIDE)?.execute((id, count, due_ms));
        self.shared.writer.write(Promise::Repeatable, hide).await?;
        self.shared.arrivals.notify_waiters();
        Ok(())
    }
}
