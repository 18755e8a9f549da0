//! The sweep: wake items whose time has come become wake-ups. Idempotent and not exclusive; late at worst, never early.

use stepwell_journal::journal::{Announced, Due};
use stepwell_journal::limits::WAKE_SHARDS;
use stepwell_journal::{ExecutionKey, Loaded};

use crate::announce::promise_for;
use crate::error::Error;
use crate::limits::{CLOCK_SKEW_MS, PAGE_LATE_MS_MAX, PROMISE_SLACK_MS, SWEEP_AHEAD_MS, SWEPT_EARLY_MS};
use crate::message::{ONCE, WakeUp, What};
use crate::orchestrator::Orchestrator;
use crate::outbox::{go_by_ms, is_over, timer_ms};
use crate::weakness::Weakness;

/// Longest standstill that lengthens the pause between two wake-ups of the sweep, in milliseconds.
const STOOD_MS_MAX: u64 = 3_600_000;

/// Minutes before the present one at which the very first sweep begins.
const FIRST_MINUTES: u64 = 5;

/// Most minutes that one sweep catches up with in one shard; the next goes on.
const MINUTES_MAX: u64 = 10_000;

impl Orchestrator {
    /// Goes through all shards once. Returns how many executions were woken.
    pub async fn sweep(&self) -> Result<usize, Error> {
        let mut woken = 0;
        for shard in 0..WAKE_SHARDS {
            woken += match self.sweep_shard(shard).await {
                // Newer code keeps this shard's place and sweeps it.
                Err(error) if error.is_newer() => {
                    tracing::warn!(shard, %error, "a shard is left to the sweep of newer code");
                    0
                }
                swept => swept?,
            };
        }
        Ok(woken)
    }

    async fn sweep_shard(&self, shard: u32) -> Result<usize, Error> {
        let last = (self.now_ms() + SWEEP_AHEAD_MS) / 60_000;
        let first = self.journal.swept(shard).await?.unwrap_or(last.saturating_sub(FIRST_MINUTES));
        let mut woken = 0;
        for minute in first..=last.min(first + MINUTES_MAX) {
            // What is due before the next minute begins is woken now: this minute is not looked at again.
            let horizon = (minute + 1) * 60_000;
            let mut after = None;
            loop {
                let found = self.journal.due(shard, minute, after).await?;
                for due in found.rows {
                    woken += usize::from(self.wake_one(&due, horizon).await?);
                }
                after = found.more;
                if after.is_none() {
                    break;
                }
            }
            self.journal.set_swept(shard, minute + 1).await?;
        }
        Ok(woken)
    }

    /// The same as [`Self::wake`], but one execution that cannot be read does not keep the others from being woken.
    async fn wake_one(&self, due: &Due, horizon: u64) -> Result<bool, Error> {
        let key = &due.key;
        match self.wake(due, horizon).await {
            Err(error) if error.is_newer() => self.wake_newer(key, &error).await,
            Err(error) if !error.is_passing() => {
                tracing::error!(execution = %crate::arn::short(key), %error, "an execution cannot be woken");
                Ok(false)
            }
            woken => woken,
        }
    }

    /// Passes on an execution that only newer code can read: its minute is not looked at again, so it gets another
    /// promise, and a hint in case newer code is there already.
    async fn wake_newer(&self, key: &ExecutionKey, error: &Error) -> Result<bool, Error> {
        let now = self.now_ms();
        tracing::warn!(execution = %crate::arn::short(key), %error, "an execution that is due is left to newer code");
        self.journal.promise(key, now + PROMISE_SLACK_MS).await?;
        let wake_up = WakeUp { key: key.clone(), page: 0, sent_ms: ONCE, what: What::Inbox };
        self.send(&wake_up, 0).await?;
        Ok(true)
    }

    /// Wakes an execution that owes something now, and sees to it that one that owes something later has a promise
    /// for that time; one that owes nothing is forgotten.
    async fn wake(&self, due: &Due, horizon: u64) -> Result<bool, Error> {
        let (now, key) = (self.now_ms(), &due.key);
        let Some(Loaded { head, cover }) = self.journal.load(key).await? else {
            return self.expect(due, None).await;
        };
        if is_over(&cover, &head) {
            return Ok(false);
        }
        let Some(at) = go_by_ms(&head, now).into_iter().chain(timer_ms(&head, now)).min() else {
            return self.expect(due, Some(head.page)).await;
        };
        if at > horizon {
            if head.promised_ms <= horizon.max(now + SWEPT_EARLY_MS) {
                self.journal.promise(key, promise_for(at, now)).await?;
            }
            return self.expect(due, Some(head.page)).await;
        }
        // The follow-up stands before the wake-up is sent, and later the longer the execution has stood still.
        let stood_ms = now.saturating_sub(head.execution.last_ms).min(STOOD_MS_MAX);
        if !self.lacks(Weakness::SweepOnce) {
            self.journal.promise(key, now + PROMISE_SLACK_MS + stood_ms / 2).await?;
        }
        // A clock that is behind would find nothing due yet and drop the hint, and the next one may be half an hour away.
        let (what, due_ms) = if at > now { (What::Due(at), at) } else { (What::Inbox, at + CLOCK_SKEW_MS) };
        let wake_up = WakeUp { key: key.clone(), page: head.page, sent_ms: now, what };
        self.send(&wake_up, due_ms.saturating_sub(now)).await?;
        Ok(true)
    }

    /// A page was announced that is not there: whoever writes it may only be slow, or has left a letter instead. It is
    /// looked for again, as long as it can still come. `page` is the newest that is there.
    async fn expect(&self, due: &Due, page: Option<u64>) -> Result<bool, Error> {
        let now = self.now_ms();
        let may_come = |announced: &Announced| {
            page.is_none_or(|page| announced.page > page) && now < announced.at_ms + PAGE_LATE_MS_MAX
        };
        let Some(announced) = due.announced.filter(may_come) else { return Ok(false) };
        if self.lacks(Weakness::ForgetAnnounced) {
            return Ok(false);
        }
        self.journal.promise_page(&due.key, now + PROMISE_SLACK_MS, announced).await?;
        if page.is_none() || self.journal.inbox(&due.key).await?.is_empty() {
            return Ok(false);
        }
        let wake_up = WakeUp { key: due.key.clone(), page: 0, sent_ms: now, what: What::Inbox };
        self.send(&wake_up, 0).await?;
        Ok(true)
    }
}
