//! Numbered points: every call through a port passes one, takes its time, and may go wrong in one of several ways.

use std::future::{pending, poll_fn};
use std::sync::Arc;
use std::task::Poll;

use stepwell_journal::store::StoreError;

use crate::chance::{Domain, Parts};
use crate::disturbance::{Fault, Site};
use crate::executor::ProcessId;
use crate::watch::process_name;
use crate::world::World;

/// What is called at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Create,
    Replace,
    Get,
    Query,
    QueryIndex,
    Delete,
    PutPayload,
    GetPayload,
    DeletePayloads,
    Send,
    Acknowledge,
    Call,
    Mail,
}

impl Operation {
    fn name(self) -> &'static str {
        match self {
            Operation::Create => "create",
            Operation::Replace => "replace",
            Operation::Get => "get",
            Operation::Query => "query",
            Operation::QueryIndex => "query index",
            Operation::Delete => "delete",
            Operation::PutPayload => "put payload",
            Operation::GetPayload => "get payload",
            Operation::DeletePayloads => "delete payloads",
            Operation::Send => "send",
            Operation::Acknowledge => "acknowledge",
            Operation::Call => "call",
            Operation::Mail => "mail",
        }
    }

    fn writes(self) -> bool {
        !matches!(self, Operation::Get | Operation::Query | Operation::QueryIndex | Operation::GetPayload)
    }

    /// Whether it may be done after its caller has gone: what a service or a mail host was asked has its own time.
    fn has_ghosts(self) -> bool {
        self.writes() && !matches!(self, Operation::Call | Operation::Mail)
    }

    fn is_store(self) -> bool {
        !matches!(self, Operation::Send | Operation::Acknowledge | Operation::Call | Operation::Mail)
    }
}

/// A point that was passed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passed {
    fault: Option<Fault>,
    reply_ms: u64,
}

impl Passed {
    /// When the call is done, if its answer is lost before.
    pub fn ghost_ms(&self) -> Option<u64> {
        match self.fault {
            Some(Fault::Ghost(ms)) => Some(ms),
            _ => None,
        }
    }
}

/// Longest that a call is late, milliseconds.
const LATE_MS_MAX: u64 = 20_000;

/// Longest that a process stands still, milliseconds.
const STALL_MS_MAX: u64 = 300_000;

/// Milliseconds of a stretch in which a store may fail often, as a power of two.
const BURST_BITS: u32 = 13;

impl World {
    /// Passes a point on the way out; none if the call fails without being done.
    pub async fn pass(
        self: &Arc<Self>,
        process: ProcessId,
        operation: Operation,
        about: u64,
        what: impl FnOnce() -> String,
    ) -> Option<Passed> {
        let number = self.next_point();
        let fault = self.fault(Site::Point, number, || self.drawn(operation, number));
        self.fold(&[4, number, operation as u64, about, self.now_ms(), process as u64]);
        self.line(|| {
            let wrong = fault.map_or(String::new(), |fault| format!("  !! {fault:?}"));
            format!("p{process} point {number} {} {}{wrong}", operation.name(), what())
        });
        let (wait_ms, reply_ms) = self.latency(number);
        let _window = self.window(process, operation);
        match fault {
            Some(Fault::Busy) => {
                if operation == Operation::Call {
                    self.sends_again(process);
                }
                return None;
            }
            Some(Fault::CrashBefore) => self.die(process).await,
            Some(Fault::StallBefore(ms)) => {
                self.stall(process, ms);
                pass_on().await;
            }
            Some(Fault::Delayed(ms)) => {
                self.late_on_the_way(process, operation, ms);
                self.sleep(ms).await;
            }
            _ if wait_ms > 0 => {
                self.late_on_the_way(process, operation, wait_ms);
                self.sleep(wait_ms).await;
            }
            _ if number & 1 == 0 => pass_on().await,
            _ => {}
        }
        Some(Passed { fault, reply_ms })
    }

    /// Passes it on the way back; whether the answer is lost.
    pub async fn pass_back(self: &Arc<Self>, process: ProcessId, passed: Passed) -> bool {
        match passed.fault {
            Some(Fault::CrashAfter) => self.die(process).await,
            Some(Fault::StallAfter(ms)) => {
                self.stall(process, ms);
                pass_on().await;
            }
            Some(Fault::Lost | Fault::Ghost(_)) => return true,
            _ if passed.reply_ms > 0 => self.sleep(passed.reply_ms).await,
            _ => {}
        }
        false
    }

    /// A call that is late on its way comes as late as if its maker had stood still: the one window that the protocol
    /// leaves open.
    fn late_on_the_way(&self, process: ProcessId, operation: Operation, ms: u64) {
        if operation == Operation::Call {
            let now_ms = self.now_ms();
            self.tell(|watcher, _| watcher.stalled(&process_name(process), now_ms, now_ms + ms));
        }
    }

    async fn die(self: &Arc<Self>, process: ProcessId) {
        self.crash(process);
        pending::<()>().await;
    }

    /// Times of a call, there and back: mostly none.
    fn latency(&self, number: u64) -> (u64, u64) {
        let most = self.profile.latency_ms;
        if most == 0 {
            return (0, 0);
        }
        let mut parts = Parts::of(self.chance.draw(Domain::Latency, number));
        let mut one = || if parts.one_in(4) { parts.skewed_ms(most) } else { 0 };
        (one(), one())
    }

    /// What goes wrong at a point, by the rates of the profile.
    fn drawn(&self, operation: Operation, number: u64) -> Option<Fault> {
        let profile = &self.profile;
        let mut parts = Parts::of(self.chance.draw(Domain::Point, number));
        if profile.bursts > 0 && operation.is_store() {
            let stretch = self.now_ms() >> BURST_BITS;
            let mut burst = Parts::of(self.chance.draw(Domain::Burst, stretch));
            if burst.hits(profile.bursts) && parts.one_in(2) {
                return Some(Fault::Busy);
            }
        }
        if parts.hits(profile.busy) {
            return Some(Fault::Busy);
        }
        if parts.hits(profile.crashes) {
            return Some(if parts.one_in(2) { Fault::CrashBefore } else { Fault::CrashAfter });
        }
        if operation.writes() && parts.hits(profile.lost) {
            return Some(Fault::Lost);
        }
        if operation.has_ghosts() && parts.hits(profile.ghosts) {
            return Some(Fault::Ghost(parts.skewed_ms(LATE_MS_MAX)));
        }
        if parts.hits(profile.delays) {
            return Some(Fault::Delayed(parts.skewed_ms(LATE_MS_MAX)));
        }
        if parts.hits(profile.stalls) {
            let ms = parts.skewed_ms(STALL_MS_MAX);
            return Some(if parts.one_in(2) { Fault::StallBefore(ms) } else { Fault::StallAfter(ms) });
        }
        None
    }
}

/// Gives the thread away once.
pub(crate) async fn pass_on() {
    let mut passed = false;
    poll_fn(|context| {
        if std::mem::replace(&mut passed, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Nothing was done.
pub(crate) fn busy() -> StoreError {
    StoreError::Busy("the simulated service is busy".to_owned())
}

/// Nobody knows.
pub(crate) fn lost() -> StoreError {
    StoreError::Unknown("the simulated reply was lost".to_owned())
}
