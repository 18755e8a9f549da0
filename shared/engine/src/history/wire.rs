//! History events as the API writes them: JSON members, order and texts of AWS.
//! Source: Step Functions API, `GetExecutionHistory`.

use serde_json::{Map, Value, json};

use crate::history::{Detail, Failure, HistoryEvent, Iteration, StateType, TaskName};
use crate::payload::{Absent, Payload};

/// The event as `GetExecutionHistory` shows it; with `data` false the members that hold execution data are left out.
/// Fails if a payload it needs is not in memory.
pub fn event(event: &HistoryEvent, data: bool) -> Result<Value, Absent> {
    let mut body = Map::new();
    body.insert("timestamp".to_owned(), seconds(event.at_ms));
    body.insert("type".to_owned(), json!(type_name(&event.detail)));
    body.insert("id".to_owned(), json!(event.id));
    body.insert("previousEventId".to_owned(), json!(event.previous));
    if let Some(details) = details(&event.detail, data)? {
        body.insert(details_name(&event.detail), Value::Object(details));
    }
    Ok(Value::Object(body))
}

/// A time as the API writes it: seconds since 1970 with three decimals.
pub fn seconds(ms: u64) -> Value {
    json!(ms as f64 / 1000.0)
}

/// The event's type in the API.
pub fn type_name(detail: &Detail) -> String {
    let fixed = match detail {
        Detail::StateEntered { state_type, .. } => return format!("{}StateEntered", state_name(*state_type)),
        Detail::StateExited { state_type, .. } => return format!("{}StateExited", state_name(*state_type)),
        Detail::StateAborted(state_type) => return format!("{}StateAborted", state_name(*state_type)),
        Detail::ExecutionStarted { .. } => "ExecutionStarted",
        Detail::ExecutionSucceeded { .. } => "ExecutionSucceeded",
        Detail::ExecutionFailed(_) => "ExecutionFailed",
        Detail::ExecutionTimedOut(_) => "ExecutionTimedOut",
        Detail::ExecutionAborted(_) => "ExecutionAborted",
        Detail::ParallelStateStarted => "ParallelStateStarted",
        Detail::ParallelStateSucceeded => "ParallelStateSucceeded",
        Detail::ParallelStateFailed => "ParallelStateFailed",
        Detail::MapStateStarted { .. } => "MapStateStarted",
        Detail::MapStateSucceeded => "MapStateSucceeded",
        Detail::MapStateFailed => "MapStateFailed",
        Detail::MapIteration { what: Iteration::Started, .. } => "MapIterationStarted",
        Detail::MapIteration { what: Iteration::Succeeded, .. } => "MapIterationSucceeded",
        Detail::MapIteration { what: Iteration::Failed, .. } => "MapIterationFailed",
        Detail::MapIteration { what: Iteration::Aborted, .. } => "MapIterationAborted",
        Detail::LambdaFunctionScheduled { .. } => "LambdaFunctionScheduled",
        Detail::LambdaFunctionStarted => "LambdaFunctionStarted",
        Detail::LambdaFunctionSucceeded { .. } => "LambdaFunctionSucceeded",
        Detail::LambdaFunctionFailed(_) => "LambdaFunctionFailed",
        Detail::LambdaFunctionTimedOut(_) => "LambdaFunctionTimedOut",
        Detail::TaskScheduled { .. } => "TaskScheduled",
        Detail::TaskStarted(_) => "TaskStarted",
        Detail::TaskSubmitted { .. } => "TaskSubmitted",
        Detail::TaskSucceeded { .. } => "TaskSucceeded",
        Detail::TaskFailed { .. } => "TaskFailed",
        Detail::TaskTimedOut { .. } => "TaskTimedOut",
    };
    fixed.to_owned()
}

fn state_name(state_type: StateType) -> &'static str {
    match state_type {
        StateType::Pass => "Pass",
        StateType::Task => "Task",
        StateType::Choice => "Choice",
        StateType::Wait => "Wait",
        StateType::Succeed => "Succeed",
        StateType::Fail => "Fail",
        StateType::Parallel => "Parallel",
        StateType::Map => "Map",
    }
}

/// `TaskScheduled` has `taskScheduledEventDetails`; entered and exited events share theirs between the types.
fn details_name(detail: &Detail) -> String {
    match detail {
        Detail::StateEntered { .. } => "stateEnteredEventDetails".to_owned(),
        Detail::StateExited { .. } => "stateExitedEventDetails".to_owned(),
        other => {
            let name = type_name(other);
            let mut chars = name.chars();
            let first = chars.next().map(|c| c.to_ascii_lowercase()).unwrap_or_default();
            format!("{first}{}EventDetails", chars.as_str())
        }
    }
}

fn details(detail: &Detail, data: bool) -> Result<Option<Map<String, Value>>, Absent> {
    let mut map = Map::new();
    match detail {
        Detail::ExecutionStarted { input, role_arn } => {
            text(&mut map, "input", input, data)?;
            map.insert("roleArn".to_owned(), json!(&**role_arn));
        }
        Detail::ExecutionSucceeded { output } => text(&mut map, "output", output, data)?,
        Detail::ExecutionFailed(failure)
        | Detail::ExecutionTimedOut(failure)
        | Detail::ExecutionAborted(failure)
        | Detail::LambdaFunctionFailed(failure)
        | Detail::LambdaFunctionTimedOut(failure) => failed(&mut map, failure),
        Detail::StateEntered { name, input, .. } => {
            map.insert("name".to_owned(), json!(&**name));
            text(&mut map, "input", input, data)?;
        }
        Detail::StateExited { name, output, .. } => {
            map.insert("name".to_owned(), json!(&**name));
            text(&mut map, "output", output, data)?;
        }
        Detail::MapStateStarted { length } => {
            map.insert("length".to_owned(), json!(length));
        }
        Detail::MapIteration { name, index, .. } => {
            map.insert("name".to_owned(), json!(&**name));
            map.insert("index".to_owned(), json!(index));
        }
        Detail::LambdaFunctionScheduled { resource, input, timeout_seconds, role_arn } => {
            map.insert("resource".to_owned(), json!(&**resource));
            text(&mut map, "input", input, data)?;
            optional(&mut map, "timeoutInSeconds", timeout_seconds.as_ref());
            credentials(&mut map, role_arn.as_deref());
        }
        Detail::LambdaFunctionSucceeded { output } => text(&mut map, "output", output, data)?,
        Detail::TaskScheduled { task, region, parameters, timeout_seconds, heartbeat_seconds, role_arn } => {
            resource(&mut map, task);
            map.insert("region".to_owned(), json!(&**region));
            if data {
                map.insert("parameters".to_owned(), json!(&*parameters.text()?));
            }
            optional(&mut map, "timeoutInSeconds", timeout_seconds.as_ref());
            optional(&mut map, "heartbeatInSeconds", heartbeat_seconds.as_ref());
            credentials(&mut map, role_arn.as_deref());
        }
        Detail::TaskStarted(task) => resource(&mut map, task),
        Detail::TaskSubmitted { task, output } | Detail::TaskSucceeded { task, output } => {
            resource(&mut map, task);
            text(&mut map, "output", output, data)?;
        }
        Detail::TaskFailed { task, failure } | Detail::TaskTimedOut { task, failure } => {
            resource(&mut map, task);
            failed(&mut map, failure);
        }
        Detail::StateAborted(_)
        | Detail::ParallelStateStarted
        | Detail::ParallelStateSucceeded
        | Detail::ParallelStateFailed
        | Detail::MapStateSucceeded
        | Detail::MapStateFailed
        | Detail::LambdaFunctionStarted => return Ok(None),
    }
    Ok(Some(map))
}

fn text(map: &mut Map<String, Value>, member: &str, payload: &Payload, data: bool) -> Result<(), Absent> {
    if data {
        map.insert(member.to_owned(), json!(&*payload.text()?));
        map.insert(format!("{member}Details"), json!({ "truncated": false }));
    }
    Ok(())
}

fn failed(map: &mut Map<String, Value>, failure: &Failure) {
    if let Some(error) = &failure.error {
        map.insert("error".to_owned(), json!(&**error));
    }
    if let Some(cause) = &failure.cause {
        map.insert("cause".to_owned(), json!(&**cause));
    }
}

fn resource(map: &mut Map<String, Value>, task: &TaskName) {
    map.insert("resourceType".to_owned(), json!(&*task.resource_type));
    map.insert("resource".to_owned(), json!(&*task.resource));
}

fn optional(map: &mut Map<String, Value>, member: &str, number: Option<&u64>) {
    if let Some(number) = number {
        map.insert(member.to_owned(), json!(number));
    }
}

fn credentials(map: &mut Map<String, Value>, role_arn: Option<&str>) {
    if let Some(role_arn) = role_arn {
        map.insert("taskCredentials".to_owned(), json!({ "roleArn": role_arn }));
    }
}
