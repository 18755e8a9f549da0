//! `DescribeExecution`: the truth of head and cover. `redriveStatus` says whether the service would redrive such an
//! execution, by status and age alone; `RedriveExecution` itself is not there yet.

use serde_json::{Map, Value, json};
use stepwell_engine::history::wire::seconds;
use stepwell_engine::{Payload, Status};
use stepwell_journal::journal::Description;

use super::Call;
use crate::fault::Fault;
use crate::limits::REDRIVABLE_MS;
use crate::model::{Member, Shape, optional, required};
use crate::resource;

/// The request.
pub const MEMBERS: &[Member] =
    &[required("executionArn", Shape::ARN), optional("includedData", Shape::INCLUDED_DATA)];

/// Carries it out.
pub async fn run(call: Call<'_>) -> Result<Value, Fault> {
    let orchestrator = &call.api.orchestrator;
    let arn = call.request.required("executionArn")?;
    let key = resource::execution(&orchestrator.config.place, arn)?;
    let key = key.ok_or_else(|| Fault::no_execution(arn))?;
    let found = orchestrator.journal.describe(&key).await.map_err(|error| Fault::world(&error))?;
    let description = found.ok_or_else(|| Fault::no_execution(arn))?;
    described(&description, !call.request.metadata_only(), call.api.now_ms())
}

fn described(description: &Description, data: bool, now_ms: u64) -> Result<Value, Fault> {
    let Description { cover, status, stopped_ms, input } = description;
    let identity = &cover.identity;
    let mut answer = Map::new();
    let mut put = |name: &str, value: Value| drop(answer.insert(name.to_owned(), value));
    put("executionArn", json!(identity.execution_arn));
    put("stateMachineArn", json!(identity.state_machine_arn));
    put("name", json!(identity.name));
    put("status", json!(status.name()));
    put("startDate", seconds(identity.started_ms));
    if let Some(stopped_ms) = stopped_ms {
        put("stopDate", seconds(*stopped_ms));
    }
    if data {
        put("input", text(input)?);
    }
    put("inputDetails", json!({ "included": data }));
    match status {
        Status::Running | Status::TimedOut => {}
        Status::Succeeded { output } => {
            if data {
                put("output", text(output)?);
            }
            put("outputDetails", json!({ "included": data }));
        }
        Status::Failed { error, cause } | Status::Aborted { error, cause } => {
            for (name, value) in [("error", error), ("cause", cause)] {
                if let Some(value) = value.as_ref().filter(|_| data) {
                    put(name, json!(value));
                }
            }
        }
    }
    let known = [
        ("traceHeader", &cover.trace_header),
        ("stateMachineVersionArn", &cover.version_arn),
        ("stateMachineAliasArn", &cover.alias_arn),
    ];
    for (name, value) in known {
        if let Some(value) = value {
            put(name, json!(value));
        }
    }
    put("redriveCount", json!(0));
    match not_redrivable(status, now_ms.saturating_sub(stopped_ms.unwrap_or(now_ms))) {
        None => put("redriveStatus", json!("REDRIVABLE")),
        Some(reason) => {
            put("redriveStatus", json!("NOT_REDRIVABLE"));
            put("redriveStatusReason", json!(reason));
        }
    }
    Ok(Value::Object(answer))
}

fn text(payload: &Payload) -> Result<Value, Fault> {
    let text =
        payload.text().map_err(|absent| Fault::world(&format!("a text is missing: {:?}", absent.0)))?;
    Ok(json!(&*text))
}

/// Why the service would not redrive it, if it would not; the first two texts are the service's.
fn not_redrivable(status: &Status, closed_for_ms: u64) -> Option<&'static str> {
    match status {
        Status::Succeeded { .. } => Some("Execution is SUCCEEDED and cannot be redriven"),
        Status::Running => Some("Execution is RUNNING and cannot be redriven"),
        Status::Failed { .. } | Status::TimedOut | Status::Aborted { .. } => {
            (closed_for_ms > REDRIVABLE_MS).then_some("Execution redrivable period exceeded")
        }
    }
}
