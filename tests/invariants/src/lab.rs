//! A hand-made world for the tests of the invariants: one execution over stores in memory, decided by the engine, whose
//! pages can be spoilt before they are committed. Deliberately absent: the orchestrator; what it must do is done by hand.

use std::sync::Arc;

use serde_json::{Value, json};
use stepwell_asl::{MachineType, Program};
use stepwell_engine::limits::Limits;
use stepwell_engine::moment::Mint;
use stepwell_engine::{Event, Execution, Frame, HistoryEvent, Identity, Moment, Outcome, Payload, decide};
use stepwell_integrations::service::ServiceRequest;
use stepwell_journal::head::Head;
use stepwell_journal::memory::{MemoryPayloads, MemoryStore};
use stepwell_journal::outbox::{Claim, Order, Owed};
use stepwell_journal::store::{Item, Key, Store};
use stepwell_journal::{Closed, Cover, ExecutionKey, Journal, NewExecution, Parent};

use crate::page::ready;
use crate::{AttemptName, Rules, Watcher};

/// When every lab begins, milliseconds since 1970.
pub(crate) const BEGIN_MS: u64 = 1_767_225_600_000;

/// A row: what it is, what is done, and whether it breaks the invariant. What breaks none breaks no other either.
pub(crate) type Case = (&'static str, fn(&mut Lab), bool);

/// Runs the rows of an invariant.
pub(crate) fn check(invariant: &str, cases: &[Case]) {
    for (name, act, breaks) in cases {
        let mut lab = Lab::new();
        act(&mut lab);
        let now = lab.now;
        let mut found = lab.watcher.violations().to_vec();
        found.extend(lab.watcher.finish(now, false));
        let told: Vec<String> = found.iter().map(ToString::to_string).collect();
        let broken = found.iter().any(|violation| violation.invariant == invariant);
        assert_eq!(broken, *breaks, "{invariant}, {name}: {told:#?}");
        assert!(*breaks || found.is_empty(), "{invariant}, {name}: {told:#?}");
    }
}

/// The world.
pub(crate) struct Lab {
    pub watcher: Watcher,
    pub key: ExecutionKey,
    pub head: Head,
    pub now: u64,
    pub process: &'static str,
    pub store: Arc<MemoryStore>,
    journal: Journal,
    program: Arc<Program>,
    nonce: u64,
}

struct Tokens;

impl Mint for Tokens {
    fn token(&self, _: &str, stamp: u64) -> String {
        format!("v1.k1.{stamp}")
    }
}

/// A call, a wait, a call with heartbeats, one after the other.
fn definition() -> Value {
    json!({ "StartAt": "A", "States": {
        "A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "TimeoutSeconds": 60,
            "Parameters": { "FunctionName": "f", "Payload.$": "$" }, "Next": "W",
            "Retry": [{ "ErrorEquals": ["Boom"], "IntervalSeconds": 10 }] },
        "W": { "Type": "Wait", "Seconds": 40, "Next": "B" },
        "B": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "End": true,
            "HeartbeatSeconds": 30, "Parameters": { "FunctionName": "g", "Payload.$": "$$.Task.Token" } } } })
}

impl Lab {
    fn new() -> Self {
        let (store, payloads) = (Arc::new(MemoryStore::new()), Arc::new(MemoryPayloads::new()));
        let watcher = Watcher::new(store.clone(), payloads.clone(), Rules::default());
        let journal = Journal::new(store.clone(), payloads, 1_000);
        let program = stepwell_asl::parse(&definition().to_string(), MachineType::Standard).program.unwrap();
        let key = ExecutionKey::new("m", "e");
        let head = Head {
            page: 0,
            execution: Execution::new(identity(), Payload::from_text(r#"{"a":1}"#)),
            outbox: Vec::new(),
            promised_ms: 0,
            timer_ms: 0,
        };
        let program = Arc::new(program);
        Lab { watcher, key, head, now: BEGIN_MS, process: "b1", store, journal, program, nonce: 0 }
    }

    /// Begins the execution, as a child of another one.
    pub fn begin(&mut self) -> u64 {
        self.begin_with(|_, _| {})
    }

    /// Begins it spoilt. The stamp of the first call.
    pub fn begin_with(&mut self, spoil: impl Fn(&mut Head, &mut Vec<HistoryEvent>)) -> u64 {
        let (mut head, mut events) = self.decided(&[Event::Started]);
        head.page = 0;
        spoil(&mut head, &mut events);
        self.promise(120_000);
        let cover = cover(&head);
        self.nonce += 1;
        let new = NewExecution { cover, head: head.clone(), events, nonce: self.nonce };
        ready(self.journal.begin(new)).unwrap().unwrap();
        self.head = head;
        let item = self.item("pc");
        self.watcher.wrote(self.now, self.process, &item);
        self.stamp()
    }

    /// Commits what follows from facts after a while.
    pub fn step(&mut self, ms: u64, facts: &[Event]) {
        self.step_with(ms, facts, |_, _| {});
    }

    /// The same, spoilt before it is committed.
    pub fn step_with(&mut self, ms: u64, facts: &[Event], spoil: impl Fn(&mut Head, &mut Vec<HistoryEvent>)) {
        self.now += ms;
        self.promise(120_000);
        self.commit(facts, spoil);
    }

    /// The same without a promise before.
    pub fn commit(&mut self, facts: &[Event], spoil: impl Fn(&mut Head, &mut Vec<HistoryEvent>)) {
        let (mut head, mut events) = self.decided(facts);
        spoil(&mut head, &mut events);
        self.nonce += 1;
        ready(self.journal.commit(&self.key, &head, &events, self.nonce)).unwrap().unwrap();
        self.head = head;
        let item = self.item(&format!("p{:08}", self.head.page));
        self.watcher.wrote(self.now, self.process, &item);
    }

    /// Promises to look again after a while.
    pub fn promise(&mut self, ms: u64) {
        let due = self.now + ms;
        ready(self.journal.promise(&self.key, due)).unwrap().unwrap();
        let shard = stepwell_journal::journal::shard_of(&self.key);
        let key = Key::new(format!("w#{shard}#{}", due / 60_000), "m#e");
        self.watcher.wrote(self.now, "b1", &Item::new(key, vec![1]));
    }

    /// Sweeps everything up to a while from now.
    pub fn swept(&mut self, ms: u64) {
        let shard = stepwell_journal::journal::shard_of(&self.key);
        ready(self.journal.set_swept(shard, (self.now + ms) / 60_000)).unwrap().unwrap();
        let item = ready(self.store.get(&Key::new(format!("w#{shard}"), "swept"))).unwrap().unwrap().unwrap();
        self.watcher.wrote(self.now, self.process, &item);
    }

    /// Closes the cover as the head is closed.
    pub fn close(&mut self) {
        let execution = &self.head.execution;
        let stopped = execution.stopped_ms.unwrap_or(0);
        ready(self.journal.close_cover(&self.key, &execution.status, stopped)).unwrap().unwrap();
        let item = self.item("pc");
        self.watcher.wrote(self.now, self.process, &item);
    }

    /// The call of an attempt reaches the outside, made by this process.
    pub fn call(&mut self, process: &str, stamp: u64) -> Option<AttemptName> {
        let attempt = self.head.execution.attempt(stamp).map(|(_, _, attempt)| attempt.parameters.clone());
        let input = attempt.map_or(json!({}), |parameters| parameters.value().unwrap().clone());
        self.watcher.called(self.now, process, &request("invoke", stamp, input), true)
    }

    /// Calls, answers and succeeds with this payload.
    pub fn succeed(&mut self, ms: u64, stamp: u64, payload: &str) {
        let name = self.call("b1", stamp).unwrap();
        self.watcher.answered(&name, &json!({ "Payload": payload }));
        self.step(ms, &[succeeded(stamp, payload)]);
    }

    /// Names an attempt.
    pub fn attempt(&self, stamp: u64) -> AttemptName {
        AttemptName { key: self.key.clone(), stamp }
    }

    /// Stamp of the attempt that is open.
    pub fn stamp(&self) -> u64 {
        self.head.execution.frames.values().find_map(Frame::attempt).map_or(0, |attempt| attempt.stamp)
    }

    /// An item of the execution.
    pub fn item(&self, sort: &str) -> Item {
        ready(self.store.get(&Key::new(self.key.partition(), sort))).unwrap().unwrap().unwrap()
    }

    fn decided(&self, facts: &[Event]) -> (Head, Vec<HistoryEvent>) {
        let moment = Moment {
            now_ms: self.now,
            seed: 1,
            starts_calls: true,
            mint: &Tokens,
            limits: Limits::default(),
        };
        let Outcome::Decided(decision) = decide(&self.program, &self.head.execution, facts, &moment) else {
            panic!("everything is in memory");
        };
        let mut head = Head { page: self.head.page + 1, execution: decision.execution, ..self.head.clone() };
        let open: Vec<u64> = head
            .execution
            .frames
            .values()
            .filter_map(Frame::attempt)
            .filter(|attempt| attempt.submitted.is_none())
            .map(|attempt| attempt.stamp)
            .collect();
        head.outbox.retain(|owed| !matches!(owed.order, Order::Call { .. }) || open.contains(&owed.stamp));
        for stamp in open.into_iter().filter(|s| !self.head.outbox.iter().any(|owed| owed.stamp == *s)) {
            let claim = Claim { session: "b1.1".to_owned(), deadline_ms: self.now + 30_000 };
            head.outbox.push(owed(stamp, Order::Call { claim: Some(claim) }));
        }
        if self.head.execution.status.is_running() && !head.execution.status.is_running() {
            head.outbox.push(owed(0, Order::TellParent));
            head.outbox.push(owed(0, Order::CloseCover));
        }
        (head, decision.history)
    }
}

/// A thing owed.
pub(crate) fn owed(stamp: u64, order: Order) -> Owed {
    Owed { stamp, order, tries: 0, not_before_ms: 0 }
}

/// A request for an attempt of the lab's execution.
pub(crate) fn request(operation: &str, stamp: u64, input: Value) -> ServiceRequest {
    ServiceRequest {
        service: "lambda".to_owned(),
        operation: operation.to_owned(),
        input,
        region: "us-east-1".to_owned(),
        account: "123456789012".to_owned(),
        timeout_ms: None,
        marker: Some(format!("m/e#{stamp}")),
    }
}

/// An attempt succeeded with what `lambda:invoke` makes of this payload.
pub(crate) fn succeeded(stamp: u64, payload: &str) -> Event {
    Event::TaskSucceeded { stamp, output: Payload::from_value(json!({ "Payload": payload })) }
}

/// Somebody stopped the execution.
pub(crate) fn stop() -> Event {
    Event::StopRequested { error: None, cause: None }
}

fn identity() -> Identity {
    Identity {
        execution_arn: "arn:aws:states:us-east-1:123456789012:execution:m:e".to_owned(),
        name: "e".to_owned(),
        state_machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:m".to_owned(),
        state_machine_name: "m".to_owned(),
        role_arn: "arn:aws:iam::123456789012:role/worker".to_owned(),
        region: "us-east-1".to_owned(),
        started_ms: BEGIN_MS,
    }
}

fn cover(head: &Head) -> Cover {
    let text = head.execution.input.text().unwrap();
    Cover {
        identity: head.execution.identity.clone(),
        generation: 1,
        definition: [7; 16],
        start_id: "e".to_owned(),
        input_digest: Cover::digest(&text),
        input_bytes: text.len() as u64,
        trace_header: None,
        parent: Some(Parent { key: ExecutionKey::new("outer", "o"), stamp: 5 }),
        version_arn: None,
        alias_arn: None,
        closed: Closed::Running,
        stopped_ms: None,
        expires_s: None,
    }
}
