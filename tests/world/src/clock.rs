//! Virtual time: it stands still until the world moves it, and it knows what sleeps on it.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::{Mutex, PoisonError};
use std::task::{Poll, Waker};

use async_trait::async_trait;
use stepwell_journal::clock::{Clock, ManualClock};
use stepwell_orchestrator::Time;

/// A clock that the world moves.
#[derive(Default)]
pub struct VirtualTime {
    clock: ManualClock,
    sleepers: Mutex<BTreeMap<u64, usize>>,
}

impl VirtualTime {
    /// A clock that shows this time, milliseconds since 1970.
    pub fn at_ms(now_ms: u64) -> Self {
        VirtualTime { clock: ManualClock::at_ms(now_ms), sleepers: Mutex::default() }
    }

    /// Moves the clock on; it never goes back.
    pub fn forward_to_ms(&self, now_ms: u64) {
        self.clock.forward_to_ms(now_ms);
    }

    /// When the next sleeper wakes, milliseconds since 1970.
    pub fn next_due_ms(&self) -> Option<u64> {
        self.sleepers.lock().unwrap_or_else(PoisonError::into_inner).keys().next().copied()
    }

    fn count(&self, at_ms: u64, more: bool) {
        let mut sleepers = self.sleepers.lock().unwrap_or_else(PoisonError::into_inner);
        let count = sleepers.entry(at_ms).or_insert(0);
        if more {
            *count += 1;
        } else {
            *count -= 1;
        }
        if *count == 0 {
            sleepers.remove(&at_ms);
        }
    }
}

struct Asleep<'c>(&'c VirtualTime, u64);

impl Drop for Asleep<'_> {
    fn drop(&mut self) {
        self.0.count(self.1, false);
    }
}

impl Clock for VirtualTime {
    fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }

    fn wake_on_move(&self, waker: &Waker) {
        self.clock.wake_on_move(waker);
    }
}

#[async_trait]
impl Time for VirtualTime {
    async fn sleep_until_ms(&self, at_ms: u64) {
        self.count(at_ms, true);
        let _asleep = Asleep(self, at_ms);
        poll_fn(|context| {
            if self.now_ms() >= at_ms {
                return Poll::Ready(());
            }
            self.wake_on_move(context.waker());
            Poll::Pending
        })
        .await;
    }
}
