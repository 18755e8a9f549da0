//! True time and what sleeps on it. Time stands still until the run moves it to the next sleeper.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use crate::lock;

/// When every run begins: 2026-01-01T00:00:00Z in milliseconds since 1970.
pub(crate) const BEGIN_MS: u64 = 1_767_225_600_000;

/// The timeline of one run.
#[derive(Debug)]
pub(crate) struct Timeline {
    now_ms: AtomicU64,
    sleepers: Mutex<Sleepers>,
}

#[derive(Debug, Default)]
struct Sleepers {
    last: u64,
    /// By the time they wake, then by their number.
    waiting: BTreeMap<(u64, u64), Waker>,
}

impl Timeline {
    pub fn new() -> Self {
        Timeline { now_ms: AtomicU64::new(BEGIN_MS), sleepers: Mutex::default() }
    }

    pub fn now_ms(&self) -> u64 {
        self.now_ms.load(Ordering::Relaxed)
    }

    /// When the next sleeper wakes.
    pub fn next_ms(&self) -> Option<u64> {
        lock(&self.sleepers).waiting.keys().next().map(|(at, _)| *at)
    }

    /// Moves time on and wakes everybody who is due by then.
    pub fn move_to(&self, now_ms: u64) {
        self.now_ms.fetch_max(now_ms, Ordering::Relaxed);
        let due = {
            let mut sleepers = lock(&self.sleepers);
            let later = sleepers.waiting.split_off(&(now_ms + 1, 0));
            std::mem::replace(&mut sleepers.waiting, later)
        };
        due.into_values().for_each(Waker::wake);
    }

    /// Forgets all sleepers.
    pub fn clear(&self) {
        let gone = std::mem::take(&mut lock(&self.sleepers).waiting);
        drop(gone);
    }
}

/// Waits until true time shows `at_ms`.
pub(crate) struct Sleep {
    timeline: Arc<Timeline>,
    at_ms: u64,
    number: Option<u64>,
}

impl Sleep {
    pub fn until(timeline: &Arc<Timeline>, at_ms: u64) -> Self {
        Sleep { timeline: timeline.clone(), at_ms, number: None }
    }

    pub fn for_ms(timeline: &Arc<Timeline>, ms: u64) -> Self {
        Sleep::until(timeline, timeline.now_ms() + ms)
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.timeline.now_ms() >= self.at_ms {
            return Poll::Ready(());
        }
        let timeline = self.timeline.clone();
        let mut sleepers = lock(&timeline.sleepers);
        let number = *self.number.get_or_insert_with(|| {
            sleepers.last += 1;
            sleepers.last
        });
        let at_ms = self.at_ms;
        match sleepers.waiting.get_mut(&(at_ms, number)) {
            Some(waker) => waker.clone_from(context.waker()),
            None => {
                sleepers.waiting.insert((at_ms, number), context.waker().clone());
            }
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            lock(&self.timeline.sleepers).waiting.remove(&(self.at_ms, number));
        }
    }
}
