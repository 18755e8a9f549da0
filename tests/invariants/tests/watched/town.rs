//! A small world: one process at a time over watched ports with faults at numbered points, driven by one thread.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use serde_json::{Value, json};
use stepwell_engine::limits::Limits;
use stepwell_engine::{Payload, Status};
use stepwell_invariants::{Rules, Violation, Watcher};
use stepwell_journal::clock::Clock;
use stepwell_journal::machine::{Machine, MachineStatus, MachineType, Machines};
use stepwell_journal::memory::{MemoryPayloads, MemoryQueue, MemoryStore};
use stepwell_journal::queue::Queue;
use stepwell_journal::{Closed, ExecutionKey, Journal};
use stepwell_orchestrator::arn::Place;
use stepwell_orchestrator::limits::VISIBILITY_S;
use stepwell_orchestrator::session::Sessions;
use stepwell_orchestrator::start::StartRequest;
use stepwell_orchestrator::token::{Keyring, Secret};
use stepwell_orchestrator::{Chance, Config, Orchestrator, Parts};
use stepwell_world::points::Pointed;
use stepwell_world::world::{BEGIN_MS, block_on};
use stepwell_world::{Points, Script, VirtualTime};

use crate::ports::{Eye, Seen};

struct Count(Mutex<u64>);

impl Chance for Count {
    fn next(&self) -> u64 {
        let mut count = self.0.lock().unwrap();
        *count += 1;
        stepwell_engine::moment::mix(*count, 1, 2)
    }
}

type Task = Pin<Box<dyn Future<Output = bool>>>;

struct Work {
    task: Task,
    message: Option<(String, String)>,
}

pub struct Town {
    pub time: Arc<VirtualTime>,
    pub points: Arc<Points>,
    pub script: Arc<Script>,
    pub watcher: Arc<Mutex<Watcher>>,
    pub orchestrator: Arc<Orchestrator>,
    /// Whether messages are acknowledged as soon as they are received.
    pub acks_early: bool,
    /// Whether wake items reach the table.
    pub keeps_promises: Arc<Mutex<bool>>,
    store: Arc<MemoryStore>,
    payloads: Arc<MemoryPayloads>,
    queue: Arc<MemoryQueue>,
    chance: Arc<Count>,
    boot: u64,
    work: Vec<Work>,
    next_sweep_ms: u64,
}

impl Town {
    pub fn new() -> Self {
        let time = Arc::new(VirtualTime::at_ms(BEGIN_MS));
        let store = Arc::new(MemoryStore::new());
        let payloads = Arc::new(MemoryPayloads::new());
        let watcher = Watcher::new(store.clone(), payloads.clone(), Rules::default());
        let watcher = Arc::new(Mutex::new(watcher));
        watcher.lock().unwrap().token_prefix("v1.k1.");
        let queue = Arc::new(MemoryQueue::new(time.clone()));
        let (points, chance) = (Arc::new(Points::default()), Arc::new(Count(Mutex::new(0))));
        let script = Arc::new(Script::new(time.clone()));
        let keeps_promises = Arc::new(Mutex::new(true));
        let parts = (&store, &payloads, &queue, &script, &time, &points, &chance, &watcher, &keeps_promises);
        let orchestrator = process(parts, 1);
        let (work, next_sweep_ms) = (Vec::new(), BEGIN_MS);
        Town {
            time,
            points,
            script,
            watcher,
            orchestrator,
            acks_early: false,
            keeps_promises,
            store,
            payloads,
            queue,
            chance,
            boot: 1,
            work,
            next_sweep_ms,
        }
    }

    pub fn machine(&mut self, name: &str, definition: &Value) {
        let o = self.orchestrator.clone();
        let definition = block_on(o.machines.keep_definition(name, &definition.to_string())).unwrap();
        let machine = Machine {
            arn: stepwell_orchestrator::arn::state_machine(&o.config.place, name),
            name: name.to_owned(),
            machine_type: MachineType::Standard,
            role_arn: "arn:aws:iam::123456789012:role/worker".to_owned(),
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
        block_on(o.machines.create(&machine)).unwrap();
    }

    pub fn start(&mut self, machine: &str, name: &str, input: Value) -> ExecutionKey {
        let key = ExecutionKey::new(machine, name);
        for _ in 0..10 {
            let o = self.orchestrator.clone();
            let (machine, name, input) = (machine.to_owned(), name.to_owned(), input.clone());
            let started = self.attempt(async move {
                let machine = o.machine(&machine).await.ok().flatten()?;
                let start_id = Some(name.clone());
                let input = Payload::from_value(input);
                o.start(StartRequest { machine, start_id, name, input, trace_header: None, parent: None })
                    .await
                    .ok()
            });
            if let Some(Some(_)) = started {
                let now = self.time.now_ms();
                self.watcher.lock().unwrap().observed(now, "starter", &key, Closed::Running);
                return key;
            }
        }
        panic!("it cannot be started");
    }

    pub fn crash(&mut self) {
        self.work.clear();
        self.boot += 1;
        let parts = (
            &self.store,
            &self.payloads,
            &self.queue,
            &self.script,
            &self.time,
            &self.points,
            &self.chance,
            &self.watcher,
            &self.keeps_promises,
        );
        self.orchestrator = process(parts, self.boot);
    }

    /// Runs something to its end while the town goes on; nothing if the process died under it.
    pub fn attempt<T>(&mut self, future: impl Future<Output = T>) -> Option<T> {
        let mut future = pin!(future);
        for _ in 0..100_000 {
            if let Poll::Ready(done) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return Some(done);
            }
            if self.points.take_crash() {
                self.crash();
                return None;
            }
            if !self.round() {
                self.pass(u64::MAX);
            }
        }
        panic!("somebody waits for ever");
    }

    pub fn run_for(&mut self, ms: u64) {
        let until = self.time.now_ms() + ms;
        while self.time.now_ms() < until {
            if !self.round() {
                self.pass(until);
            }
        }
    }

    pub fn status(&self, key: &ExecutionKey) -> Status {
        let journal = Journal::new(self.store.clone(), self.payloads.clone(), 0);
        block_on(journal.load(key)).unwrap().unwrap().head.execution.status
    }

    pub fn finish(&mut self) -> Vec<Violation> {
        self.watcher.lock().unwrap().finish(self.time.now_ms(), true)
    }

    fn pass(&mut self, until: u64) {
        let next = [self.time.next_due_ms(), self.queue.next_due_ms(), Some(self.next_sweep_ms)];
        let next = next.into_iter().flatten().min().unwrap_or(until).min(until);
        self.time.forward_to_ms(next.max(self.time.now_ms() + 1));
    }

    fn round(&mut self) -> bool {
        if self.points.take_crash() {
            self.crash();
            return true;
        }
        let now = self.time.now_ms();
        let mut moved = false;
        for delivery in block_on(self.queue.receive(10, VISIBILITY_S)).unwrap() {
            self.watcher.lock().unwrap().received(now, &delivery.body);
            let (o, body) = (self.orchestrator.clone(), delivery.body.clone());
            let task = Box::pin(async move { o.handle(&body).await.is_ok() });
            if self.acks_early {
                block_on(self.queue.delete(&[delivery.receipt])).unwrap();
                self.watcher.lock().unwrap().acked(now, &delivery.body);
                self.work.push(Work { task, message: None });
            } else {
                self.work.push(Work { task, message: Some((delivery.body, delivery.receipt)) });
            }
            moved = true;
        }
        if now >= self.next_sweep_ms {
            self.next_sweep_ms = now + 60_000;
            let o = self.orchestrator.clone();
            self.work.push(Work { task: Box::pin(async move { o.sweep().await.is_ok() }), message: None });
            moved = true;
        }
        let mut index = 0;
        while index < self.work.len() {
            let polled = self.work[index].task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            if let Poll::Ready(ok) = polled {
                moved = true;
                let done = self.work.remove(index);
                if let (true, Some((body, receipt))) = (ok, done.message) {
                    block_on(self.queue.delete(&[receipt])).unwrap();
                    self.watcher.lock().unwrap().acked(now, &body);
                }
            } else {
                index += 1;
            }
            if self.points.take_crash() {
                self.crash();
                return true;
            }
        }
        moved
    }
}

type All<'p> = (
    &'p Arc<MemoryStore>,
    &'p Arc<MemoryPayloads>,
    &'p Arc<MemoryQueue>,
    &'p Arc<Script>,
    &'p Arc<VirtualTime>,
    &'p Arc<Points>,
    &'p Arc<Count>,
    &'p Arc<Mutex<Watcher>>,
    &'p Arc<Mutex<bool>>,
);

fn process(all: All<'_>, boot: u64) -> Arc<Orchestrator> {
    let (store, payloads, queue, script, time, points, chance, watcher, promises) = all;
    let process = format!("b{boot}");
    let eye = Eye { watcher: watcher.clone(), time: time.clone(), promises: promises.clone(), process };
    let store = Arc::new(Seen { inner: store.clone(), eye: eye.clone() });
    let store = Pointed::new(store, points.clone());
    let payloads = Pointed::new(payloads.clone(), points.clone());
    let place = Place {
        partition: "aws".to_owned(),
        region: "us-east-1".to_owned(),
        account: "123456789012".to_owned(),
    };
    Arc::new(Orchestrator::new(Parts {
        machines: Machines::new(store.clone(), payloads.clone()),
        journal: Journal::new(store, payloads, 90 * 24 * 3_600),
        queue: Pointed::new(Arc::new(Seen { inner: queue.clone(), eye: eye.clone() }), points.clone()),
        services: Pointed::new(Arc::new(Seen { inner: script.clone(), eye }), points.clone()),
        time: time.clone(),
        chance: chance.clone(),
        keyring: Keyring::new(("k1".to_owned(), Secret([7; 32])), Vec::new()),
        sessions: Sessions::new(format!("b{boot}"), false),
        config: Config { place, limits: Limits::default() },
    }))
}

/// Retry as AWS recommends for Lambda.
pub fn retry() -> Value {
    json!([{ "ErrorEquals": ["Lambda.SdkClientException", "Glue.SdkClientException"], "IntervalSeconds": 1,
        "MaxAttempts": 6, "BackoffRate": 2 }])
}
