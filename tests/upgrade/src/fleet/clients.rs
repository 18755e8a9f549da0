//! What clients of a fleet do, and how its executions ended.

use serde_json::Value;
use stepwell_engine::history::wire;
use stepwell_engine::{Payload, Status};
use stepwell_journal::clock::Clock;
use stepwell_journal::machine::{Machine, MachineStatus, MachineType};
use stepwell_journal::queue::{Message, Queue};
use stepwell_journal::{ExecutionKey, HistoryQuery, Journal};
use stepwell_orchestrator::arn;
use stepwell_orchestrator::complete::Completion;
use stepwell_orchestrator::message::{WakeUp, What};
use stepwell_orchestrator::start::StartRequest;

use super::{Fleet, block_on};
use crate::process::Code;

/// How an execution ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// Its status.
    pub status: String,
    /// Its output if it succeeded, else null.
    pub output: Value,
    /// Its events as `GetExecutionHistory` shows them.
    pub history: Vec<Value>,
}

impl Fleet {
    /// Makes a state machine through process `index`; what died on the way is made again.
    pub fn machine(&mut self, index: usize, name: &str, definition: &Value) {
        let text = definition.to_string();
        for _ in 0..10 {
            let o = self.processes[index].orchestrator.clone();
            let (name, text, now_ms) = (name.to_owned(), text.clone(), super::BEGIN_MS);
            let made = self.attempt(index, async move {
                let machine = Machine {
                    arn: arn::state_machine(&o.config.place, &name),
                    definition: o.machines.keep_definition(&name, &text).await?,
                    name,
                    machine_type: MachineType::Standard,
                    role_arn: "arn:aws:iam::123456789012:role/worker".to_owned(),
                    revision_id: String::new(),
                    created_ms: now_ms,
                    updated_ms: now_ms,
                    status: MachineStatus::Active,
                    generation: 1,
                    logging: None,
                    tracing: None,
                    encryption: None,
                    description: None,
                };
                o.machines.create(&machine).await
            });
            if matches!(made, Some(Ok(_))) {
                return;
            }
        }
        panic!("the machine {name} cannot be made");
    }

    /// Starts an execution through process `index`; a start that fails or dies is made again, as a careful client does.
    pub fn start(&mut self, index: usize, machine: &str, name: &str, input: Value) -> ExecutionKey {
        for _ in 0..10 {
            let o = self.processes[index].orchestrator.clone();
            let (machine, name, input) = (machine.to_owned(), name.to_owned(), input.clone());
            let started = self.attempt(index, async move {
                let machine = o.machine(&machine).await.map_err(|error| error.to_string())?;
                let request = StartRequest {
                    machine: machine.ok_or("there is no such machine")?,
                    start_id: Some(name.clone()),
                    name,
                    input: Payload::from_value(input),
                    trace_header: None,
                    parent: None,
                };
                o.start(request).await.map_err(|error| error.to_string())
            });
            match started {
                Some(Ok(_)) => break,
                Some(Err(error)) => self.errors.push(error),
                None => {}
            }
        }
        ExecutionKey::new(machine, name)
    }

    /// Completes the task of the newest token in an execution's history through process `index`; whether it was taken.
    pub fn complete(&mut self, index: usize, key: &ExecutionKey, output: Value) -> bool {
        let Some(token) = self.token(key) else { return false };
        let o = self.processes[index].orchestrator.clone();
        let output = Payload::from_value(output);
        let done = self.attempt(index, async move { o.complete(&token, Completion::Success(output)).await });
        matches!(done, Some(Ok(())))
    }

    fn token(&self, key: &ExecutionKey) -> Option<String> {
        let parameters =
            |event: &Value| event["taskScheduledEventDetails"]["parameters"].as_str().map(str::to_owned);
        self.history(key).iter().rev().filter_map(parameters).find_map(|text| {
            let parameters: Value = serde_json::from_str(&text).ok()?;
            parameters["Payload"]["token"].as_str().map(str::to_owned)
        })
    }

    /// Sends a message that asks to look at an execution, and into its inbox.
    pub fn wake(&mut self, key: &ExecutionKey) {
        let (page, sent_ms) = (0, self.time.now_ms());
        self.post(WakeUp { key: key.clone(), page, sent_ms, what: What::Inbox }.encode());
    }

    /// Messages that stand in the queue.
    pub fn queued(&self) -> usize {
        self.queue.len()
    }

    /// Sends a message.
    pub fn post(&mut self, body: String) {
        let queue = self.queue.clone();
        let sent = block_on(async move { queue.send(&[Message { body, delay_s: 0 }]).await });
        assert!(sent.is_ok(), "{sent:?}");
    }

    /// A journal that reads everything, without faults.
    pub fn looker(&self) -> Journal {
        Code::New.journal(self.store.clone(), self.payloads.clone())
    }

    /// All executions in the store.
    pub fn executions(&self) -> Vec<ExecutionKey> {
        let covers = self.store.items().into_iter().filter(|item| item.key.sort == "pc");
        covers.filter_map(|item| ExecutionKey::of_partition(&item.key.partition)).collect()
    }

    /// Executions that have not ended.
    pub fn running(&self) -> Vec<ExecutionKey> {
        let mut executions = self.executions();
        executions.retain(|key| self.status(key).is_running());
        executions
    }

    /// Whether all executions have ended.
    pub fn is_over(&self) -> bool {
        self.running().is_empty()
    }

    /// Status of an execution.
    pub fn status(&self, key: &ExecutionKey) -> Status {
        match block_on(self.looker().load(key)) {
            Ok(Some(loaded)) => loaded.head.execution.status,
            other => panic!("{key:?}: {other:?}"),
        }
    }

    /// The whole history of an execution.
    pub fn history(&self, key: &ExecutionKey) -> Vec<Value> {
        let journal = self.looker();
        let mut events = Vec::new();
        let mut query = HistoryQuery { from: None, limit: 1_000, reverse: false, include_data: true };
        loop {
            let Ok(Some(part)) = block_on(journal.history(key, query)) else {
                panic!("no history of {key:?}")
            };
            events.extend(part.events.iter().filter_map(|event| wire::event(event, true).ok()));
            match part.next {
                Some(next) => query.from = Some(next),
                None => return events,
            }
        }
    }

    /// How an execution ended.
    pub fn ended(&self, key: &ExecutionKey) -> Ended {
        let Ok(Some(described)) = block_on(self.looker().describe(key)) else { panic!("no {key:?}") };
        let output = match &described.status {
            Status::Succeeded { output } => output.value().map(Value::clone).unwrap_or_default(),
            Status::Running | Status::Failed { .. } | Status::TimedOut | Status::Aborted { .. } => {
                Value::Null
            }
        };
        Ended { status: described.status.name().to_owned(), output, history: self.history(key) }
    }
}
