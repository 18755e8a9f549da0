//! What a received message leads to. A message is only a hint: early, late, doubled or lost, it does no harm.

use stepwell_journal::Loaded;

use crate::error::Error;
use crate::limits::{NEWER_MESSAGE_PAUSE_MS, NEWER_PAUSE_MS_MAX, NEWER_PAUSE_MS_MIN, NOT_YET_MS_MAX};
use crate::message::{ONCE, Read, WakeUp, What};
use crate::orchestrator::Orchestrator;
use crate::poll::Turn;

/// Age in milliseconds below which a message may only have overtaken its page.
const YOUNG_MS: u64 = 500;

/// First pause before such a page is looked for again, in milliseconds; doubles each time.
const FIRST_PAUSE_MS: u64 = 5;

/// Milliseconds ahead of the clock for which a message can have been sent, with clocks that differ; one for a later time
/// is nobody's, and would be sent again until then.
const DUE_AHEAD_MS_MAX: u64 = stepwell_journal::limits::DELAY_SECONDS_MAX as u64 * 1_000 + 60_000;

/// Shortest pause before a wake-up for a page that is not there yet is looked at again, in milliseconds.
const NOT_YET_PAUSE_MS: u64 = 2_000;

impl Orchestrator {
    /// Does what a message asks for. When this returns `Ok`, the message may be taken off the queue; on an error it
    /// must come again.
    pub async fn handle(&self, body: &str) -> Result<(), Error> {
        let mut wake_up = match WakeUp::read(body) {
            Read::Ours(wake_up) => wake_up,
            Read::Newer => return self.put_back(body, NEWER_MESSAGE_PAUSE_MS).await,
            Read::Foreign => {
                tracing::warn!("a message that is not ours was dropped");
                return Ok(());
            }
        };
        // A clock that goes ahead, or somebody else, may have written a time to come: a message that waited for its page
        // until then would hold its worker and never grow old.
        wake_up.sent_ms = wake_up.sent_ms.min(self.now_ms());
        match self.follow(&wake_up).await {
            Err(error) if error.is_newer() => self.leave_to_newer(body, &wake_up, &error).await,
            done => done,
        }
    }

    async fn follow(&self, wake_up: &WakeUp) -> Result<(), Error> {
        let now = self.now_ms();
        if let What::Due(at) = wake_up.what
            && at > now
        {
            if at - now > DUE_AHEAD_MS_MAX {
                tracing::warn!(
                    "a message for a time that no message reaches was dropped: its wake item stands"
                );
                return Ok(());
            }
            return self.send(wake_up, at - now).await;
        }
        let Some(loaded) = self.announced(wake_up).await? else {
            return self.not_yet(wake_up, now).await;
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

    /// What the execution says is newer than this code. Nothing is written to it; its message goes back as it came, after
    /// a pause, for newer code to receive. The hint of a sweep does not: the next one comes by itself.
    async fn leave_to_newer(&self, body: &str, wake_up: &WakeUp, error: &Error) -> Result<(), Error> {
        let age_ms = self.now_ms().saturating_sub(wake_up.since_ms());
        tracing::warn!(
            execution = %crate::arn::short(&wake_up.key), %error,
            "an execution is left to newer code: run the newer version on every machine"
        );
        if wake_up.sent_ms == ONCE {
            return Ok(());
        }
        self.put_back(body, age_ms.clamp(NEWER_PAUSE_MS_MIN, NEWER_PAUSE_MS_MAX)).await
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
        let age_ms = now.saturating_sub(wake_up.since_ms());
        if age_ms > NOT_YET_MS_MAX {
            return Ok(());
        }
        // The pause doubles, so that even messages that all come twice stay few.
        self.send(wake_up, age_ms.max(NOT_YET_PAUSE_MS)).await
    }
}
