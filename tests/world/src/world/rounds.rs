//! Rounds of receiving, working and sweeping, and when the clock must move on.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use stepwell_journal::clock::Clock;
use stepwell_journal::queue::Queue;
use stepwell_orchestrator::limits::VISIBILITY_S;
use stepwell_orchestrator::{Error, Orchestrator};

use super::{SWEEP_AHEAD_MS, SWEEP_MS, World, block_on, poll_once};
use crate::points::Pointed;

/// Rings when work that waits can go on.
#[derive(Default)]
pub(super) struct Bell(AtomicBool);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

type Task = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

pub(super) struct Working {
    receipt: Option<String>,
    /// For a sweep, the minute up to which it goes.
    swept: Option<u64>,
    task: Task,
}

impl Working {
    fn handle(o: Arc<Orchestrator>, body: String, receipt: Option<String>) -> Self {
        Working { receipt, swept: None, task: Box::pin(async move { o.handle(&body).await }) }
    }

    fn sweep(o: Arc<Orchestrator>, minute: u64) -> Self {
        let task = Box::pin(async move { o.sweep().await.map(|_| ()) });
        Working { receipt: None, swept: Some(minute), task }
    }
}

impl World {
    /// When something happens next if nothing can go on now. Sweeps that would find nothing are passed over.
    pub(super) fn next_ms(&self) -> u64 {
        let next = [self.time.next_due_ms(), self.plain_queue.next_due_ms(), self.next_sweep_due_ms()];
        let quiet = self.time.now_ms() + 24 * 3_600_000;
        next.into_iter().flatten().min().unwrap_or(quiet).max(self.time.now_ms() + 1)
    }

    /// When the next sweep finds something.
    fn next_sweep_due_ms(&self) -> Option<u64> {
        let minute = self.points.next_wake(self.swept_minute)?;
        Some(self.next_sweep_ms.max((minute * 60_000).saturating_sub(SWEEP_AHEAD_MS)))
    }

    /// Begins a sweep if it is time; the minutes passed over are swept already.
    fn begin_sweep(&mut self) -> bool {
        let now = self.time.now_ms();
        if self.next_sweep_due_ms().is_none_or(|at| at > now) {
            return false;
        }
        self.next_sweep_ms = now + SWEEP_MS;
        self.sweeps += 1;
        let last = (now + SWEEP_AHEAD_MS) / 60_000;
        let (journal, before) = (self.looker(), self.points.next_wake(self.swept_minute).unwrap_or(last));
        for shard in 0..stepwell_journal::limits::WAKE_SHARDS {
            let noted = block_on(journal.set_swept(shard, before.min(last)));
            assert!(noted.is_ok(), "{noted:?}");
        }
        self.working.push(Working::sweep(self.orchestrator.clone(), last + 1));
        true
    }

    /// One round of receiving and working; whether anything came of it.
    pub(super) fn round(&mut self) -> bool {
        if self.points.take_crash() {
            self.crash();
            return true;
        }
        let mut moved = false;
        let queue = self.queue.clone();
        let received = block_on(async move { queue.receive(10, VISIBILITY_S).await });
        for delivery in received.unwrap_or_default() {
            let (body, receipt) = (delivery.body, delivery.receipt);
            if self.doubled {
                let twin = Working::handle(self.orchestrator.clone(), body.clone(), None);
                self.working.insert(0, twin);
            }
            self.working.push(Working::handle(self.orchestrator.clone(), body, Some(receipt)));
            self.messages += 1;
            moved = true;
        }
        moved |= self.begin_sweep();
        moved | self.work()
    }

    fn work(&mut self) -> bool {
        let mut moved = false;
        let waker = Waker::from(self.bell.clone());
        let mut context = Context::from_waker(&waker);
        let mut index = 0;
        while index < self.working.len() {
            match self.working[index].task.as_mut().poll(&mut context) {
                Poll::Pending => index += 1,
                Poll::Ready(ended) => {
                    moved = true;
                    let done = self.working.swap_remove(index);
                    match (&ended, done.swept) {
                        (Err(error), _) => self.errors.push(error.to_string()),
                        (Ok(()), Some(minute)) => self.swept_minute = self.swept_minute.max(minute),
                        (Ok(()), None) => {}
                    }
                    if let (Ok(()), Some(receipt)) = (&ended, done.receipt) {
                        let queue = Pointed::new(self.queue.clone(), self.points.clone());
                        // A lost acknowledgement only brings the message again; a crash here is seen next round.
                        let _ = poll_once(async move { queue.delete(&[receipt]).await });
                    }
                }
            }
            if self.points.take_crash() {
                self.crash();
                return true;
            }
        }
        moved | self.bell.0.swap(false, Ordering::SeqCst)
    }
}
