//! Callbacks: whoever holds a task token ends its task or says that the work goes on.
//! Deliberately absent: the token in any answer, log or error.

use serde_json::{Value, json};

use crate::http::HttpAnswer;
use crate::protocol::Action;
use crate::rest::problem::Problem;
use crate::rest::{Visit, body};

/// `POST /callbacks/{token}/success`; the body is the task's output.
pub(super) async fn success(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    visit.query(&[])?;
    let output = body::payload(visit.request)?;
    send(visit, Action::SendTaskSuccess, json!({ "taskToken": visit.part(0), "output": output })).await
}

/// `POST /callbacks/{token}/failure`; the body may have `error` and `cause`.
pub(super) async fn failure(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    visit.query(&[])?;
    let mut input = body::texts(visit.request, &["error", "cause"])?;
    input.insert("taskToken".to_owned(), json!(visit.part(0)));
    send(visit, Action::SendTaskFailure, Value::Object(input)).await
}

/// `POST /callbacks/{token}/heartbeat`.
pub(super) async fn heartbeat(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    visit.query(&[])?;
    body::texts(visit.request, &[])?;
    send(visit, Action::SendTaskHeartbeat, json!({ "taskToken": visit.part(0) })).await
}

async fn send(visit: &Visit<'_>, action: Action, input: Value) -> Result<HttpAnswer, Problem> {
    visit.rest.backend.act(action, input).await?;
    Ok(HttpAnswer::empty(204).with("cache-control", "no-store"))
}
