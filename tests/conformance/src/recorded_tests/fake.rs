//! A target that answers what the case expects: masks get concrete texts, objects that the service returns as JSON text
//! become text, events that were recorded without ids get some.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde_json::{Map, Value, json};

use crate::case::{Call, Case, Step, Wait};
use crate::pattern::is_remembered;
use crate::placeholder::{Piece, Scope, pieces};
use crate::script::ScriptedCall;
use crate::target::{Answer, Target};

pub const REGION: &str = "us-east-1";
pub const ACCOUNT: &str = "123456789012";

/// Members whose value the service returns as JSON text.
const TEXTS: [&str; 5] = ["input", "output", "parameters", "cause", "definition"];

/// Makes concrete answers; no two unnumbered masks get the same text.
#[derive(Debug, Default)]
pub struct Source {
    made: u64,
}

impl Source {
    /// What the call expects with concrete texts for its masks, JSON texts still as objects.
    pub fn shape(&mut self, call: &Call) -> Value {
        let expected = call.expect.as_ref().or(call.expect_part.as_ref()).cloned().unwrap_or_default();
        let mut shape = self.concrete(&Value::Object(expected));
        if call.parallel_unordered {
            number_events(&mut shape);
        }
        for (name, path) in &call.save {
            if shape.get(path).is_none() {
                shape[path] = Value::from(format!("arn:aws:states:{REGION}:{ACCOUNT}:saved:{name}"));
            }
        }
        shape
    }

    /// The answer of this shape.
    pub fn answer(&self, call: &Call, mut shape: Value) -> Answer {
        if call.parallel_unordered {
            put_in_succeeded(&mut shape);
        }
        Answer::ok(with_texts(&shape, "", ""))
    }

    /// The error that the call expects.
    pub fn failure(&mut self, call: &Call) -> Answer {
        let error = call.expect_error.clone().unwrap();
        let mut body = error.members;
        body.insert("__type".to_owned(), Value::from(format!("com.amazonaws.states#{}", error.code)));
        if let Some(message) = error.message {
            body.insert("message".to_owned(), Value::from(message));
        }
        Answer { status: error.status.unwrap_or(400), body: self.concrete(&Value::Object(body)) }
    }

    fn concrete(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.concrete_text(text),
            Value::Array(entries) => entries.iter().map(|entry| self.concrete(entry)).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, member)| (name.clone(), self.concrete(member))).collect()
            }
            other => other.clone(),
        }
    }

    fn concrete_text(&mut self, text: &str) -> Value {
        let scope = Scope::new(REGION, ACCOUNT, 0);
        if crate::pattern::is_any_value(text, &scope) {
            self.made += 1;
            return json!(1_700_000_000.25 + self.made as f64);
        }
        let mut taken = BTreeMap::new();
        let each = pieces(text).into_iter().map(|piece| match piece {
            Piece::Literal(literal) => literal.to_owned(),
            Piece::Placeholder(name) if is_remembered(name) || scope.known(name).is_some() => {
                scope.known(name).unwrap_or_else(|| name.replace(':', "-"))
            }
            Piece::Placeholder(name) => {
                self.made += 1;
                taken.entry(name.to_owned()).or_insert_with(|| format!("{name}-{}", self.made)).clone()
            }
        });
        Value::String(each.collect())
    }
}

fn with_texts(value: &Value, name: &str, parent: &str) -> Value {
    match value {
        Value::Object(_) if TEXTS.contains(&name) || parent == "assignedVariables" => {
            Value::String(value.to_string())
        }
        Value::Object(members) => {
            let each = members.iter().map(|(inner, member)| (inner.clone(), with_texts(member, inner, name)));
            Value::Object(each.collect())
        }
        Value::Array(entries) => entries.iter().map(|entry| with_texts(entry, "", name)).collect(),
        other => other.clone(),
    }
}

/// Gives ids to the events recorded without.
fn number_events(answer: &mut Value) {
    for (position, event) in answer["events"].as_array_mut().unwrap().iter_mut().enumerate() {
        let event = event.as_object_mut().unwrap();
        event.entry("id").or_insert(json!(position + 1));
        event.entry("previousEventId").or_insert(json!(position));
    }
}

/// Puts in the `ParallelStateSucceeded` that the recording lacks.
fn put_in_succeeded(answer: &mut Value) {
    if let Some(Value::Array(events)) = answer.get_mut("events") {
        let exited = events.iter().position(|event| event["type"] == "ParallelStateExited");
        let at = exited.unwrap_or(events.len());
        events.insert(at, json!({"id": at + 1, "previousEventId": at, "type": "ParallelStateSucceeded"}));
    }
}

/// The target.
#[derive(Debug)]
pub struct Fake {
    case: Case,
    position: usize,
    source: Source,
    made: Vec<Value>,
}

impl Fake {
    pub fn new(case: Case) -> Self {
        Self { case, position: 0, source: Source::default(), made: Vec::new() }
    }

    pub fn is_done(&self) -> bool {
        self.position == self.case.steps.len()
    }

    fn poll(&self, wait: &Wait) -> Answer {
        match wait {
            Wait::ExecutionEnded { .. } => Answer::ok(json!({"status": "SUCCEEDED"})),
            Wait::ExecutionStarted { .. } => Answer::ok(json!({"events": [{}]})),
            Wait::Listed(_) => Answer::ok(json!({"everything": self.made})),
            Wait::NotListed(_) | Wait::Seconds { .. } => Answer::ok(Value::Object(Map::new())),
        }
    }
}

#[async_trait]
impl Target for Fake {
    async fn call(&mut self, action: &str, _body: Value) -> Answer {
        let step = self.case.steps[self.position].clone();
        self.position += 1;
        match step {
            Step::Wait(wait) => self.poll(&wait),
            Step::Call(call) => {
                assert_eq!(action, call.action);
                if call.expect_error.is_some() {
                    return self.source.failure(&call);
                }
                let shape = self.source.shape(&call);
                let answer = self.source.answer(&call, shape);
                self.made.push(answer.body.clone());
                answer
            }
        }
    }

    fn region(&self) -> &str {
        REGION
    }

    fn account(&self) -> &str {
        ACCOUNT
    }

    async fn script(&mut self, _functions: Vec<ScriptedCall>) -> Result<(), String> {
        Ok(())
    }

    async fn wait_seconds(&mut self, _seconds: f64) {
        self.position += 1;
    }
}
