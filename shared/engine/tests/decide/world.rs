//! A scripted world: what tasks answer, by state name and attempt, and when. Time jumps to whatever comes next.

use std::collections::{BTreeMap, VecDeque};

use stepwell_asl::{MachineType, Program, parse};
use stepwell_engine::decide::{Decision, Outcome};
use stepwell_engine::error::StateError;
use stepwell_engine::execution::Identity;
use stepwell_engine::limits::Limits;
use stepwell_engine::moment::{Mint, mix};
use stepwell_engine::{Effect, Event, Execution, Frame, FramePath, HistoryEvent, Moment, Payload, decide};

/// When every execution starts: 2026-01-02T03:04:05.678Z.
pub const STARTED_MS: u64 = 1_767_323_045_678;

/// What happens to an attempt.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    Starts,
    Submits(&'static str),
    Beats,
    Gives(&'static str),
    Fails(&'static str, &'static str),
    FailsBare,
}

/// What happens to an attempt, with milliseconds since it was ordered.
pub type Reply = &'static [(u64, Act)];

pub struct Tokens;

impl Mint for Tokens {
    fn token(&self, _: &str, stamp: u64) -> String {
        format!("token-{stamp}")
    }
}

/// How the world is, and what it has seen.
pub struct World {
    pub limits: Limits,
    pub seed: u64,
    pub starts_calls: bool,
    /// Deliver facts of one time together or one by one.
    pub batches: bool,
    pub replies: BTreeMap<String, VecDeque<Reply>>,
    /// Answers of tasks without a reply follow from this and from where they stand; without it there are none.
    pub chance: Option<u64>,
    /// Whether the times of those answers are mixed up once more.
    pub shuffle: u64,
    pub coming: BTreeMap<(u64, usize), Event>,
    pub now_ms: u64,
    pub history: Vec<HistoryEvent>,
    pub effects: Vec<Effect>,
    /// The facts of each decision with their time, to be decided again.
    pub decided: Vec<(u64, Vec<Event>)>,
    pub sequence: usize,
}

impl Default for World {
    fn default() -> Self {
        World {
            limits: Limits::default(),
            seed: 7,
            starts_calls: true,
            batches: true,
            replies: BTreeMap::new(),
            chance: None,
            shuffle: 0,
            coming: BTreeMap::new(),
            now_ms: STARTED_MS,
            history: Vec::new(),
            effects: Vec::new(),
            decided: Vec::new(),
            sequence: 0,
        }
    }
}

impl World {
    /// A world in which tasks answer so, by state name in the order of their attempts.
    pub fn answering(replies: &[(&str, Reply)]) -> Self {
        let mut world = World::default();
        for (name, reply) in replies {
            world.replies.entry((*name).to_owned()).or_default().push_back(reply);
        }
        world
    }

    /// Lets a fact come that long after the start.
    pub fn at(mut self, after_ms: u64, event: Event) -> Self {
        self.schedule(STARTED_MS + after_ms, event);
        self
    }

    pub fn schedule(&mut self, at_ms: u64, event: Event) {
        self.sequence += 1;
        self.coming.insert((at_ms, self.sequence), event);
    }

    pub fn moment(&self) -> Moment<'static> {
        Moment {
            now_ms: self.now_ms,
            seed: self.seed,
            starts_calls: self.starts_calls,
            mint: &Tokens,
            limits: self.limits,
        }
    }

    /// Decides until the execution ends or nothing comes any more.
    pub fn run(&mut self, program: &Program, execution: Execution) -> Execution {
        let mut execution = self.step(program, &execution, vec![Event::Started]);
        while execution.status.is_running() {
            let Some(facts) = self.next(&execution) else { break };
            execution = self.step(program, &execution, facts);
        }
        execution
    }

    fn next(&mut self, execution: &Execution) -> Option<Vec<Event>> {
        if execution.is_runnable() {
            return Some(vec![Event::Continued]);
        }
        let first = self.coming.keys().next().map(|(at, _)| *at);
        let due = execution.due_ms();
        match (first, due) {
            (None, None) => None,
            (Some(at), due) if due.is_none_or(|due| at <= due) => {
                self.now_ms = self.now_ms.max(at);
                let mut facts = Vec::new();
                while let Some(entry) = self.coming.first_entry()
                    && entry.key().0 == at
                    && (self.batches || facts.is_empty())
                {
                    facts.push(entry.remove());
                }
                Some(facts)
            }
            (_, Some(due)) => {
                self.now_ms = self.now_ms.max(due);
                Some(vec![Event::TimerFired])
            }
            (Some(_), None) => None,
        }
    }

    /// One decision, with its effects put into the world.
    pub fn step(&mut self, program: &Program, execution: &Execution, facts: Vec<Event>) -> Execution {
        let decision = decided(decide(program, execution, &facts, &self.moment()));
        assert_eq!(decision.continues, decision.execution.is_runnable());
        self.decided.push((self.now_ms, facts));
        for effect in &decision.effects {
            if let Effect::CallTask { stamp } = effect {
                self.answer(program, &decision.execution, *stamp);
            }
        }
        self.history.extend(decision.history);
        self.effects.extend(decision.effects);
        decision.execution
    }

    fn answer(&mut self, program: &Program, execution: &Execution, stamp: u64) {
        let (path, frame, _) = execution.attempt(stamp).expect("a call that is ordered has a frame");
        if let Some(chance) = self.chance {
            return self.answer_by_chance(chance, strand(execution, path, frame), stamp);
        }
        let name = &program.state(frame.state).name;
        let Some(reply) = self.replies.get_mut(&**name).and_then(VecDeque::pop_front) else { return };
        for (after_ms, act) in reply {
            let at_ms = self.now_ms + after_ms;
            self.schedule(at_ms, fact(*act, stamp, at_ms));
        }
    }
}

impl World {
    /// Results, failures and silence, after up to three seconds. Errors are all the same: which of two that come at one
    /// time is first must not matter.
    fn answer_by_chance(&mut self, chance: u64, strand: u64, stamp: u64) {
        let dice = mix(chance, strand, 0);
        let at_ms = self.now_ms + mix(dice, self.shuffle, 1) % 4 * 1_000;
        if dice.is_multiple_of(2) {
            self.schedule(self.now_ms, fact(Act::Submits("{}"), stamp, 0));
        }
        match dice / 2 % 10 {
            0 => {}
            1..=3 => self.schedule(at_ms, fact(Act::Fails("E", "c"), stamp, 0)),
            _ => self.schedule(at_ms, fact(Act::Gives(r#"{"t":1}"#), stamp, 0)),
        }
    }
}

/// A number for where an attempt stands, the same in whatever order things happen: states, indexes and retries.
fn strand(execution: &Execution, path: &FramePath, frame: &Frame) -> u64 {
    let number = |frame: &Frame| frame.retries.iter().sum::<u64>() * 1_000 + u64::from(frame.state.0);
    let mut strand = number(frame);
    let mut at = path.clone();
    while let Some((outer, step)) = at.outer() {
        strand = mix(strand, number(&execution.frames[&outer]), u64::from(step.index));
        at = outer;
    }
    strand
}

fn fact(act: Act, stamp: u64, at_ms: u64) -> Event {
    match act {
        Act::Starts => Event::TaskStarted { stamp },
        Act::Submits(text) => Event::TaskSubmitted { stamp, output: Payload::from_text(text) },
        Act::Beats => Event::HeartbeatReceived { stamp, at_ms },
        Act::Gives(text) => Event::TaskSucceeded { stamp, output: Payload::from_text(text) },
        Act::Fails(error, cause) => Event::TaskFailed { stamp, error: StateError::new(error, cause) },
        Act::FailsBare => Event::TaskFailed { stamp, error: StateError { error: None, cause: None } },
    }
}

/// The decision of an outcome that needs nothing.
pub fn decided(outcome: Outcome) -> Decision {
    match outcome {
        Outcome::Decided(decision) => decision,
        Outcome::Need(payloads) => panic!("all payloads are in memory, but it needs {payloads:?}"),
    }
}

/// Parses a definition that must be right.
pub fn program(definition: &str) -> Program {
    let parsed = parse(definition, MachineType::Standard);
    parsed.program.unwrap_or_else(|| panic!("{definition}\n{:#?}", parsed.diagnostics))
}

/// A definition of one state `S` with these fields, which ends the execution.
pub fn one(fields: &str) -> String {
    let end = if ["Succeed", "Fail", "Choice"].iter().any(|t| fields.starts_with(&format!(r#""Type":"{t}""#)))
    {
        ""
    } else {
        r#","End":true"#
    };
    format!(r#"{{"StartAt":"S","States":{{"S":{{{fields}{end}}}}}}}"#)
}

/// An execution about to start with this input.
pub fn execution(input: &str) -> Execution {
    let identity = Identity {
        execution_arn: "arn:aws:states:us-east-1:123456789012:execution:m:e".to_owned(),
        name: "e".to_owned(),
        state_machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:m".to_owned(),
        state_machine_name: "m".to_owned(),
        role_arn: "arn:aws:iam::123456789012:role/r".to_owned(),
        region: "us-east-1".to_owned(),
        started_ms: STARTED_MS,
    };
    Execution::new(identity, Payload::from_text(input))
}
