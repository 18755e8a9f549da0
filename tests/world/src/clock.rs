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
    sleepers: Mutex<Sleepers>,
}

/// Who sleeps, by the time at which they wake and a number of their own.
#[derive(Default)]
struct Sleepers {
    last: u64,
    wakers: BTreeMap<(u64, u64), Option<Waker>>,
}

impl VirtualTime {
    /// A clock that shows this time, milliseconds since 1970.
    pub fn at_ms(now_ms: u64) -> Self {
        VirtualTime { clock: ManualClock::at_ms(now_ms), sleepers: Mutex::default() }
    }

    /// Moves the clock on; it never goes back. Only those whose time has come are woken.
    pub fn forward_to_ms(&self, now_ms: u64) {
        self.clock.forward_to_ms(now_ms);
        let now_ms = self.now_ms();
        let mut woken = Vec::new();
        for (_, waker) in self.lock().wakers.range_mut(..=(now_ms, u64::MAX)) {
            woken.extend(waker.take());
        }
        woken.into_iter().for_each(Waker::wake);
    }

    /// When the next sleeper wakes, milliseconds since 1970.
    pub fn next_due_ms(&self) -> Option<u64> {
        self.lock().wakers.keys().next().map(|(at_ms, _)| *at_ms)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Sleepers> {
        self.sleepers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep(&self, at_ms: u64) -> Asleep<'_> {
        let mut sleepers = self.lock();
        sleepers.last += 1;
        let id = (at_ms, sleepers.last);
        sleepers.wakers.insert(id, None);
        Asleep(self, id)
    }
}

struct Asleep<'c>(&'c VirtualTime, (u64, u64));

impl Asleep<'_> {
    fn wake(&self, waker: &Waker) {
        if let Some(kept) = self.0.lock().wakers.get_mut(&self.1) {
            *kept = Some(waker.clone());
        }
    }
}

impl Drop for Asleep<'_> {
    fn drop(&mut self) {
        self.0.lock().wakers.remove(&self.1);
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
        if self.now_ms() >= at_ms {
            return;
        }
        let asleep = self.sleep(at_ms);
        poll_fn(|context| {
            if self.now_ms() >= at_ms {
                return Poll::Ready(());
            }
            asleep.wake(context.waker());
            Poll::Pending
        })
        .await;
    }
}
