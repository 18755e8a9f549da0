//! Time as an argument: the trait through which adapters ask for it and a clock that tests move by hand.
//! Deliberately absent: a clock that reads the machine's time. The adapters that touch the world bring that one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

/// Says what time it is.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn now_ms(&self) -> u64;

    /// Wakes the task the next time somebody moves the clock. A clock that runs by itself has nothing to do here.
    fn wake_on_move(&self, _waker: &Waker) {}
}

/// A clock that stands still until it is moved. It never goes back.
#[derive(Debug, Default)]
pub struct ManualClock {
    now_ms: AtomicU64,
    sleepers: Sleepers,
}

impl ManualClock {
    /// A clock that shows `now_ms` milliseconds since 1970.
    pub fn at_ms(now_ms: u64) -> Self {
        ManualClock { now_ms: AtomicU64::new(now_ms), sleepers: Sleepers::default() }
    }

    /// Moves the clock forward by `ms` milliseconds.
    pub fn advance_ms(&self, ms: u64) {
        self.now_ms.fetch_add(ms, Ordering::SeqCst);
        self.sleepers.wake_all();
    }

    /// Moves the clock forward to `now_ms`; a time that has passed already changes nothing.
    pub fn forward_to_ms(&self, now_ms: u64) {
        self.now_ms.fetch_max(now_ms, Ordering::SeqCst);
        self.sleepers.wake_all();
    }
}

impl Clock for ManualClock {
    fn now_ms(&self) -> u64 {
        self.now_ms.load(Ordering::SeqCst)
    }

    fn wake_on_move(&self, waker: &Waker) {
        self.sleepers.add(waker);
    }
}

/// Tasks that wait for something. A task that registers twice is woken once.
#[derive(Debug, Default)]
pub(crate) struct Sleepers(Mutex<Vec<Waker>>);

impl Sleepers {
    pub(crate) fn add(&self, waker: &Waker) {
        let mut wakers = locked(&self.0);
        if !wakers.iter().any(|known| known.will_wake(waker)) {
            wakers.push(waker.clone());
        }
    }

    pub(crate) fn wake_all(&self) {
        let wakers = std::mem::take(&mut *locked(&self.0));
        for waker in wakers {
            waker.wake();
        }
    }
}

/// The lock, also after a thread died holding it: what the memory adapters keep is whole between any two statements.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
