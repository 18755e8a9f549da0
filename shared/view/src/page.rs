//! The pages of executions as HTML made on the server. Absent: scripts, forms, and pages of other parts.
//!
//! A page needs a content security policy no wider than `style-src 'nonce-…'`: there are no style attributes, no
//! scripts and no outside resources. Every text goes through the template engine's escaping; only the SVG, which
//! escapes its own texts, is put in as it is.

mod events;
mod lists;
mod payload;
mod visits;

use crate::graph;
use crate::model::Workflow;
use crate::moment::{self, Millis};
use crate::progress::Progress;
use crate::status::Status;
use askama::Template;
use payload::Payload;
use serde_json::Value;

pub use lists::{ExecutionRow, MachineRow, error, executions, machines};

/// What the execution page shows.
#[derive(Debug, Clone, Copy)]
pub struct PageInput<'a> {
    /// Answer of `DescribeExecution`.
    pub execution: &'a Value,
    /// The definition the execution runs.
    pub workflow: &'a Workflow,
    /// All events, oldest first.
    pub events: &'a [Value],
    /// The same events, folded.
    pub progress: &'a Progress,
    /// The present, for durations of what is open.
    pub now_ms: Millis,
    /// Page of the event table, from 1; out of range counts as the nearest.
    pub page: usize,
    /// Nonce of the content security policy of this answer.
    pub nonce: &'a str,
    /// Link to the list of executions; empty for none.
    pub back: &'a str,
}

#[derive(Template)]
#[template(path = "execution.html")]
struct ExecutionPage<'a> {
    nonce: &'a str,
    css: &'static str,
    title: &'a str,
    machine: &'a str,
    back: &'a str,
    status: Status,
    refresh: bool,
    started: String,
    ended: String,
    took: String,
    svg: String,
    input: Payload,
    output: Payload,
    error: Option<&'a str>,
    cause: Payload,
    visits: visits::Table,
    events: events::Table,
}

/// The style sheet of all pages, for one style element with the nonce.
const CSS: &str = include_str!("../templates/style.css");

/// Draws the page of one execution.
pub fn render(input: &PageInput<'_>) -> String {
    let described = input.execution;
    let text = |field: &str| described.get(field).and_then(Value::as_str);
    let whole = &input.progress.whole;
    let status = text("status").map_or(whole.status, Status::of_execution);
    let started = moment::read(described.get("startDate")).or(whole.started_ms);
    let ended = moment::read(described.get("stopDate")).or(whole.ended_ms);
    let name = text("name").unwrap_or("execution");
    let machine =
        text("stateMachineArn").map(|arn| arn.rsplit(':').next().unwrap_or(arn)).unwrap_or_default();
    let options =
        graph::Options { title: format!("graph of {machine}"), nonce: Some(input.nonce.to_owned()) };
    let cause = text("cause").or(whole.cause.as_deref());
    let page = ExecutionPage {
        nonce: input.nonce,
        css: CSS,
        title: name,
        machine,
        back: input.back,
        status,
        refresh: status == Status::Running,
        started: started.map(moment::date).unwrap_or_else(|| "–".to_owned()),
        ended: ended.map(moment::date).unwrap_or_else(|| "–".to_owned()),
        took: started.map(|from| moment::duration(ended.unwrap_or(input.now_ms) - from)).unwrap_or_default(),
        svg: graph::svg(input.workflow, &input.progress.statuses(), &options),
        input: Payload::page(text("input").or(whole.input.as_deref())),
        output: Payload::page(text("output").or(whole.output.as_deref())),
        error: text("error").or(whole.error.as_deref()),
        cause: Payload::page(cause),
        visits: visits::Table::new(input),
        events: events::Table::new(input),
    };
    written(page.render())
}

/// Writing into a string cannot fail; should a template do so all the same, the reader sees why.
fn written(page: Result<String, askama::Error>) -> String {
    page.unwrap_or_else(|error| {
        format!("<!doctype html><title>error</title><p>{}</p>", crate::text::escape(&error.to_string()))
    })
}

#[cfg(test)]
mod tests;
