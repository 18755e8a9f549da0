//! The world: ports in memory, one orchestrator, and a loop that receives, works, sweeps, and moves the clock only when
//! nothing else can go on. A crash drops everything in memory but the stores; the next process starts at once.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

use serde_json::Value;
use stepwell_engine::limits::Limits;
use stepwell_engine::{Payload, Status};
use stepwell_journal::ExecutionKey;
use stepwell_journal::clock::Clock;
use stepwell_journal::machine::{Machine, MachineStatus, MachineType};
use stepwell_journal::memory::{MemoryPayloads, MemoryQueue, MemoryStore};
use stepwell_journal::metering::{Meter, MeteredPayloads, MeteredQueue, MeteredStore};
use stepwell_journal::queue::{Message, Queue};
use stepwell_orchestrator::start::{StartError, StartRequest, Started};
use stepwell_orchestrator::{Chance, Error, Orchestrator};

mod look;
mod process;
mod rounds;

use self::process::{FIRST, Ports};
use self::rounds::{Bell, Working};
use crate::clock::VirtualTime;
use crate::points::Points;
use crate::services::Script;

/// When every world begins: 2026-01-01T00:00:00Z in milliseconds since 1970.
pub const BEGIN_MS: u64 = 1_767_225_600_000;

/// Rounds after which a world that does not come to rest is given up.
const ROUNDS_MAX: usize = 2_000_000;

/// Seconds for which closed executions are kept.
const RETENTION_S: u64 = 90 * 24 * 3600;

/// Milliseconds between two sweeps while there is something to be swept soon.
const SWEEP_MS: u64 = 30_000;

/// How long before its minute a wake item is swept, in milliseconds, as sweeps once a minute would find it.
const SWEEP_AHEAD_MS: u64 = 45_000;

struct Count(AtomicU64);

impl Chance for Count {
    fn next(&self) -> u64 {
        stepwell_engine::moment::mix(self.0.fetch_add(1, Ordering::SeqCst), 1, 2)
    }
}

/// The world.
pub struct World {
    /// The clock.
    pub time: Arc<VirtualTime>,
    /// What goes wrong, and where.
    pub points: Arc<Points>,
    /// What everything costs.
    pub meter: Arc<Meter>,
    /// The services.
    pub script: Arc<Script>,
    /// The present process.
    pub orchestrator: Arc<Orchestrator>,
    /// How often it died.
    pub crashes: u32,
    /// What work ended with an error and came again, in order.
    pub errors: Vec<String>,
    plain_store: Arc<MemoryStore>,
    plain_payloads: Arc<MemoryPayloads>,
    plain_queue: Arc<MemoryQueue>,
    beside: Arc<MemoryStore>,
    ports: Ports,
    boot: u64,
    /// How often the process that serves clients was begun anew.
    boots_of_first: u64,
    working: Vec<Working>,
    stalled: Vec<Working>,
    /// The processes that work off messages, if it is not the one that serves clients.
    workers: Vec<Arc<Orchestrator>>,
    /// How often somebody began to receive: whose turn it is.
    turn: usize,
    receive_again_ms: u64,
    next_sweep_ms: u64,
    swept_minute: u64,
    alone: bool,
    /// Whether every message comes twice, the second before the first.
    pub doubled: bool,
    /// Messages that were received so far, each counted once: invocations of the executor.
    pub messages: u64,
    /// Sweeps that had something to sweep.
    pub sweeps: u64,
}

impl World {
    /// A world without faults.
    pub fn new() -> Self {
        World::with(Points::default(), Limits::default())
    }

    /// A world with faults and limits.
    pub fn with(points: Points, limits: Limits) -> Self {
        let time = Arc::new(VirtualTime::at_ms(BEGIN_MS));
        let points = Arc::new(points);
        let meter = Arc::new(Meter::new());
        let plain_store = Arc::new(MemoryStore::new());
        let store = Arc::new(MeteredStore::new(plain_store.clone(), meter.clone()));
        let plain_queue = Arc::new(MemoryQueue::new(time.clone()));
        let queue = Arc::new(MeteredQueue::new(plain_queue.clone(), meter.clone()));
        let plain_payloads = Arc::new(MemoryPayloads::new());
        let payloads = Arc::new(MeteredPayloads::new(plain_payloads.clone(), meter.clone()));
        let script = Arc::new(Script::new(time.clone()));
        let chance = Arc::new(Count(AtomicU64::new(1)));
        points.set_time(time.clone());
        let ports = Ports {
            store,
            queue,
            payloads,
            script: script.clone(),
            time: time.clone(),
            chance,
            points: points.clone(),
            limits,
        };
        World {
            orchestrator: ports.process(1, true),
            ports,
            time,
            points,
            meter,
            script,
            crashes: 0,
            errors: Vec::new(),
            plain_store,
            plain_payloads,
            plain_queue,
            beside: Arc::default(),
            boot: 1,
            boots_of_first: 0,
            working: Vec::new(),
            stalled: Vec::new(),
            workers: Vec::new(),
            turn: 0,
            receive_again_ms: 0,
            next_sweep_ms: BEGIN_MS + SWEEP_MS,
            swept_minute: BEGIN_MS / 60_000,
            alone: true,
            doubled: false,
            messages: 0,
            sweeps: 0,
        }
    }

    /// Makes a state machine.
    pub fn machine(&mut self, name: &str, definition: &Value) {
        let text = definition.to_string();
        let parsed = stepwell_asl::parse(&text, stepwell_asl::MachineType::Standard);
        let complaints: Vec<String> = parsed.diagnostics.iter().map(ToString::to_string).collect();
        assert!(parsed.program.is_some(), "definition of {name}: {complaints:?}");
        let o = self.orchestrator.clone();
        let name = name.to_owned();
        let arn = stepwell_orchestrator::arn::state_machine(&o.config.place, &name);
        let made = self.finish(async move {
            let definition = o.machines.keep_definition(&name, &text).await?;
            let machine = Machine {
                arn,
                name,
                machine_type: MachineType::Standard,
                role_arn: ROLE.to_owned(),
                definition,
                revision_id: String::new(),
                created_ms: o.now_ms(),
                updated_ms: o.now_ms(),
                status: MachineStatus::Active,
                generation: 1,
                logging: None,
                tracing: None,
                encryption: None,
                description: None,
            };
            o.machines.create(&machine).await
        });
        assert!(made.is_ok(), "{made:?}");
    }

    /// Starts an execution; a start that fails or dies is tried again under the same name, as a careful client does.
    pub fn start(&mut self, machine: &str, name: &str, input: Value) -> ExecutionKey {
        for _ in 0..10 {
            let o = self.orchestrator.clone();
            let (machine, name, input) = (machine.to_owned(), name.to_owned(), input.clone());
            let started = self.attempt(async move {
                let Some(machine) = o.machine(&machine).await? else { return Ok(None) };
                let request = StartRequest {
                    machine,
                    start_id: Some(name.clone()),
                    name,
                    input: Payload::from_value(input),
                    trace_header: None,
                    parent: None,
                };
                match o.start(request).await {
                    Ok(started) => Ok::<Option<Started>, Error>(Some(started)),
                    Err(StartError::World(error)) => Err(error),
                    Err(StartError::AlreadyExists { .. }) => Ok(None),
                }
            });
            match started {
                Some(Ok(Some(_))) => break,
                Some(Err(error)) => self.errors.push(error.to_string()),
                Some(Ok(None)) | None => {}
            }
        }
        ExecutionKey::new(machine, name)
    }

    /// Goes on until nothing is left to do before `until_ms`.
    pub fn run_until_ms(&mut self, until_ms: u64) {
        for _ in 0..ROUNDS_MAX {
            if self.round() {
                continue;
            }
            let next = self.next_ms();
            if next > until_ms {
                self.time.forward_to_ms(until_ms);
                return;
            }
            self.time.forward_to_ms(next);
        }
        panic!("the world does not come to rest");
    }

    /// Goes on, without moving the clock, until the execution has written this event or nothing can go on.
    pub fn run_until_event(&mut self, key: &ExecutionKey, event: u64) {
        while self.round() {
            let loaded = block_on(self.looker().load(key)).ok().flatten();
            if loaded.is_some_and(|loaded| loaded.head.execution.last_event >= event) {
                return;
            }
        }
    }

    /// Goes on until the execution has ended and nobody works any more, for at most `ms`.
    pub fn run_to_end(&mut self, key: &ExecutionKey, ms: u64) -> Status {
        let limit = self.time.now_ms() + ms;
        for _ in 0..ROUNDS_MAX {
            if self.round() {
                continue;
            }
            if self.working.is_empty() && !self.status(key).is_running() {
                break;
            }
            let next = self.next_ms();
            if next > limit {
                break;
            }
            self.time.forward_to_ms(next);
        }
        self.status(key)
    }

    /// Sends a message as somebody outside might.
    pub fn post(&self, body: &str) {
        let (queue, body) = (self.plain_queue.clone(), body.to_owned());
        let sent = block_on(async move { queue.send(&[Message { body, delay_s: 0 }]).await });
        assert!(sent.is_ok(), "{sent:?}");
    }

    /// How many messages stand in the queue.
    pub fn queued(&self) -> usize {
        self.plain_queue.len()
    }

    /// Whether somebody is at work.
    pub fn is_working(&self) -> bool {
        !self.working.is_empty()
    }

    /// Runs something of a client to its end while the world goes on.
    pub fn finish<T>(&mut self, future: impl Future<Output = T>) -> T {
        match self.attempt(future) {
            Some(done) => done,
            None => panic!("the process died under a client that was not prepared"),
        }
    }

    /// The same; nothing if the process died meanwhile.
    pub fn attempt<T>(&mut self, future: impl Future<Output = T>) -> Option<T> {
        self.together(vec![Box::pin(future)]).pop().flatten()
    }

    /// Runs several clients side by side to their ends while the world goes on; nothing for those whose process died.
    pub fn together<'f, T>(&mut self, futures: Vec<Pin<Box<dyn Future<Output = T> + 'f>>>) -> Vec<Option<T>> {
        let mut answers: Vec<Option<T>> = futures.iter().map(|_| None).collect();
        let mut open: Vec<_> = futures.into_iter().enumerate().collect();
        let (bell, waker) = Bell::new();
        let mut context = Context::from_waker(&waker);
        for _ in 0..ROUNDS_MAX {
            bell.heard();
            self.points.set_process(FIRST);
            let mut before = open.len();
            open.retain_mut(|(index, future)| match future.as_mut().poll(&mut context) {
                Poll::Ready(done) => {
                    answers[*index] = Some(done);
                    false
                }
                Poll::Pending => true,
            });
            if open.is_empty() {
                return answers;
            }
            before -= open.len();
            let crashes = self.boots_of_first;
            let moved = self.round() | bell.heard() || before > 0;
            if self.boots_of_first > crashes {
                open.clear();
            }
            if open.is_empty() {
                return answers;
            }
            if !moved {
                self.time.forward_to_ms(self.next_ms());
            }
        }
        panic!("a client waits for ever");
    }
}

impl Default for World {
    fn default() -> Self {
        World::new()
    }
}

/// Role of all machines.
pub const ROLE: &str = "arn:aws:iam::123456789012:role/worker";

/// Runs a future that only meets ports in memory, so that it never waits.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    match poll_once(future) {
        Some(done) => done,
        None => panic!("something in memory waits"),
    }
}

fn poll_once<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Some(done),
        Poll::Pending => None,
    }
}
