//! What a received message leads to. A message is only a hint: early, late, doubled or lost, it does no harm.

use stepwell_journal::Loaded;

use crate::error::Error;
use crate::limits::NOT_YET_MS_MAX;
use crate::message::{WakeUp, What};
use crate::orchestrator::Orchestrator;
use crate::poll::Turn;

/// Age in milliseconds below which a message may only have overtaken its page.
const YOUNG_MS: u64 = 500;

/// First pause before such a page is looked for again, in milliseconds; doubles each time.
const FIRST_PAUSE_MS: u64 = 5;

/// Shortest pause before a wake-up for a page that is not there yet is looked at again, in milliseconds.
const NOT_YET_PAUSE_MS: u64 = 2_000;

impl Orchestrator {
    /// Does what a message asks for. When this returns `Ok`, the message may be taken off the queue; on an error it
    /// must come again.
    pub async fn handle(&self, body: &str) -> Result<(), Error> {
        let Some(mut wake_up) = WakeUp::decode(body) else {
            tracing::warn!("a message that is not ours, or newer than this version, was dropped");
            return Ok(());
        };
        let now = self.now_ms();
        // A clock that goes ahead, or somebody else, may have written a time to come: a message that waited for its page
        // until then would hold its worker and never grow old.
        wake_up.sent_ms = wake_up.sent_ms.min(now);
        if let What::Due(at) = wake_up.what
            && at > now
        {
            return self.send(&wake_up, at - now).await;
        }
        let Some(loaded) = self.announced(&wake_up).await? else {
            return self.not_yet(&wake_up, now).await;
        };
        match wake_up.what {
            What::Go | What::Due(_) => self.run(&wake_up.key, loaded, false).await,
            What::Inbox => self.run(&wake_up.key, loaded, true).await,
            What::Poll { stamp, chain, since_ms, turn } => {
                self.poll(&wake_up.key, loaded, Turn { stamp, chain, since_ms, turn }).await
            }
            What::Look { stamp } => self.look_once(&wake_up.key, loaded, stamp).await,
        }
    }

    /// The head, once the announced page is there. A message is sent before its page is committed, so one that is young
    /// may only have been faster: it waits a moment here before it goes back to the queue for seconds.
    async fn announced(&self, wake_up: &WakeUp) -> Result<Option<Loaded>, Error> {
        let young_until = wake_up.sent_ms + YOUNG_MS;
        let mut pause_ms = FIRST_PAUSE_MS;
        loop {
            let loaded = self.journal.load(&wake_up.key).await?;
            let there = loaded.filter(|loaded| loaded.head.page >= wake_up.page);
            let now = self.now_ms();
            if there.is_some() || now >= young_until {
                return Ok(there);
            }
            self.time.sleep_until_ms(now + pause_ms).await;
            pause_ms *= 2;
        }
    }

    /// The announced page is not there: its writer is still at it, or died before. Wait a little, not for ever.
    async fn not_yet(&self, wake_up: &WakeUp, now: u64) -> Result<(), Error> {
        let base = match wake_up.what {
            What::Due(at) => at.max(wake_up.sent_ms),
            What::Go | What::Inbox | What::Poll { .. } | What::Look { .. } => wake_up.sent_ms,
        };
        let age_ms = now.saturating_sub(base);
        if age_ms > NOT_YET_MS_MAX {
            return Ok(());
        }
        // The pause doubles, so that even messages that all come twice stay few.
        self.send(wake_up, age_ms.max(NOT_YET_PAUSE_MS)).await
    }
}
