//! What a received message leads to. A message is only a hint: early, late, doubled or lost, it does no harm.

use stepwell_journal::Loaded;

use crate::error::Error;
use crate::limits::NOT_YET_MS_MAX;
use crate::message::{WakeUp, What};
use crate::orchestrator::Orchestrator;

/// Pause before a wake-up for a page that is not there yet is looked at again, in milliseconds.
const NOT_YET_PAUSE_MS: u64 = 2_000;

/// Pauses before that, in milliseconds, while the page is surely on its way: its writer announced it a moment ago and
/// commits it now. Without them every fast queue would cost an execution the long pause.
const MOMENTS_MS: [u64; 4] = [5, 20, 75, 300];

/// Age in milliseconds up to which an announced page is surely on its way.
const MOMENT_AGO_MS: u64 = 1_000;

impl Orchestrator {
    /// Does what a message asks for. When this returns `Ok`, the message may be taken off the queue; on an error it
    /// must come again.
    pub async fn handle(&self, body: &str) -> Result<(), Error> {
        let Some(wake_up) = WakeUp::decode(body) else {
            tracing::warn!("a message that is not ours, or newer than this version, was dropped");
            return Ok(());
        };
        let now = self.now_ms();
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
            What::Poll { stamp, chain, since_ms } => {
                self.poll(&wake_up.key, loaded, stamp, chain, since_ms).await
            }
        }
    }

    /// The execution, if it has the announced page. One that was announced a moment ago is waited for.
    async fn announced(&self, wake_up: &WakeUp) -> Result<Option<Loaded>, Error> {
        let mut moments = MOMENTS_MS.into_iter();
        loop {
            let loaded = self.journal.load(&wake_up.key).await?;
            let loaded = loaded.filter(|loaded| loaded.head.page >= wake_up.page);
            let now = self.now_ms();
            let moment = moments.next().filter(|_| now < wake_up.sent_ms + MOMENT_AGO_MS);
            match moment {
                Some(pause_ms) if loaded.is_none() => self.time.sleep_until_ms(now + pause_ms).await,
                Some(_) | None => return Ok(loaded),
            }
        }
    }

    /// The announced page is not there: its writer is still at it, or died before. Wait a little, not for ever.
    async fn not_yet(&self, wake_up: &WakeUp, now: u64) -> Result<(), Error> {
        let base = match wake_up.what {
            What::Due(at) => at.max(wake_up.sent_ms),
            What::Go | What::Inbox | What::Poll { .. } => wake_up.sent_ms,
        };
        if now.saturating_sub(base) > NOT_YET_MS_MAX {
            return Ok(());
        }
        self.send(wake_up, NOT_YET_PAUSE_MS).await
    }
}
