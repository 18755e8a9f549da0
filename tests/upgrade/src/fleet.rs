//! Processes side by side on one store and queue, driven by one thread in virtual time: each takes its turn to receive
//! and to work, and the clock moves only when nobody can go on. A crash kills the process that came to the point.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use stepwell_engine::limits::Limits;
use stepwell_journal::clock::Clock;
use stepwell_journal::memory::{MemoryQueue, MemoryStore};
use stepwell_journal::queue::Queue;
use stepwell_orchestrator::limits::VISIBILITY_S;
use stepwell_orchestrator::{Error, Orchestrator};
use stepwell_world::points::Pointed;
use stepwell_world::{Points, VirtualTime};

mod clients;

pub use self::clients::Ended;
use crate::outside::Outside;
use crate::process::{Code, Count, Ports, orchestrator};
use crate::shelf::Shelf;

/// When the first fleet begins: 2026-01-01T00:00:00Z in milliseconds since 1970.
pub const BEGIN_MS: u64 = 1_767_225_600_000;

/// Milliseconds between two sweeps.
const SWEEP_MS: u64 = 30_000;

/// Rounds after which a fleet that does not come to rest is given up.
const ROUNDS_MAX: usize = 1_000_000;

type Task = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

struct Process {
    code: Code,
    orchestrator: Arc<Orchestrator>,
    working: Vec<(Option<String>, Task)>,
}

/// Rings when somebody who waits can go on.
#[derive(Default)]
struct Bell(AtomicBool);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// The fleet and its world.
pub struct Fleet {
    /// The clock.
    pub time: Arc<VirtualTime>,
    /// What goes wrong, and where.
    pub points: Arc<Points>,
    /// The services.
    pub outside: Arc<Outside>,
    /// What work ended with an error and comes again, in order.
    pub errors: Vec<String>,
    /// Limits of processes that join from now on.
    pub limits: Limits,
    /// Messages that were received.
    pub received: u64,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) payloads: Arc<Shelf>,
    queue: Arc<MemoryQueue>,
    chance: Arc<Count>,
    processes: Vec<Process>,
    boot: u64,
    turn: u64,
    next_sweep_ms: u64,
    bell: Arc<Bell>,
}

impl Fleet {
    /// Processes with this code over an empty store.
    pub fn new(codes: &[Code]) -> Self {
        Fleet::over(codes, Arc::default(), Arc::default(), BEGIN_MS)
    }

    /// Processes with this code that find these stores at this time, and no message in the queue.
    pub fn over(codes: &[Code], store: Arc<MemoryStore>, payloads: Arc<Shelf>, now_ms: u64) -> Self {
        let time = Arc::new(VirtualTime::at_ms(now_ms));
        let mut fleet = Fleet {
            points: Arc::default(),
            outside: Arc::new(Outside::new(time.clone(), BEGIN_MS + 60_000)),
            errors: Vec::new(),
            limits: Limits::default(),
            received: 0,
            store,
            payloads,
            queue: Arc::new(MemoryQueue::new(time.clone())),
            // No nonce is used twice.
            chance: Arc::new(Count(AtomicU64::new(now_ms - BEGIN_MS + 1))),
            processes: Vec::new(),
            boot: now_ms - BEGIN_MS,
            turn: 0,
            next_sweep_ms: now_ms,
            bell: Arc::default(),
            time,
        };
        codes.iter().for_each(|code| fleet.join(*code));
        fleet
    }

    /// Another process joins the fleet.
    pub fn join(&mut self, code: Code) {
        let orchestrator = self.boot(code);
        self.processes.push(Process { code, orchestrator, working: Vec::new() });
    }

    /// All processes end where they are, and these begin.
    pub fn replace(&mut self, codes: &[Code]) {
        self.processes.clear();
        codes.iter().for_each(|code| self.join(*code));
    }

    fn boot(&mut self, code: Code) -> Arc<Orchestrator> {
        self.boot += 1;
        let ports = Ports {
            store: Pointed::new(self.store.clone(), self.points.clone()),
            payloads: Pointed::new(self.payloads.clone(), self.points.clone()),
            queue: Pointed::new(self.queue.clone(), self.points.clone()),
            services: Pointed::new(self.outside.clone(), self.points.clone()),
            time: self.time.clone(),
            chance: self.chance.clone(),
            limits: self.limits,
        };
        Arc::new(orchestrator(code, ports, self.boot))
    }

    fn crash(&mut self, index: usize) {
        let orchestrator = self.boot(self.processes[index].code);
        self.processes[index].orchestrator = orchestrator;
        self.processes[index].working.clear();
    }

    /// Goes on until `is_done`, or for at most `ms` of the clock; whether it is.
    pub fn run(&mut self, ms: u64, is_done: impl Fn(&Fleet) -> bool) -> bool {
        let limit_ms = self.time.now_ms() + ms;
        for _ in 0..ROUNDS_MAX {
            if self.round() {
                continue;
            }
            if is_done(self) {
                return true;
            }
            let next_ms = self.next_ms();
            if next_ms > limit_ms {
                self.time.forward_to_ms(limit_ms);
                return is_done(self);
            }
            self.time.forward_to_ms(next_ms);
        }
        panic!("the fleet does not come to rest");
    }

    fn next_ms(&self) -> u64 {
        let next = [self.time.next_due_ms(), self.queue.next_due_ms(), Some(self.next_sweep_ms)];
        next.into_iter().flatten().min().unwrap_or(0).max(self.time.now_ms() + 1)
    }

    /// Each process receives a message and works; whether anything came of it.
    fn round(&mut self) -> bool {
        self.turn += 1;
        let first = usize::try_from(stepwell_engine::moment::mix(self.turn, 5, 5) % 64).unwrap_or(0);
        let mut moved = false;
        for place in 0..self.processes.len() {
            let index = (first + place) % self.processes.len();
            moved |= self.receive(index);
            moved |= self.sweep(index);
            moved |= self.work(index);
        }
        moved | self.bell.0.swap(false, Ordering::SeqCst)
    }

    fn receive(&mut self, index: usize) -> bool {
        let queue = self.queue.clone();
        let received = block_on(async move { queue.receive(1, VISIBILITY_S).await }).unwrap_or_default();
        let moved = !received.is_empty();
        for delivery in received {
            self.received += 1;
            let o = self.processes[index].orchestrator.clone();
            let task: Task = Box::pin(async move { o.handle(&delivery.body).await });
            self.processes[index].working.push((Some(delivery.receipt), task));
        }
        moved
    }

    fn sweep(&mut self, index: usize) -> bool {
        if self.time.now_ms() < self.next_sweep_ms {
            return false;
        }
        self.next_sweep_ms = self.time.now_ms() + SWEEP_MS;
        let o = self.processes[index].orchestrator.clone();
        self.processes[index].working.push((None, Box::pin(async move { o.sweep().await.map(|_| ()) })));
        true
    }

    fn work(&mut self, index: usize) -> bool {
        let waker = Waker::from(self.bell.clone());
        let mut context = Context::from_waker(&waker);
        let mut moved = false;
        let mut at = 0;
        while at < self.processes[index].working.len() {
            let polled = self.processes[index].working[at].1.as_mut().poll(&mut context);
            if self.points.take_crash() {
                self.crash(index);
                return true;
            }
            let Poll::Ready(ended) = polled else {
                at += 1;
                continue;
            };
            moved = true;
            let (receipt, _) = self.processes[index].working.swap_remove(at);
            match (ended, receipt) {
                (Err(error), _) => self.errors.push(error.to_string()),
                (Ok(()), Some(receipt)) => {
                    let queue = self.queue.clone();
                    let _ = block_on(async move { queue.delete(&[receipt]).await });
                }
                (Ok(()), None) => {}
            }
        }
        moved
    }

    /// Runs something of a client of process `index` to its end while the fleet goes on; nothing if the process died.
    pub fn attempt<T>(&mut self, index: usize, future: impl Future<Output = T>) -> Option<T> {
        let mut future = pin!(future);
        for _ in 0..ROUNDS_MAX {
            let polled = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            if self.points.take_crash() {
                self.crash(index);
                return None;
            }
            if let Poll::Ready(done) = polled {
                return Some(done);
            }
            if !self.round() {
                self.time.forward_to_ms(self.next_ms());
            }
        }
        panic!("a client waits for ever");
    }
}

/// Runs a future that only meets ports in memory, so that it never waits.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("something in memory waits"),
    }
}
