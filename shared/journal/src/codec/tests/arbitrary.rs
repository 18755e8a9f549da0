//! Executions that no program ever made, but that the codec must keep all the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use stepwell_asl::StateId;
use stepwell_engine::effect::CancelTask;
use stepwell_engine::error::StateError;
use stepwell_engine::frame::{Attempt, Doing, Ended, Step};
use stepwell_engine::history::{Detail, Failure, Iteration, StateType, TaskName};
use stepwell_engine::join::Join;
use stepwell_engine::moment::mix;
use stepwell_engine::payload::Home;
use stepwell_engine::{Execution, Frame, FramePath, HistoryEvent, Identity, Payload, Status};

use crate::head::Head;
use crate::outbox::{Claim, Order, Owed};

/// A head on page `page` and the events before it.
pub(in crate::codec) fn page(seed: u64, page: u64) -> (Head, Vec<HistoryEvent>) {
    let mut dice = Dice { seed, thrown: 0, page, pool: Vec::new() };
    for _ in 0..1 + dice.below(12) {
        let payload = dice.new_payload();
        dice.pool.push(payload);
    }
    let count = dice.below(12);
    let last_event = count + dice.number() / 2;
    let events = (last_event - count + 1..=last_event).map(|id| dice.event(id)).collect();
    let mut execution = Execution::new(identity(), dice.payload());
    execution.status = dice.status();
    execution.stopped_ms = dice.maybe(Dice::number);
    execution.last_event = last_event;
    execution.last_ms = dice.number();
    execution.timeout_at_ms = dice.maybe(Dice::number);
    execution.frames = dice.frames();
    let outbox = (0..dice.below(4)).map(|_| dice.owed()).collect();
    let head = Head { page, execution, outbox, promised_ms: dice.number(), timer_ms: dice.number() };
    (head, events)
}

/// An identity: it stands on the cover, so one is as good as another here.
pub(in crate::codec) fn identity() -> Identity {
    Identity {
        execution_arn: "arn:aws:states:us-east-1:123456789012:execution:orders:one".to_owned(),
        name: "one".to_owned(),
        state_machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:orders".to_owned(),
        state_machine_name: "orders".to_owned(),
        role_arn: "arn:aws:iam::123456789012:role/orders".to_owned(),
        region: "us-east-1".to_owned(),
        started_ms: 1_700_000_000_000,
    }
}

struct Dice {
    seed: u64,
    thrown: u64,
    page: u64,
    pool: Vec<Payload>,
}

impl Dice {
    fn throw(&mut self) -> u64 {
        self.thrown += 1;
        mix(self.seed, self.thrown, 0)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.throw() % end
    }

    /// Small, large and extreme numbers.
    fn number(&mut self) -> u64 {
        match self.below(4) {
            0 => self.below(30),
            1 => self.below(100_000),
            2 => 1_700_000_000_000 + self.below(10_000_000),
            _ => self.throw(),
        }
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(2) == 0).then(|| make(self))
    }

    fn word(&mut self) -> String {
        match self.below(12) {
            0 => String::new(),
            1 => "ä long cause; ".repeat(1_000),
            _ => format!("word {}", self.below(9)),
        }
    }

    fn shared(&mut self) -> Arc<str> {
        self.word().into()
    }

    fn new_payload(&mut self) -> Payload {
        let text = match self.below(8) {
            0 => format!("[{}]", "\"long\",".repeat(3_000)),
            1 => format!("{}", self.throw()),
            _ => format!("{{\"n\":{}}}", self.below(5)),
        };
        let digest = [self.below(4) as u8; 16];
        let index = self.below(4) as u32;
        // The start has nothing to refer to.
        let durable = if self.page == 0 { 0 } else { self.below(6) };
        let bytes = self.below(70_000) as usize;
        match durable {
            1 => Payload::absent(Home::Page { page: self.below(self.page), index }, bytes),
            2 => Payload::absent(Home::Segment { digest, index }, bytes),
            3 => Payload::absent(Home::Payload { digest }, bytes),
            _ => Payload::from_text(text),
        }
    }

    fn durable(&mut self, index: u32) -> Payload {
        Payload::absent(Home::Page { page: self.below(self.page), index }, self.below(300) as usize)
    }

    fn payload(&mut self) -> Payload {
        let at = self.below(self.pool.len() as u64) as usize;
        self.pool[at].clone()
    }

    fn status(&mut self) -> Status {
        match self.below(5) {
            0 => Status::Running,
            1 => Status::Succeeded { output: self.payload() },
            2 => Status::Failed { error: self.maybe(Self::word), cause: self.maybe(Self::word) },
            3 => Status::TimedOut,
            _ => Status::Aborted { error: self.maybe(Self::word), cause: self.maybe(Self::word) },
        }
    }

    fn frames(&mut self) -> BTreeMap<FramePath, Frame> {
        let mut frames = BTreeMap::new();
        for _ in 0..self.below(6) {
            let mut path = FramePath::root();
            for _ in 0..self.below(4) {
                let state = StateId(self.below(5) as u32);
                path = path.inner(Step { state, stamp: self.number(), index: self.below(1 << 32) as u32 });
            }
            frames.insert(path, self.frame());
        }
        frames
    }

    fn frame(&mut self) -> Frame {
        Frame {
            state: StateId(self.below(1 << 32) as u32),
            input: self.payload(),
            previous: self.number(),
            entered: self.number(),
            before_entered: self.number(),
            entered_ms: self.number(),
            retries: (0..self.below(3)).map(|_| self.number()).collect(),
            doing: self.doing(),
        }
    }

    fn doing(&mut self) -> Doing {
        match self.below(8) {
            0 => Doing::Enter,
            6 => Doing::Resume(Ended::Waited),
            1 => Doing::Wait { until_ms: self.number() },
            2 => Doing::Task(Attempt {
                stamp: self.number(),
                parameters: self.payload(),
                role_arn: self.maybe(Self::word),
                started: self.below(2) == 0,
                submitted: self.maybe(Self::payload),
                timeout_at_ms: self.maybe(Self::number),
                heartbeat_seconds: self.maybe(Self::number),
                heartbeat_at_ms: self.maybe(Self::number),
            }),
            3 => Doing::Resume(Ended::Succeeded(self.payload())),
            4 => {
                let error = StateError { error: self.maybe(Self::word), cause: self.maybe(Self::word) };
                Doing::Resume(Ended::Failed { error, heartbeat: self.below(2) == 0 })
            }
            5 => Doing::Backoff { until_ms: self.number(), stamp: self.number() },
            _ => Doing::Join(self.join()),
        }
    }

    fn join(&mut self) -> Join {
        let total = if self.below(3) == 0 { 700 } else { self.below(9) };
        // Whole ranges that are durable are sealed into lists.
        let is_durable = self.page > 0 && self.below(2) == 0;
        let scarce = self.below(3);
        let results: Vec<_> = (0..total)
            .map(|index| {
                let result =
                    if is_durable && index < 600 { self.durable(index as u32) } else { self.payload() };
                (self.below(700) >= scarce).then_some(result)
            })
            .collect();
        Join {
            stamp: self.number(),
            items: self.maybe(Self::payload),
            input: self.payload(),
            launched: self.below(1 << 32) as u32,
            window: self.below(1 << 32) as u32,
            settled: results.iter().flatten().count() as u32,
            results,
            last: self.number(),
        }
    }

    fn owed(&mut self) -> Owed {
        let order = match self.below(6) {
            0 => Order::Call { claim: None },
            1 => Order::Call { claim: Some(Claim { session: self.word(), deadline_ms: self.number() }) },
            2 => Order::Watch { chain: self.number(), safety_ms: self.number() },
            3 => Order::Cancel(CancelTask {
                stamp: self.number(),
                resource: self.word(),
                parameters: self.payload(),
                submitted: self.maybe(Self::payload),
            }),
            4 => Order::TellParent,
            _ => Order::CloseCover,
        };
        Owed { stamp: self.number(), order, tries: self.below(3) as u32, not_before_ms: self.number() }
    }

    fn event(&mut self, id: u64) -> HistoryEvent {
        HistoryEvent { id, previous: self.number(), at_ms: self.number(), detail: self.detail() }
    }

    fn failure(&mut self) -> Failure {
        Failure { error: self.maybe(Self::shared), cause: self.maybe(Self::shared) }
    }

    fn task(&mut self) -> TaskName {
        TaskName { resource_type: self.shared(), resource: self.shared() }
    }

    fn state_type(&mut self) -> StateType {
        const ALL: [StateType; 8] = [
            StateType::Pass,
            StateType::Task,
            StateType::Choice,
            StateType::Wait,
            StateType::Succeed,
            StateType::Fail,
            StateType::Parallel,
            StateType::Map,
        ];
        ALL[self.below(8) as usize]
    }

    fn detail(&mut self) -> Detail {
        match self.below(26) {
            0 => Detail::ExecutionStarted { input: self.payload(), role_arn: self.shared() },
            1 => Detail::ExecutionSucceeded { output: self.payload() },
            2 => Detail::ExecutionFailed(self.failure()),
            3 => Detail::ExecutionTimedOut(self.failure()),
            4 => Detail::ExecutionAborted(self.failure()),
            5 => Detail::StateAborted(self.state_type()),
            6 => Detail::ParallelStateStarted,
            7 => Detail::ParallelStateSucceeded,
            8 => Detail::ParallelStateFailed,
            9 => Detail::MapStateStarted { length: self.below(1 << 32) as u32 },
            10 => Detail::MapStateSucceeded,
            11 => Detail::MapStateFailed,
            12 => {
                const ALL: [Iteration; 4] =
                    [Iteration::Started, Iteration::Succeeded, Iteration::Failed, Iteration::Aborted];
                let what = ALL[self.below(4) as usize];
                Detail::MapIteration { what, name: self.shared(), index: self.below(1 << 32) as u32 }
            }
            13 => Detail::LambdaFunctionScheduled {
                resource: self.shared(),
                input: self.payload(),
                timeout_seconds: self.maybe(Self::number),
                role_arn: self.maybe(Self::shared),
            },
            14 => Detail::LambdaFunctionStarted,
            15 => Detail::LambdaFunctionSucceeded { output: self.payload() },
            16 => Detail::LambdaFunctionFailed(self.failure()),
            17 => Detail::LambdaFunctionTimedOut(self.failure()),
            18 => Detail::TaskScheduled {
                task: self.task(),
                region: self.shared(),
                parameters: self.payload(),
                timeout_seconds: self.maybe(Self::number),
                heartbeat_seconds: self.maybe(Self::number),
                role_arn: self.maybe(Self::shared),
            },
            19 => Detail::TaskStarted(self.task()),
            20 => Detail::TaskSubmitted { task: self.task(), output: self.payload() },
            21 => Detail::TaskSucceeded { task: self.task(), output: self.payload() },
            22 => Detail::TaskFailed { task: self.task(), failure: self.failure() },
            23 => Detail::TaskTimedOut { task: self.task(), failure: self.failure() },
            24 => Detail::StateEntered {
                state_type: self.state_type(),
                name: self.shared(),
                input: self.payload(),
            },
            _ => Detail::StateExited {
                state_type: self.state_type(),
                name: self.shared(),
                output: self.payload(),
            },
        }
    }
}
