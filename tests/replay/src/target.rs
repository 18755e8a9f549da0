//! The four API calls that the core alone can answer.

use std::collections::{BTreeMap, VecDeque};

use async_trait::async_trait;
use serde_json::{Map, Value, json};
use stepwell_asl::{MachineType, Program, parse};
use stepwell_conformance::{Answer, Case, ScriptedCall, Target};
use stepwell_engine::execution::{Identity, Status};
use stepwell_engine::history::wire;
use stepwell_engine::{Execution, Payload};
use time::{Duration, OffsetDateTime};

use crate::scope;
use crate::world::{self, Ended};

const REGION: &str = "us-east-1";
const ACCOUNT: &str = "123456789012";
/// When virtual time begins: 2026-01-01T00:00:00Z in milliseconds.
const BEGINNING_MS: i128 = 1_767_225_600_000;

struct Machine {
    program: Program,
    name: String,
    role_arn: String,
}

/// The core as a target.
#[derive(Default)]
pub struct CoreTarget {
    machines: BTreeMap<String, Machine>,
    executions: BTreeMap<String, Ended>,
    script: VecDeque<ScriptedCall>,
    passed_ms: i64,
}

impl CoreTarget {
    fn now_ms(&self) -> u64 {
        u64::try_from(BEGINNING_MS + i128::from(self.passed_ms)).unwrap_or(0)
    }

    fn create(&mut self, request: &Value) -> Result<Value, String> {
        let name = text(request, "name")?;
        let parsed = parse(text(request, "definition")?, MachineType::Standard);
        let program = parsed.program.ok_or_else(|| format!("refused: {:?}", parsed.diagnostics))?;
        let arn = format!("arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{name}");
        let role_arn = text(request, "roleArn")?.to_owned();
        self.machines.insert(arn.clone(), Machine { program, name: name.to_owned(), role_arn });
        Ok(json!({ "stateMachineArn": arn, "creationDate": wire::seconds(self.now_ms()) }))
    }

    fn start(&mut self, request: &Value) -> Result<Value, String> {
        let state_machine_arn = text(request, "stateMachineArn")?;
        let started_ms = self.now_ms();
        let machine = self.machines.get(state_machine_arn).ok_or("no such machine")?;
        let generated = format!("e-{}", self.executions.len());
        let name = text(request, "name").unwrap_or(&generated);
        let arn = format!("arn:aws:states:{REGION}:{ACCOUNT}:execution:{}:{name}", machine.name);
        let identity = Identity {
            execution_arn: arn.clone(),
            name: name.to_owned(),
            state_machine_arn: state_machine_arn.to_owned(),
            state_machine_name: machine.name.clone(),
            role_arn: machine.role_arn.clone(),
            region: REGION.to_owned(),
            started_ms,
        };
        let input = text(request, "input").unwrap_or("{}");
        let execution = Execution::new(identity, Payload::from_text(input));
        let ended = world::run(&machine.program, execution, &mut self.script)?;
        let passed = ended.execution.last_ms - started_ms;
        self.passed_ms += i64::try_from(passed).unwrap_or(i64::MAX);
        self.executions.insert(arn.clone(), ended);
        Ok(json!({ "executionArn": arn, "startDate": wire::seconds(started_ms) }))
    }

    fn execution(&self, request: &Value) -> Result<&Ended, String> {
        let arn = text(request, "executionArn")?;
        self.executions.get(arn).ok_or_else(|| format!("no execution `{arn}`"))
    }
}

fn text<'r>(request: &'r Value, member: &str) -> Result<&'r str, String> {
    request.get(member).and_then(Value::as_str).ok_or_else(|| format!("`{member}` is missing"))
}

fn describe(execution: &Execution) -> Result<Value, String> {
    let identity = &execution.identity;
    let included = json!({ "included": true });
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    put("executionArn", json!(identity.execution_arn));
    put("stateMachineArn", json!(identity.state_machine_arn));
    put("name", json!(identity.name));
    put("status", json!(execution.status.name()));
    put("startDate", wire::seconds(identity.started_ms));
    put("stopDate", wire::seconds(execution.last_ms));
    put("input", shown(&execution.input)?);
    put("inputDetails", included.clone());
    put("redriveCount", json!(0));
    match &execution.status {
        Status::Succeeded { output } => {
            put("output", shown(output)?);
            put("outputDetails", included);
            put("redriveStatus", json!("NOT_REDRIVABLE"));
            put("redriveStatusReason", json!("Execution is SUCCEEDED and cannot be redriven"));
        }
        Status::Failed { error, cause } | Status::Aborted { error, cause } => {
            for (name, value) in [("error", error), ("cause", cause)] {
                if let Some(value) = value {
                    put(name, json!(value));
                }
            }
            put("redriveStatus", json!("REDRIVABLE"));
        }
        Status::TimedOut => {
            put("redriveStatus", json!("REDRIVABLE"));
        }
        Status::Running => {}
    }
    Ok(Value::Object(body))
}

fn shown(payload: &Payload) -> Result<Value, String> {
    payload.text().map(|text| json!(&*text)).map_err(|absent| format!("not in memory: {absent:?}"))
}

fn history(ended: &Ended, request: &Value) -> Result<Value, String> {
    let data = request.get("includeExecutionData").and_then(Value::as_bool).unwrap_or(true);
    let events = ended.history.iter().map(|event| wire::event(event, data));
    let mut events: Vec<Value> =
        events.collect::<Result<_, _>>().map_err(|absent| format!("not in memory: {absent:?}"))?;
    if request.get("reverseOrder").and_then(Value::as_bool).unwrap_or(false) {
        events.reverse();
    }
    if let Some(max) = request.get("maxResults").and_then(Value::as_u64) {
        events.truncate(usize::try_from(max).unwrap_or(usize::MAX));
    }
    Ok(json!({ "events": events }))
}

#[async_trait]
impl Target for CoreTarget {
    async fn call(&mut self, action: &str, body: Value) -> Answer {
        let answer = match action {
            "CreateStateMachine" => self.create(&body),
            "StartExecution" => self.start(&body),
            "DescribeExecution" => self.execution(&body).and_then(|ended| describe(&ended.execution)),
            "GetExecutionHistory" => self.execution(&body).and_then(|ended| history(ended, &body)),
            other => Err(format!("no action `{other}`")),
        };
        match answer {
            Ok(body) => Answer::ok(body),
            Err(reason) => Answer::none(reason),
        }
    }

    fn region(&self) -> &str {
        REGION
    }

    fn account(&self) -> &str {
        ACCOUNT
    }

    async fn script(&mut self, functions: Vec<ScriptedCall>) -> Result<(), String> {
        self.script = functions.into();
        Ok(())
    }

    async fn wait_seconds(&mut self, seconds: f64) {
        self.passed_ms += (seconds * 1000.0) as i64;
    }

    fn now(&self) -> OffsetDateTime {
        let since = Duration::milliseconds(i64::try_from(self.now_ms()).unwrap_or(i64::MAX));
        OffsetDateTime::UNIX_EPOCH + since
    }

    fn supports(&self, case: &Case) -> Result<(), String> {
        scope::check(case)
    }
}
