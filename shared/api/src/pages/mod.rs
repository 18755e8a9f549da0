//! Pages for browsers: the drawings of `stepwell-view` over the answers of the actions.
//!
//! Each page may load nothing but its own style, named by a nonce of this one answer. Deliberately absent: scripts and
//! forms; a running execution's page asks the browser to load it anew.

use serde_json::{Value, json};
use stepwell_approvals::page::Page;
use stepwell_view::graph;
use stepwell_view::model::Workflow;
use stepwell_view::moment::{Millis, read};
use stepwell_view::page::{self, ExecutionRow, MachineRow, PageInput};
use stepwell_view::progress::Progress;

use crate::http::HttpAnswer;
use crate::protocol::Action;
use crate::rest::backend::{HistoryQuery, World};
use crate::rest::executions::{listed, named};
use crate::rest::limits::HISTORY_LIMIT_MAX;
use crate::rest::problem::Problem;
use crate::rest::{Visit, link};

pub mod limits;

use limits::EVENTS_SHOWN_MAX;

/// `GET /` and `GET /state-machines`: the state machines.
pub(crate) async fn machines(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    let query = visit.query(&["nextToken"])?;
    let mut input = json!({});
    if let Some(token) = query.text("nextToken") {
        input["nextToken"] = json!(token);
    }
    let answer = visit.rest.backend.act(Action::ListStateMachines, input).await?;
    let rows: Vec<MachineRow> = list(&answer, "stateMachines")
        .map(|machine| MachineRow {
            name: text(machine, "name").to_owned(),
            kind: text(machine, "type").to_owned(),
            created_ms: read(machine.get("creationDate")),
            link: link::machine(text(machine, "name")),
        })
        .collect();
    let next = answer.get("nextToken").and_then(Value::as_str);
    let more = next.map(|next| format!("/state-machines{}", link::query(&[("nextToken", Some(next))])));
    let nonce = nonce(&*visit.rest.world);
    Ok(html(200, &nonce, page::machines(&rows, &more.unwrap_or_default(), &nonce)))
}

/// `GET /state-machines/{machine}` and `GET /state-machines/{machine}/executions`: its executions.
pub(crate) async fn executions(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    let query = visit.query(&["status", "nextToken"])?;
    let machine = visit.part(0);
    let status = query.text("status");
    let answer = listed(visit, status, query.text("nextToken")).await?;
    let rows: Vec<ExecutionRow> = list(&answer, "executions")
        .map(|execution| ExecutionRow {
            name: text(execution, "name").to_owned(),
            status: text(execution, "status").to_owned(),
            started_ms: read(execution.get("startDate")),
            ended_ms: read(execution.get("stopDate")),
            link: link::execution(machine, text(execution, "name")),
        })
        .collect();
    let next = answer.get("nextToken").and_then(Value::as_str);
    let more = next.map(|next| {
        let query = link::query(&[("status", status), ("nextToken", Some(next))]);
        format!("{}/executions{query}", link::machine(machine))
    });
    let nonce = nonce(&*visit.rest.world);
    let more = more.unwrap_or_default();
    Ok(html(200, &nonce, page::executions(machine, &rows, "/", &more, now(visit), &nonce)))
}

/// `GET /executions/{machine}/{execution}`: graph, steps and events of one execution.
pub(crate) async fn execution(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    let query = visit.query(&["page"])?;
    let number = query.number("page")?.unwrap_or(1);
    let described = visit.rest.backend.act(Action::DescribeExecution, named(visit)).await?;
    let seen = look(visit).await?;
    let nonce = nonce(&*visit.rest.world);
    let shown = page::render(&PageInput {
        execution: &described,
        workflow: &seen.workflow,
        events: &seen.events,
        progress: &seen.progress,
        now_ms: now(visit),
        page: usize::try_from(number).unwrap_or(usize::MAX),
        nonce: &nonce,
        back: &link::machine(visit.part(0)),
    });
    Ok(html(200, &nonce, shown))
}

/// `GET /executions/{machine}/{execution}/graph.svg`: the graph alone.
pub(crate) async fn graph(visit: &Visit<'_>) -> Result<HttpAnswer, Problem> {
    visit.query(&[])?;
    let seen = look(visit).await?;
    let nonce = nonce(&*visit.rest.world);
    let options = graph::Options {
        title: format!("graph of {}, execution {}", visit.part(0), visit.part(1)),
        nonce: Some(nonce.clone()),
    };
    let drawn = graph::svg(&seen.workflow, &seen.progress.statuses(), &options);
    Ok(secured(HttpAnswer::new(200, "image/svg+xml", drawn), &nonce))
}

/// What an execution has done so far.
struct Seen {
    workflow: Workflow,
    events: Vec<Value>,
    progress: Progress,
}

async fn look(visit: &Visit<'_>) -> Result<Seen, Problem> {
    let backend = &visit.rest.backend;
    let machine = backend.act(Action::DescribeStateMachineForExecution, named(visit)).await?;
    let workflow = Workflow::from_text(text(&machine, "definition"));
    let arn = backend.execution_arn(visit.part(0), visit.part(1));
    let mut events: Vec<Value> = Vec::new();
    let mut after = None;
    while events.len() < EVENTS_SHOWN_MAX {
        let limit = HISTORY_LIMIT_MAX.min(EVENTS_SHOWN_MAX - events.len());
        let part =
            backend.history(HistoryQuery { execution_arn: &arn, after, limit, reverse: false }).await?;
        events.extend(part.events);
        let last = events.last().and_then(|event| event.get("id")).and_then(Value::as_u64);
        if !part.more || last <= after {
            break;
        }
        after = last;
    }
    let progress = Progress::from_history(&workflow, &events);
    Ok(Seen { workflow, events, progress })
}

/// The page for what could not be shown.
pub(crate) fn problem(nonce: &str, problem: Problem) -> HttpAnswer {
    let mut answer = html(problem.status, nonce, page::error(problem.name, &problem.detail, nonce));
    answer.headers.extend(problem.headers);
    answer
}

/// A page of the approvals as an answer.
pub(crate) fn answer(page: Page) -> HttpAnswer {
    HttpAnswer { status: page.status, headers: page.headers, body: page.html.into_bytes() }
}

/// A nonce of 128 bits for one answer.
pub(crate) fn nonce(world: &dyn World) -> String {
    format!("{:016x}{:016x}", world.random(), world.random())
}

fn html(status: u16, nonce: &str, page: String) -> HttpAnswer {
    secured(HttpAnswer::new(status, "text/html; charset=utf-8", page), nonce).with("vary", "accept")
}

fn secured(answer: HttpAnswer, nonce: &str) -> HttpAnswer {
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    );
    answer
        .with("content-security-policy", policy)
        .with("cache-control", "no-store")
        .with("referrer-policy", "no-referrer")
        .with("x-content-type-options", "nosniff")
}

fn list<'v>(answer: &'v Value, member: &str) -> impl Iterator<Item = &'v Value> {
    answer.get(member).and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(value: &'v Value, member: &str) -> &'v str {
    value.get(member).and_then(Value::as_str).unwrap_or_default()
}

fn now(visit: &Visit<'_>) -> Millis {
    Millis::try_from(visit.rest.world.now_ms()).unwrap_or(Millis::MAX)
}

#[cfg(test)]
mod tests;
