//! Rounds of receiving, working and sweeping, and when the clock must move on.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::future::{Either, select};
use stepwell_journal::clock::Clock;
use stepwell_journal::queue::{Delivery, Queue};
use stepwell_journal::store::StoreError;
use stepwell_orchestrator::limits::VISIBILITY_S;
use stepwell_orchestrator::{Error, Orchestrator, Time};

use super::{SWEEP_AHEAD_MS, SWEEP_MS, World, block_on};
use crate::clock::VirtualTime;

/// Messages that a process takes at once.
const BATCH: usize = 10;

/// Milliseconds before a queue that could not be read is asked again.
const TROUBLE_MS: u64 = 1_000;

/// Seconds after which a message is hidden anew while it is worked on.
const HIDE_S: u32 = VISIBILITY_S / 3;

/// Longest pause before a message whose work failed comes again, in seconds.
const AGAIN_S_MAX: u32 = 60;

/// Rings when work that waits can go on.
pub(super) struct Bell(AtomicBool);

impl Bell {
    /// One that rings already, and what rings it.
    pub(super) fn new() -> (Arc<Self>, Waker) {
        let bell = Arc::new(Bell(AtomicBool::new(true)));
        let waker = Waker::from(bell.clone());
        (bell, waker)
    }

    /// Whether it has rung since it was heard last.
    pub(super) fn heard(&self) -> bool {
        self.0.swap(false, Ordering::SeqCst)
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// What came of a piece of work.
enum Ended {
    /// A message was handled.
    Worked(Result<(), Error>),
    /// All minutes before this one were swept.
    Swept(u64, Result<(), Error>),
    /// Messages were received.
    Received(Result<Vec<Delivery>, StoreError>),
}

type Task = Pin<Box<dyn Future<Output = Ended> + Send>>;

pub(super) struct Working {
    pub(super) process: usize,
    receives: bool,
    bell: Arc<Bell>,
    waker: Waker,
    task: Task,
}

impl Working {
    fn new(process: usize, receives: bool, task: Task) -> Self {
        let (bell, waker) = Bell::new();
        Working { process, receives, bell, waker, task }
    }
}

/// Handles a message and settles it, as the server's worker does: it stays hidden meanwhile, and comes again soon if the
/// work failed. Without `hides` the queue's own time decides both, as for functions.
async fn attend(
    o: Arc<Orchestrator>,
    queue: Arc<dyn Queue>,
    time: Arc<VirtualTime>,
    delivery: Delivery,
    hides: bool,
) -> Ended {
    let receipt = delivery.receipt;
    let worked = if hides {
        let hiding = async {
            loop {
                time.sleep_until_ms(time.now_ms() + u64::from(HIDE_S) * 1_000).await;
                let _ = queue.hide(&receipt, VISIBILITY_S).await;
            }
        };
        match select(Box::pin(o.handle(&delivery.body)), Box::pin(hiding)).await {
            Either::Left((worked, _)) => worked,
            Either::Right(((), _)) => Ok(()),
        }
    } else {
        o.handle(&delivery.body).await
    };
    // A lost settlement only brings the message again.
    if worked.is_ok() {
        let _ = queue.delete(&[receipt]).await;
    } else if hides {
        let again_s = 1_u32.checked_shl(delivery.count.saturating_sub(1)).unwrap_or(AGAIN_S_MAX);
        let _ = queue.hide(&receipt, again_s.min(AGAIN_S_MAX)).await;
    }
    Ended::Worked(worked)
}

impl World {
    /// When something happens next if nothing can go on now. Sweeps that would find nothing are passed over.
    pub(super) fn next_ms(&self) -> u64 {
        let now = self.time.now_ms();
        self.next_due_ms().unwrap_or(now + 24 * 3_600_000).max(now + 1)
    }

    /// The same; none if nothing will ever happen again by itself.
    pub(super) fn next_due_ms(&self) -> Option<u64> {
        let queue = self.plain_queue.next_due_ms().map(|at| at.max(self.receive_again_ms));
        let queue = queue.filter(|_| self.next_receiver().is_some());
        let next = [self.time.next_due_ms(), queue, self.next_sweep_due_ms()];
        next.into_iter().flatten().min()
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
        let process = *self.working_processes().start();
        let o = self.numbered(process);
        let task = Box::pin(async move { Ended::Swept(last + 1, o.sweep().await.map(|_| ())) });
        self.working.push(Working::new(process, false, task));
        true
    }

    /// The process that receives next; none if all of them wait for messages already.
    fn next_receiver(&self) -> Option<usize> {
        let busy = |process: &usize| {
            self.working.iter().any(|working| working.receives && working.process == *process)
        };
        let all = self.working_processes();
        let turn = all.start() + self.turn % all.clone().count();
        (turn..=*all.end()).chain(*all.start()..turn).find(|process| !busy(process))
    }

    fn begin_receive(&mut self) -> bool {
        let now = self.time.now_ms();
        let is_due = self.plain_queue.next_due_ms().is_some_and(|at| at <= now);
        if !is_due || now < self.receive_again_ms {
            return false;
        }
        let Some(process) = self.next_receiver() else { return false };
        self.turn += 1;
        let queue = self.ports.queue();
        let most = if self.workers.is_empty() { BATCH } else { 1 };
        let task = Box::pin(async move { Ended::Received(queue.receive(most, VISIBILITY_S).await) });
        self.working.push(Working::new(process, true, task));
        true
    }

    /// One round of receiving and working; whether anything came of it.
    pub(super) fn round(&mut self) -> bool {
        if !self.bury().is_empty() {
            return true;
        }
        let mut moved = self.begin_receive();
        moved |= self.begin_sweep();
        moved | self.work()
    }

    fn work(&mut self) -> bool {
        let mut moved = false;
        let mut index = 0;
        while index < self.working.len() {
            let working = &mut self.working[index];
            if !working.bell.heard() {
                index += 1;
                continue;
            }
            self.points.set_process(working.process);
            let mut context = Context::from_waker(&working.waker);
            match working.task.as_mut().poll(&mut context) {
                Poll::Pending => index += 1,
                Poll::Ready(ended) => {
                    moved = true;
                    let done = self.working.swap_remove(index);
                    self.settle(done.process, ended);
                }
            }
            if !self.bury().is_empty() {
                return true;
            }
        }
        moved || self.working.iter().any(|working| working.bell.0.load(Ordering::SeqCst))
    }

    fn settle(&mut self, process: usize, ended: Ended) {
        match ended {
            Ended::Worked(Ok(())) => {}
            Ended::Worked(Err(error)) | Ended::Swept(_, Err(error)) => self.errors.push(error.to_string()),
            Ended::Swept(minute, Ok(())) => self.swept_minute = self.swept_minute.max(minute),
            Ended::Received(Ok(deliveries)) => {
                deliveries.into_iter().for_each(|delivery| self.deliver(process, delivery));
            }
            Ended::Received(Err(error)) => {
                self.errors.push(error.to_string());
                self.receive_again_ms = self.time.now_ms() + TROUBLE_MS;
            }
        }
    }

    fn deliver(&mut self, process: usize, delivery: Delivery) {
        let o = self.numbered(process);
        self.messages += 1;
        if self.doubled {
            let (twin, body) = (o.clone(), delivery.body.clone());
            let task = Box::pin(async move { Ended::Worked(twin.handle(&body).await) });
            self.working.insert(0, Working::new(process, false, task));
        }
        let queue = self.ports.queue();
        let task = Box::pin(attend(o, queue, self.time.clone(), delivery, self.alone));
        self.working.push(Working::new(process, false, task));
    }
}
