//! Following an execution: its history is read page by page, the last page again and again until the execution has
//! ended. Deliberately absent: showing it (`progress`).

use serde_json::{Value, json};
use stepwell_view::model::Workflow;
use stepwell_view::progress::Progress;

use super::{CallError, Client};
use crate::failure::Failure;
use crate::limits::HISTORY_PAGE;

/// An execution that is followed.
pub struct Follower<'c> {
    client: &'c Client,
    /// ARN of the execution.
    pub execution_arn: String,
    /// What it has done so far.
    pub progress: Progress,
    /// Token of the last page of the history, which may grow.
    page: Value,
}

impl<'c> Follower<'c> {
    /// Begins to follow an execution.
    pub fn new(client: &'c Client, execution_arn: &str) -> Result<Self, Failure> {
        let about = json!({ "executionArn": execution_arn });
        let machine = client.call("DescribeStateMachineForExecution", &about)?;
        let workflow = Workflow::from_text(machine["definition"].as_str().unwrap_or_default());
        Ok(Follower {
            client,
            execution_arn: execution_arn.to_owned(),
            progress: Progress::new(&workflow),
            page: Value::Null,
        })
    }

    /// Takes in one page of the history and returns the events that are new. The second value says whether another page
    /// is there already.
    pub fn look(&mut self) -> Result<(Vec<Value>, bool), CallError> {
        let asked = json!({
            "executionArn": self.execution_arn,
            "maxResults": HISTORY_PAGE,
            "nextToken": self.page,
        });
        let mut page = self.client.call_patiently("GetExecutionHistory", &asked)?;
        let last = self.progress.last_event;
        let events = match page.get_mut("events").map(Value::take) {
            Some(Value::Array(events)) => events,
            Some(_) | None => Vec::new(),
        };
        let is_new = |event: &Value| event["id"].as_u64().is_some_and(|id| id > last);
        let events: Vec<Value> = events.into_iter().filter(is_new).collect();
        self.progress.append(&events);
        let next = page.get("nextToken").filter(|token| token.is_string());
        if let Some(next) = next {
            self.page = next.clone();
        }
        Ok((events, next.is_some()))
    }

    /// The execution as `DescribeExecution` shows it.
    pub fn describe(&self) -> Result<Value, CallError> {
        self.client.call_patiently("DescribeExecution", &json!({ "executionArn": self.execution_arn }))
    }
}
