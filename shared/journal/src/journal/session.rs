//! Sessions: a running invocation shows that it lives, for everything that it has claimed.

use super::{Journal, JournalError};
use crate::limits::SESSION_KEPT_SECONDS;
use crate::store::Key;

impl Journal {
    /// Shows that the session lives until `until_ms`.
    pub async fn renew(&self, session: &str, until_ms: u64) -> Result<(), JournalError> {
        self.set_time(key(session), until_ms, Some(until_ms / 1_000 + SESSION_KEPT_SECONDS)).await
    }

    /// Whether the session has shown that it lives at `now_ms`.
    pub async fn is_alive(&self, session: &str, now_ms: u64) -> Result<bool, JournalError> {
        Ok(self.time(&key(session)).await?.is_some_and(|until_ms| until_ms > now_ms))
    }

    /// Ends a session.
    pub async fn end_session(&self, session: &str) -> Result<(), JournalError> {
        Ok(self.store.delete(&key(session)).await?)
    }
}

fn key(session: &str) -> Key {
    Key::new(format!("l#{session}"), "s")
}
