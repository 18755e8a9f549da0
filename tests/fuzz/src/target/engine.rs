//! The engine with facts in any order: late, doubled, early, about attempts that never were. After each decision the
//! execution goes through the journal and comes back.

use std::sync::Arc;

use stepwell_asl::{MachineType, Program};
use stepwell_engine::decide::{Decision, Outcome};
use stepwell_engine::error::StateError;
use stepwell_engine::limits::Limits;
use stepwell_engine::{Event, Execution, HistoryEvent, Identity, Moment, Payload, decide};
use stepwell_journal::cover::Closed;
use stepwell_journal::head::Head;
use stepwell_journal::memory::{MemoryPayloads, MemoryStore};
use stepwell_journal::{Begun, Committed, Cover, ExecutionKey, Journal, NewExecution};
use stepwell_orchestrator::token::{Keyring, Secret};
use stepwell_world::world::block_on;

use crate::bytes::{Bytes, parts};
use crate::history;

const STARTED_MS: u64 = 1_767_225_600_000;

/// Decisions after which an execution that waits for timers only must have ended.
const DECISIONS_MAX: usize = 2_000;

/// An input is a definition, the execution's input, and bytes that choose facts.
pub fn run(data: &[u8]) {
    let parts = parts(data, 3);
    let [definition, input, choices] = parts.as_slice() else { return };
    let Ok(definition) = std::str::from_utf8(definition) else { return };
    let parsed = stepwell_integrations::definition::parse(definition, MachineType::Standard);
    let Some(program) = parsed.program else { return };
    let limits = stepwell_query::json::Limits::bytes(20_000);
    let Ok(input) = stepwell_query::json::parse(&String::from_utf8_lossy(input), limits) else { return };
    let mut course = Course::new(program, input.to_string());
    course.decide(vec![Event::Started]);
    let mut bytes = Bytes::new(choices);
    while !bytes.is_empty() && course.is_running() && course.decisions < DECISIONS_MAX {
        course.now_ms += [0, 1, 1_000, 60_000, 86_400_000, 0, 0, 0][bytes.below(8)];
        let facts = (0..=bytes.below(3)).map(|_| course.fact(&mut bytes)).collect();
        course.decide(facts);
    }
    course.end();
}

struct Course {
    program: Program,
    keyring: Keyring,
    store: Arc<MemoryStore>,
    payloads: Arc<MemoryPayloads>,
    head: Head,
    history: Vec<HistoryEvent>,
    now_ms: u64,
    decisions: usize,
    said: Vec<Event>,
}

impl Course {
    fn new(program: Program, input: String) -> Self {
        let execution = Execution::new(identity(), Payload::from_text(input));
        Course {
            program,
            keyring: Keyring::new(("k".to_owned(), Secret([3; 32])), Vec::new()),
            store: Arc::new(MemoryStore::new()),
            payloads: Arc::new(MemoryPayloads::new()),
            head: Head { page: 0, execution, outbox: Vec::new(), promised_ms: 0, timer_ms: 0, hops: 0 },
            history: Vec::new(),
            now_ms: STARTED_MS,
            decisions: 0,
            said: Vec::new(),
        }
    }

    fn is_running(&self) -> bool {
        self.head.execution.status.is_running()
    }

    /// A journal that remembers nothing of what the one before it wrote.
    fn journal(&self) -> Journal {
        Journal::new(self.store.clone(), self.payloads.clone(), 86_400)
    }

    fn decided(&self, execution: &Execution, facts: &[Event]) -> Decision {
        let limits = Limits {
            history_events_max: 300,
            payload_bytes_max: 4_000,
            steps_per_decision_max: 20,
            ..Limits::default()
        };
        let moment = Moment { now_ms: self.now_ms, seed: 7, starts_calls: true, mint: &self.keyring, limits };
        // Each round fetches all that was asked for, so a decision never asks for ever.
        for _ in 0..100 {
            match decide(&self.program, execution, facts, &moment) {
                Outcome::Decided(decision) => return decision,
                Outcome::Need(payloads) => {
                    assert!(
                        payloads.iter().any(|payload| !payload.is_present()),
                        "it asks for what is there"
                    );
                    block_on(self.journal().fetch(&key(), &payloads)).unwrap();
                }
            }
        }
        panic!("the decision asks for ever");
    }

    /// Decides with these facts, and goes on until nothing is left to be done without another.
    fn decide(&mut self, mut facts: Vec<Event>) {
        loop {
            let before = self.head.execution.clone();
            let decision = self.decided(&before, &facts);
            let twice = self.decided(&before, &facts);
            assert_eq!(decision.execution, twice.execution, "deciding twice");
            assert_eq!((&decision.history, &decision.effects), (&twice.history, &twice.effects));
            self.timers_are_not_early(&before, &decision.execution, &facts);
            self.commit(&decision);
            self.said.extend(facts);
            self.decisions += 1;
            let is_done = !self.head.execution.is_runnable() || !self.is_running();
            assert_eq!(decision.continues, !is_done, "whether there is more to do");
            if is_done || self.decisions > DECISIONS_MAX {
                break;
            }
            facts = vec![Event::Continued];
        }
        self.nothing_follows_from_what_is_over();
    }

    /// A wait that is not over is still there, unless something else ended what it stood in.
    fn timers_are_not_early(&self, before: &Execution, after: &Execution, facts: &[Event]) {
        let only_time = facts.iter().all(|fact| matches!(fact, Event::TimerFired | Event::Continued));
        if only_time && !before.is_runnable() && before.due_ms().is_none_or(|at| at > self.now_ms) {
            assert_eq!(before, after, "a timer fired early");
        }
    }

    fn commit(&mut self, decision: &Decision) {
        let Decision { execution, history, .. } = decision;
        assert_eq!(execution.last_event, self.head.execution.last_event + history.len() as u64);
        assert!(execution.last_event <= 300, "more events than allowed");
        if history.is_empty() && *execution == self.head.execution {
            return;
        }
        assert!(self.is_running(), "something changed after the end");
        self.history.extend(history.iter().cloned());
        history::check(&self.history, !execution.status.is_running());
        assert_eq!(execution.status.is_running(), !execution.frames.is_empty());
        let is_first = self.history.len() == history.len();
        let head = Head {
            page: self.head.page + u64::from(!is_first),
            execution: execution.clone(),
            ..self.head.clone()
        };
        if is_first {
            let new = NewExecution {
                cover: cover(execution),
                head: head.clone(),
                events: history.clone(),
                nonce: 1,
            };
            assert!(matches!(block_on(self.journal().begin(new)).unwrap(), Begun::New(_)));
        } else {
            let done = block_on(self.journal().commit(&key(), &head, history, head.page)).unwrap();
            assert_eq!(done, Committed::Done);
        }
        let loaded = block_on(self.journal().load(&key())).unwrap().unwrap();
        assert_eq!(loaded.head, head, "what was written is read");
        self.head = loaded.head;
    }

    /// Facts said before, and facts about stamps that are no attempt's, change nothing now.
    fn nothing_follows_from_what_is_over(&mut self) {
        let execution = &self.head.execution;
        let over = |fact: &&Event| stamp(fact).is_some_and(|stamp| execution.attempt(stamp).is_none());
        let facts: Vec<Event> = self.said.iter().filter(over).cloned().chain([Event::Started]).collect();
        if self.head.execution.is_runnable() {
            return;
        }
        let decision = self.decided(&self.head.execution, &facts);
        assert!(decision.history.is_empty() && decision.effects.is_empty(), "{facts:?}");
        assert_eq!(decision.execution, self.head.execution);
        self.said.truncate(8);
    }

    fn fact(&self, bytes: &mut Bytes<'_>) -> Event {
        let stamp = self.stamp(bytes);
        let output = Payload::from_text(OUTPUTS[bytes.below(OUTPUTS.len())]);
        match bytes.below(12) {
            0 => Event::TaskStarted { stamp },
            1 | 2 => Event::TaskSubmitted { stamp, output },
            3..=5 => Event::TaskSucceeded { stamp, output },
            6 | 7 => {
                let error = ERRORS[bytes.below(ERRORS.len())].map(str::to_owned);
                Event::TaskFailed { stamp, error: StateError { error, cause: Some("c".to_owned()) } }
            }
            8 => Event::HeartbeatReceived { stamp, at_ms: self.now_ms.saturating_sub(bytes.number() >> 30) },
            9 | 10 => Event::TimerFired,
            _ if bytes.below(8) == 0 => Event::StopRequested { error: None, cause: None },
            _ => Event::Continued,
        }
    }

    /// A stamp: mostly of an attempt that waits, sometimes any.
    fn stamp(&self, bytes: &mut Bytes<'_>) -> u64 {
        let attempts = self.head.execution.frames.values().filter_map(|frame| frame.attempt());
        let open: Vec<u64> = attempts.map(|attempt| attempt.stamp).collect();
        match bytes.below(4) {
            0 => u64::from(bytes.byte()),
            _ if open.is_empty() => self.head.execution.last_event,
            _ => open[bytes.below(open.len())],
        }
    }

    /// Nobody says anything any more: timers alone bring every execution to its end.
    fn end(&mut self) {
        while self.is_running() && self.decisions <= DECISIONS_MAX {
            let due = self.head.execution.due_ms();
            self.now_ms = self.now_ms.max(due.unwrap_or_else(|| panic!("nothing is due for what runs")));
            self.decide(vec![Event::TimerFired]);
        }
        assert!(!self.is_running(), "it does not end");
    }
}

const OUTPUTS: [&str; 8] = [
    "null",
    "{}",
    "[1,2,3]",
    "{\"a\":[{\"b\":1}],\"c\":\"x\"}",
    "\"text\"",
    "1.5",
    "[[],{}]",
    "{\"items\":[1,2]}",
];

const ERRORS: [Option<&str>; 5] =
    [None, Some("E"), Some("States.Timeout"), Some("States.Runtime"), Some("States.DataLimitExceeded")];

fn stamp(fact: &Event) -> Option<u64> {
    match fact {
        Event::TaskStarted { stamp }
        | Event::TaskSubmitted { stamp, .. }
        | Event::TaskSucceeded { stamp, .. }
        | Event::TaskFailed { stamp, .. }
        | Event::HeartbeatReceived { stamp, .. } => Some(*stamp),
        Event::Started | Event::Continued | Event::TimerFired | Event::StopRequested { .. } => None,
    }
}

fn key() -> ExecutionKey {
    ExecutionKey::new("m", "e")
}

fn identity() -> Identity {
    Identity {
        execution_arn: "arn:aws:states:us-east-1:123456789012:execution:m:e".to_owned(),
        name: "e".to_owned(),
        state_machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:m".to_owned(),
        state_machine_name: "m".to_owned(),
        role_arn: "arn:aws:iam::123456789012:role/r".to_owned(),
        region: "us-east-1".to_owned(),
        started_ms: STARTED_MS,
    }
}

fn cover(execution: &Execution) -> Cover {
    Cover {
        identity: execution.identity.clone(),
        generation: 1,
        definition: [5; 16],
        start_id: "e".to_owned(),
        input_digest: [6; 16],
        input_bytes: 2,
        trace_header: None,
        parent: None,
        version_arn: None,
        alias_arn: None,
        closed: Closed::Running,
        stopped_ms: None,
        expires_s: None,
    }
}
