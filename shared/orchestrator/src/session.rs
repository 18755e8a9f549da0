//! Sessions: one run of work on one execution that makes calls. A claim of a session that has ended is dead.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What one process knows about sessions: its own exactly, others not at all, unless it knows that every process
/// before it has ended.
#[derive(Debug)]
pub struct Sessions {
    boot: String,
    alone: bool,
    next: AtomicU64,
    open: Mutex<BTreeSet<String>>,
}

impl Sessions {
    /// Sessions of a process. `boot` is unique among all processes that ever worked on the store; `alone` says that all
    /// processes before it have ended (a laptop's server, which holds the store's lock).
    pub fn new(boot: impl Into<String>, alone: bool) -> Self {
        Sessions { boot: boot.into(), alone, next: AtomicU64::new(1), open: Mutex::new(BTreeSet::new()) }
    }

    /// Opens a session; it ends when the guard is dropped.
    pub fn open(&self) -> Session<'_> {
        let id = format!("{}.{}", self.boot, self.next.fetch_add(1, Ordering::Relaxed));
        self.lock().insert(id.clone());
        Session { id, sessions: self }
    }

    /// Whether a session has surely ended. False if nobody here can know.
    pub fn has_ended(&self, id: &str) -> bool {
        let ours = id.strip_prefix(&self.boot).is_some_and(|rest| rest.starts_with('.'));
        if ours { !self.lock().contains(id) } else { self.alone }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An open session.
#[derive(Debug)]
pub struct Session<'s> {
    /// Its id.
    pub id: String,
    sessions: &'s Sessions,
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        self.sessions.lock().remove(&self.id);
    }
}
