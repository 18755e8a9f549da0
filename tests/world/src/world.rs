//! The world: ports in memory, one orchestrator, and a loop that receives, works, sweeps, and moves the clock only when
//! nothing else can go on. A crash drops everything in memory but the stores; the next process starts at once.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use serde_json::Value;
use stepwell_engine::limits::Limits;
use stepwell_engine::{HistoryEvent, Payload, Status};
use stepwell_journal::clock::Clock;
use stepwell_journal::machine::{Machine, MachineStatus, MachineType, Machines};
use stepwell_journal::memory::{MemoryPayloads, MemoryQueue, MemoryStore};
use stepwell_journal::metering::{Meter, MeteredPayloads, MeteredQueue, MeteredStore};
use stepwell_journal::queue::{Message, Queue};
use stepwell_journal::{ExecutionKey, HistoryQuery, Journal};
use stepwell_orchestrator::arn::Place;
use stepwell_orchestrator::limits::VISIBILITY_S;
use stepwell_orchestrator::session::Sessions;
use stepwell_orchestrator::start::{StartError, StartRequest, Started};
use stepwell_orchestrator::token::{Keyring, Secret};
use stepwell_orchestrator::{Chance, Config, Error, Orchestrator, Parts};

use crate::clock::VirtualTime;
use crate::points::{Pointed, Points};
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

/// Rings when work that waits can go on.
#[derive(Default)]
struct Bell(AtomicBool);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

type Task = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

struct Working {
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
    store: Arc<MeteredStore<MemoryStore>>,
    queue: Arc<MeteredQueue<MemoryQueue>>,
    plain_queue: Arc<MemoryQueue>,
    payloads: Arc<MeteredPayloads<MemoryPayloads>>,
    chance: Arc<Count>,
    limits: Limits,
    boot: u64,
    working: Vec<Working>,
    stalled: Vec<Working>,
    bell: Arc<Bell>,
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
        let parts = (&store, &queue, &payloads, &script, &time, &chance, &points);
        let orchestrator = Arc::new(process(parts, limits, 1, true));
        World {
            time,
            points,
            meter,
            script,
            orchestrator,
            crashes: 0,
            errors: Vec::new(),
            plain_store,
            plain_payloads,
            store,
            queue,
            plain_queue,
            payloads,
            chance,
            limits,
            boot: 1,
            working: Vec::new(),
            stalled: Vec::new(),
            bell: Arc::default(),
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
            if let Some(Ok(Some(_))) = started {
                break;
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

    /// When something happens next if nothing can go on now. Sweeps that would find nothing are passed over.
    fn next_ms(&self) -> u64 {
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
    fn round(&mut self) -> bool {
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

    /// From now on no process knows whether others live, as on AWS.
    pub fn among_others(&mut self) {
        self.alone = false;
        self.crash();
        self.crashes -= 1;
    }

    /// The process stalls: its work stands still, and another process takes over.
    pub fn stall(&mut self) {
        let mut working = std::mem::take(&mut self.working);
        self.stalled.append(&mut working);
        self.crash();
        self.crashes -= 1;
    }

    /// What has stalled goes on.
    pub fn resume(&mut self) {
        let mut stalled = std::mem::take(&mut self.stalled);
        self.working.append(&mut stalled);
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

    /// The process dies: all its work is gone, and a new one takes over.
    pub fn crash(&mut self) {
        self.working.clear();
        self.crashes += 1;
        self.boot += 1;
        let parts =
            (&self.store, &self.queue, &self.payloads, &self.script, &self.time, &self.chance, &self.points);
        self.orchestrator = Arc::new(process(parts, self.limits, self.boot, self.alone));
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
        let mut future = pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..ROUNDS_MAX {
            if let Poll::Ready(done) = future.as_mut().poll(&mut context) {
                return Some(done);
            }
            if self.points.take_crash() {
                self.crash();
                return None;
            }
            if !self.round() {
                self.time.forward_to_ms(self.next_ms());
            }
        }
        panic!("a client waits for ever");
    }

    /// The journal without faults or meter, for looking.
    fn looker(&self) -> Journal {
        Journal::new(self.plain_store.clone(), self.plain_payloads.clone(), RETENTION_S)
    }

    /// Status of an execution, with its output in memory.
    pub fn status(&self, key: &ExecutionKey) -> Status {
        let journal = self.looker();
        let loaded = block_on(journal.load(key)).ok().flatten();
        let Some(loaded) = loaded else { panic!("there is no execution {key:?}") };
        let status = loaded.head.execution.status;
        if let Status::Succeeded { output } = &status {
            let fetched = block_on(journal.fetch(key, std::slice::from_ref(output)));
            assert!(fetched.is_ok(), "{fetched:?}");
        }
        status
    }

    /// Whether there is such an execution.
    pub fn exists(&self, key: &ExecutionKey) -> bool {
        block_on(self.looker().load(key)).ok().flatten().is_some()
    }

    /// The whole history of an execution, payloads in memory.
    pub fn history(&self, key: &ExecutionKey) -> Vec<HistoryEvent> {
        let journal = self.looker();
        let mut events = Vec::new();
        let mut query = HistoryQuery { from: None, limit: 1_000, reverse: false, include_data: true };
        loop {
            let part = block_on(journal.history(key, query)).ok().flatten();
            let Some(part) = part else { panic!("no history of {key:?}") };
            events.extend(part.events);
            if part.next.is_none() {
                return events;
            }
            query.from = part.next;
        }
    }
}

impl Default for World {
    fn default() -> Self {
        World::new()
    }
}

/// Role of all machines.
pub const ROLE: &str = "arn:aws:iam::123456789012:role/worker";

type Ports<'p> = (
    &'p Arc<MeteredStore<MemoryStore>>,
    &'p Arc<MeteredQueue<MemoryQueue>>,
    &'p Arc<MeteredPayloads<MemoryPayloads>>,
    &'p Arc<Script>,
    &'p Arc<VirtualTime>,
    &'p Arc<Count>,
    &'p Arc<Points>,
);

fn process(ports: Ports<'_>, limits: Limits, boot: u64, alone: bool) -> Orchestrator {
    let (store, queue, payloads, script, time, chance, points) = ports;
    let pointed_store = Pointed::new(store.clone(), points.clone());
    let pointed_payloads = Pointed::new(payloads.clone(), points.clone());
    Orchestrator::new(Parts {
        machines: Machines::new(pointed_store.clone(), pointed_payloads.clone()),
        journal: Journal::new(pointed_store, pointed_payloads, RETENTION_S),
        queue: Pointed::new(queue.clone(), points.clone()),
        services: Pointed::new(script.clone(), points.clone()),
        time: time.clone(),
        chance: chance.clone(),
        keyring: Keyring::new(("k1".to_owned(), Secret([7; 32])), Vec::new()),
        sessions: Sessions::new(format!("b{boot}"), alone),
        config: Config {
            place: Place {
                partition: "aws".to_owned(),
                region: "us-east-1".to_owned(),
                account: "123456789012".to_owned(),
            },
            limits,
        },
    })
}

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
