//! Executions: start, list, describe, history, stop. Members and values are AWS's; times are text, and links are added.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::http::HttpAnswer;
use crate::pages;
use crate::protocol::Action;
use crate::rest::backend::HistoryQuery;
use crate::rest::date::dates_as_text;
use crate::rest::limits::{HISTORY_LIMIT_DEFAULT, HISTORY_LIMIT_MAX, IDEMPOTENCY_KEY_BYTES_MAX};
use crate::rest::machines::{entries, negotiated};
use crate::rest::problem::Problem;
use crate::rest::{Visit, body, json_answer, link};

/// `POST /state-machines/{machine}/executions`; the body is the input.
pub(super) async fn start(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    let query = visit.query(&["name"])?;
    let machine = visit.part(0);
    let key = idempotency_key(visit)?;
    let named = match (query.text("name"), visit.request.header("x-execution-name")) {
        (Some(one), Some(other)) if one != other => {
            let detail = format!("`name` says `{one}` and `X-Execution-Name` says `{other}`");
            return Err(Problem::new(400, "InvalidName", detail));
        }
        (one, other) => one.or(other).map(str::to_owned),
    };
    let name = named.or_else(|| key.map(|key| name_for(machine, key)));
    let arn = visit.rest.backend.machine_arn(machine);
    let mut input = json!({ "stateMachineArn": arn, "input": body::payload(visit.request)? });
    if let Some(name) = name {
        input["name"] = json!(name);
    }
    if let Some(trace) = visit.request.header("x-amzn-trace-id") {
        input["traceHeader"] = json!(trace);
    }
    let mut answer = visit.rest.backend.start(input, key).await?;
    dates_as_text(&mut answer);
    let arn = answer.get("executionArn").and_then(Value::as_str).unwrap_or_default();
    let path = link::execution(machine, link::name_of(arn));
    answer["links"] = links(&path);
    Ok(json_answer(201, &answer).with("location", path))
}

/// `GET /state-machines/{machine}/executions`.
pub(super) async fn list(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    if visit.wants_page() {
        return pages::executions(visit).await;
    }
    let query = visit.query(&["status", "nextToken"])?;
    let machine = visit.part(0);
    let (status, token) = (query.text("status"), query.text("nextToken"));
    let mut answer = listed(visit, status, token).await?;
    for execution in entries(&mut answer, "executions") {
        let name = execution.get("name").and_then(Value::as_str).unwrap_or_default();
        execution["links"] = json!({ "self": link::execution(machine, name) });
        dates_as_text(execution);
    }
    if let Some(next) = answer.get("nextToken").and_then(Value::as_str) {
        let query = link::query(&[("status", status), ("nextToken", Some(next))]);
        answer["links"] = json!({ "next": format!("{}/executions{query}", link::machine(machine)) });
    }
    Ok(negotiated(json_answer(200, &answer)))
}

/// `ListExecutions` for the machine of this visit.
pub(crate) async fn listed(
    visit: &Visit<'_>,
    status: Option<&str>,
    token: Option<&str>,
) -> Result<Value, Problem> {
    let mut input = json!({ "stateMachineArn": visit.rest.backend.machine_arn(visit.part(0)) });
    if let Some(status) = status {
        input["statusFilter"] = json!(status);
    }
    if let Some(token) = token {
        input["nextToken"] = json!(token);
    }
    Ok(visit.rest.backend.act(Action::ListExecutions, input).await?)
}

/// `GET /executions/{machine}/{execution}`.
pub(super) async fn describe(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    if visit.wants_page() {
        return pages::execution(visit).await;
    }
    visit.query(&[])?;
    let mut answer = visit.rest.backend.act(Action::DescribeExecution, named(visit)).await?;
    dates_as_text(&mut answer);
    answer["links"] = links(&link::execution(visit.part(0), visit.part(1)));
    Ok(negotiated(json_answer(200, &answer)))
}

/// `GET /executions/{machine}/{execution}/history`: events as `GetExecutionHistory` shows them.
pub(super) async fn history(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    let query = visit.query(&["after", "limit", "reverse"])?;
    let limit = query.number("limit")?.unwrap_or(HISTORY_LIMIT_DEFAULT as u64);
    let limit = usize::try_from(limit).ok().filter(|limit| (1..=HISTORY_LIMIT_MAX).contains(limit));
    let Some(limit) = limit else {
        let why = format!("has `limit`, which must be from 1 to {HISTORY_LIMIT_MAX}");
        return Err(Problem::invalid_query(why));
    };
    let reverse = query.flag("reverse")?;
    let arn = visit.rest.backend.execution_arn(visit.part(0), visit.part(1));
    let wanted = HistoryQuery { execution_arn: &arn, after: query.number("after")?, limit, reverse };
    let part = visit.rest.backend.history(wanted).await?;
    let last = part.events.last().and_then(|event| event.get("id")).and_then(Value::as_u64);
    let mut answer = json!({ "events": part.events });
    if let Some(last) = last.filter(|_| part.more) {
        let (after, limit) = (last.to_string(), limit.to_string());
        let reverse = reverse.then_some("true");
        let query = link::query(&[("after", Some(&after)), ("limit", Some(&limit)), ("reverse", reverse)]);
        let path = link::execution(visit.part(0), visit.part(1));
        answer["links"] = json!({ "next": format!("{path}/history{query}") });
    }
    Ok(json_answer(200, &answer))
}

/// `POST /executions/{machine}/{execution}/stop`; the body may have `error` and `cause`.
pub(super) async fn stop(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    visit.query(&[])?;
    let mut input = body::texts(visit.request, &["error", "cause"])?;
    let arn = visit.rest.backend.execution_arn(visit.part(0), visit.part(1));
    input.insert("executionArn".to_owned(), json!(arn));
    let mut answer = visit.rest.backend.act(Action::StopExecution, Value::Object(input)).await?;
    dates_as_text(&mut answer);
    answer["links"] = links(&link::execution(visit.part(0), visit.part(1)));
    Ok(json_answer(200, &answer))
}

/// The input that names the execution of this visit.
pub(crate) fn named(visit: &Visit<'_>) -> Value {
    json!({ "executionArn": visit.rest.backend.execution_arn(visit.part(0), visit.part(1)) })
}

fn links(path: &str) -> Value {
    json!({
        "self": path,
        "history": format!("{path}/history"),
        "graph": format!("{path}/graph.svg"),
        "stop": format!("{path}/stop"),
    })
}

fn idempotency_key<'a>(visit: &Visit<'a>) -> Result<Option<&'a str>, Problem> {
    let Some(key) = visit.request.header("idempotency-key") else { return Ok(None) };
    if key.is_empty() || key.len() > IDEMPOTENCY_KEY_BYTES_MAX {
        let detail = format!("`Idempotency-Key` must have 1 to {IDEMPOTENCY_KEY_BYTES_MAX} bytes");
        return Err(Problem::new(400, "InvalidIdempotencyKey", detail));
    }
    Ok(Some(key))
}

/// The name of an execution that has a key and no name. A start is found again by its name, so the same key of the same
/// machine must give the same one; it looks like the names that AWS makes.
fn name_for(machine: &str, key: &str) -> String {
    let mut hash = Sha256::new();
    hash.update((machine.len() as u64).to_be_bytes());
    hash.update(machine);
    hash.update(key);
    let hex: String = hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
