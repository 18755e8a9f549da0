//! State machines, read only: they are made and changed by the AWS API and the command line.

use serde_json::{Value, json};

use crate::http::HttpAnswer;
use crate::pages;
use crate::protocol::Action;
use crate::rest::date::dates_as_text;
use crate::rest::problem::Problem;
use crate::rest::{Visit, json_answer, link};

/// `GET /`: for browsers the list of state machines, for programs where to go on.
pub(super) async fn home(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    if visit.wants_page() {
        return pages::machines(visit).await;
    }
    visit.query(&[])?;
    let links =
        json!({ "stateMachines": "/state-machines", "description": "/openapi.json", "health": "/health" });
    Ok(negotiated(json_answer(200, &json!({ "links": links }))))
}

/// `GET /state-machines`.
pub(super) async fn list(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    if visit.wants_page() {
        return pages::machines(visit).await;
    }
    let query = visit.query(&["nextToken"])?;
    let mut input = json!({});
    if let Some(token) = query.text("nextToken") {
        input["nextToken"] = json!(token);
    }
    let mut answer = visit.rest.backend.act(Action::ListStateMachines, input).await?;
    for machine in entries(&mut answer, "stateMachines") {
        let path = link::machine(machine.get("name").and_then(Value::as_str).unwrap_or_default());
        machine["links"] = json!({ "self": path, "executions": format!("{path}/executions") });
        dates_as_text(machine);
    }
    let next = answer.get("nextToken").and_then(Value::as_str);
    if let Some(next) = next.map(|next| link::query(&[("nextToken", Some(next))])) {
        answer["links"] = json!({ "next": format!("/state-machines{next}") });
    }
    Ok(negotiated(json_answer(200, &answer)))
}

/// `GET /state-machines/{machine}`: for browsers its executions, for programs its description.
pub(super) async fn describe(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    if visit.wants_page() {
        return pages::executions(visit).await;
    }
    visit.query(&[])?;
    let arn = visit.rest.backend.machine_arn(visit.part(0));
    let mut answer =
        visit.rest.backend.act(Action::DescribeStateMachine, json!({ "stateMachineArn": arn })).await?;
    dates_as_text(&mut answer);
    let path = link::machine(visit.part(0));
    answer["links"] = json!({ "self": path, "executions": format!("{path}/executions") });
    Ok(negotiated(json_answer(200, &answer)))
}

/// The entries of a list in an answer.
pub(super) fn entries<'v>(answer: &'v mut Value, member: &str) -> impl Iterator<Item = &'v mut Value> {
    answer.get_mut(member).and_then(Value::as_array_mut).into_iter().flatten()
}

/// Says that the answer depends on what the client prefers.
pub(super) fn negotiated(answer: HttpAnswer) -> HttpAnswer {
    answer.with("vary", "accept")
}
