//! Promises made before the commit they announce: a wake-up for work that others do or that is due within 15 minutes,
//! and a wake item in the table for everything, so that no lost message hangs an execution.

use stepwell_journal::ExecutionKey;
use stepwell_journal::head::Head;
use stepwell_journal::journal::Announced;
use stepwell_journal::outbox::{Order, Owed};

use crate::error::Error;
use crate::limits::{ANNOUNCED_MS_MAX, POLL_PAUSE_MS_MIN, PROMISE_SLACK_MS, SWEPT_EARLY_MS};
use crate::message::{WakeUp, What};
use crate::orchestrator::{Orchestrator, message};
use crate::outbox::{go_by_ms, timer_ms};

/// Longest delay of a message in milliseconds.
const DELAY_MS_MAX: u64 = stepwell_journal::limits::DELAY_SECONDS_MAX as u64 * 1000;

/// Whether the one who commits goes on with the work itself, or leaves it to an executor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// It goes on: only its death leaves work undone.
    IGoOn,
    /// Others go on, woken by a message.
    OthersGoOn,
}

impl Orchestrator {
    /// Makes what is promised before `next` is committed exist, and notes it in `next`. `before` is what was owed in the
    /// page before it.
    pub(crate) async fn announce(
        &self,
        key: &ExecutionKey,
        before: &[Owed],
        next: &mut Head,
        then: Then,
    ) -> Result<(), Error> {
        let now = self.now_ms();
        let go_by = go_by_ms(next, now);
        let timer = timer_ms(next, now);
        self.promise(key, next, go_by.into_iter().chain(timer).min(), then, now).await?;
        let wake = |what| WakeUp { key: key.clone(), page: next.page, sent_ms: now, what };
        if then == Then::OthersGoOn && go_by.is_some_and(|at| at <= now + PROMISE_SLACK_MS) && has_work(next)
        {
            let at = go_by.unwrap_or(now);
            self.send(&wake(What::Go), at.saturating_sub(now)).await?;
        }
        if let Some(at) = timer
            && at <= now + DELAY_MS_MAX
            && at != next.timer_ms
        {
            self.send(&wake(What::Due(at)), at.saturating_sub(now)).await?;
            next.timer_ms = at;
        }
        self.begin_chains(key, before, next, now).await
    }

    /// Announces a page that is there already, if so much time has passed since it was announced before that the promise
    /// may have been looked at, and forgotten, while the page was not there yet: its writer was held up, or its machine
    /// was asleep.
    pub(crate) async fn announce_again(
        &self,
        key: &ExecutionKey,
        head: &mut Head,
        announced_ms: u64,
        then: Then,
    ) -> Result<(), Error> {
        if self.now_ms() <= announced_ms + ANNOUNCED_MS_MAX {
            return Ok(());
        }
        (head.promised_ms, head.timer_ms) = (0, 0);
        let owed = head.outbox.clone();
        self.announce(key, &owed, head, then).await
    }

    /// Sends the first poll of every chain that the page begins, all at once: a page may begin hundreds, and while they
    /// are sent nobody shows that the maker of other calls lives.
    async fn begin_chains(
        &self,
        key: &ExecutionKey,
        before: &[Owed],
        next: &Head,
        now: u64,
    ) -> Result<(), Error> {
        let mut polls = Vec::new();
        for owed in &next.outbox {
            let Order::Watch { chain, .. } = owed.order else { continue };
            let known = |old: &Owed| {
                old.stamp == owed.stamp && matches!(old.order, Order::Watch { chain: c, .. } if c == chain)
            };
            if before.iter().any(known) {
                continue;
            }
            // A chain that follows another goes on at the pace of the job's age.
            let began = next.execution.attempt(owed.stamp).map(|(_, frame, _)| frame.entered_ms);
            let since_ms = if chain == 1 { now } else { began.unwrap_or(now) };
            let what = What::Poll { stamp: owed.stamp, chain, since_ms, turn: 1 };
            let wake_up = WakeUp { key: key.clone(), page: next.page, sent_ms: now, what };
            polls.push(message(&wake_up.encode(), POLL_PAUSE_MS_MIN));
        }
        self.send_all(polls).await
    }

    /// A wake item within the slack after the time by which the work must go on, unless one stands there already. An
    /// execution that others go on with may owe nothing before this page, so that a sweep would forget it while the page
    /// is on its way: its item says which page it is for. One who goes on himself works on what is owed already.
    async fn promise(
        &self,
        key: &ExecutionKey,
        next: &mut Head,
        need: Option<u64>,
        then: Then,
        now: u64,
    ) -> Result<(), Error> {
        let Some(need) = need else { return Ok(()) };
        let mut due = promise_for(need, now);
        match then {
            Then::IGoOn => {
                let stands = next.promised_ms > now + SWEPT_EARLY_MS
                    && next.promised_ms <= need.max(now) + PROMISE_SLACK_MS;
                if stands {
                    return Ok(());
                }
                self.journal.promise(key, due).await?;
            }
            Then::OthersGoOn => {
                // In its minute stands the item of an earlier page.
                if next.promised_ms / 60_000 == due / 60_000 {
                    due += 60_000;
                }
                let announced = Announced { page: next.page, at_ms: now };
                due = self.journal.promise_page(key, due, announced).await?;
            }
        }
        next.promised_ms = due;
        Ok(())
    }
}

/// When the wake item for work due at `need` stands. One beyond the reach of a delayed message is woken by its item, so
/// the item stands at its very time.
pub(crate) fn promise_for(need: u64, now: u64) -> u64 {
    if need > now + DELAY_MS_MAX { need } else { need.max(now) + PROMISE_SLACK_MS }
}

/// Whether something is owed that an executor can do now: watching a job has its own messages.
fn has_work(head: &Head) -> bool {
    head.execution.is_runnable()
        || head.outbox.iter().any(|owed| match &owed.order {
            Order::Call { claim } => claim.is_none(),
            Order::Watch { .. } => false,
            Order::Cancel(_) | Order::TellParent | Order::CloseCover => true,
        })
}
