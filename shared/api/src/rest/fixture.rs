//! A backend that remembers what it was asked and answers by the script, and a world that stands still.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::http::{HttpAnswer, HttpRequest};
use crate::protocol::Action;
use crate::rest::Rest;
use crate::rest::backend::{Backend, HistoryPart, HistoryQuery, World};

/// 20 November 2026, 09:05 UTC.
pub(crate) const NOW_MS: u64 = 1_795_165_500_000;

/// Headers of a case.
pub(crate) type Headers<'a> = &'a [(&'a str, &'a str)];

/// A clock that tests move, and chance that counts.
#[derive(Default)]
pub(crate) struct Still {
    pub now_ms: Mutex<u64>,
    drawn: Mutex<u64>,
}

impl Still {
    pub fn at(now_ms: u64) -> Arc<Self> {
        Arc::new(Still { now_ms: Mutex::new(now_ms), drawn: Mutex::new(0) })
    }
}

impl World for Still {
    fn now_ms(&self) -> u64 {
        *self.now_ms.lock().unwrap()
    }

    fn random(&self) -> u64 {
        let mut drawn = self.drawn.lock().unwrap();
        *drawn += 1;
        *drawn
    }
}

/// Answers by action; everything asked is noted as action and input.
#[derive(Default)]
pub(crate) struct Scripted {
    pub answers: BTreeMap<&'static str, Result<Value, Fault>>,
    pub events: Vec<Value>,
    pub asked: Mutex<Vec<(String, Value)>>,
}

impl Scripted {
    fn note(&self, what: &str, input: Value) {
        self.asked.lock().unwrap().push((what.to_owned(), input));
    }
}

#[async_trait]
impl Backend for Scripted {
    fn machine_arn(&self, name: &str) -> String {
        format!("arn:aws:states:eu-central-1:123456789012:stateMachine:{name}")
    }

    fn execution_arn(&self, machine: &str, name: &str) -> String {
        format!("arn:aws:states:eu-central-1:123456789012:execution:{machine}:{name}")
    }

    async fn act(&self, action: Action, input: Value) -> Result<Value, Fault> {
        self.note(action.name(), input);
        self.answers.get(action.name()).cloned().unwrap_or_else(|| Ok(json!({})))
    }

    async fn start(&self, input: Value, start_id: Option<&str>) -> Result<Value, Fault> {
        self.note("StartExecution", json!([input, start_id]));
        self.answers.get("StartExecution").cloned().unwrap_or_else(|| Ok(json!({})))
    }

    async fn history(&self, query: HistoryQuery<'_>) -> Result<HistoryPart, Fault> {
        self.note("history", json!([query.execution_arn, query.after, query.limit, query.reverse]));
        let id = |event: &Value| event["id"].as_u64().unwrap();
        let mut events = self.events.clone();
        if query.reverse {
            events.reverse();
        }
        if let Some(after) = query.after {
            events.retain(|event| if query.reverse { id(event) < after } else { id(event) > after });
        }
        let more = events.len() > query.limit;
        events.truncate(query.limit);
        Ok(HistoryPart { events, more })
    }
}

/// Routes over a script.
pub(crate) fn rest(script: &Arc<Scripted>) -> Rest {
    Rest { backend: script.clone(), world: Still::at(NOW_MS), approvals: None, mailbox: None }
}

/// Sends `METHOD /path?query` with headers and a body.
pub(crate) async fn send(rest: &Rest, line: &str, headers: Headers<'_>, body: &[u8]) -> HttpAnswer {
    let (method, address) = line.split_once(' ').unwrap();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    rest.handle(&HttpRequest { method, path, query, headers: &headers, body }).await
}

/// The body of an answer as JSON.
pub(crate) fn body(answer: &HttpAnswer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or(Value::Null)
}
