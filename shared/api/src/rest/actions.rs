//! The actions of this crate as the backend of the plain routes.

use async_trait::async_trait;
use serde_json::{Value, json};
use stepwell_journal::ExecutionKey;
use stepwell_orchestrator::arn;

use crate::action::{self, Call, get_execution_history, start_execution};
use crate::api::Api;
use crate::fault::Fault;
use crate::model::{Request, check};
use crate::protocol::Action;
use crate::resource;
use crate::rest::backend::{Backend, HistoryPart, HistoryQuery};
use crate::rest::place;

#[async_trait]
impl Backend for Api {
    fn machine_arn(&self, name: &str) -> String {
        arn::state_machine(&self.orchestrator.config.place, name)
    }

    fn execution_arn(&self, machine: &str, name: &str) -> String {
        arn::execution(&self.orchestrator.config.place, &ExecutionKey::new(machine, name))
    }

    async fn act(&self, action: Action, input: Value) -> Result<Value, Fault> {
        let members = input.as_object().ok_or_else(|| Fault::validation("the request is no object"))?;
        check(members, action.members(), self.orchestrator.config.limits.payload_bytes_max)?;
        action::run(action, Call { api: self, request: Request::new(members), trace_header: None }).await
    }

    async fn start(&self, input: Value, start_id: Option<&str>) -> Result<Value, Fault> {
        let members = input.as_object().ok_or_else(|| Fault::validation("the request is no object"))?;
        check(members, Action::StartExecution.members(), self.orchestrator.config.limits.payload_bytes_max)?;
        let call = Call { api: self, request: Request::new(members), trace_header: None };
        start_execution::start(call, start_id).await
    }

    async fn history(&self, query: HistoryQuery<'_>) -> Result<HistoryPart, Fault> {
        let mut input = json!({
            "executionArn": query.execution_arn,
            "maxResults": query.limit,
            "reverseOrder": query.reverse,
        });
        if let Some(after) = query.after {
            let Some(token) = self.token(&query, after).await? else {
                return Ok(HistoryPart { events: Vec::new(), more: false });
            };
            input["nextToken"] = json!(token);
        }
        let mut answer = self.act(Action::GetExecutionHistory, input).await?;
        let more = answer.get("nextToken").is_some();
        match answer.get_mut("events").map(Value::take) {
            Some(Value::Array(events)) => Ok(HistoryPart { events, more }),
            Some(_) | None => Ok(HistoryPart { events: Vec::new(), more }),
        }
    }
}

impl Api {
    /// The page token that goes on behind an event; none if nothing is there.
    async fn token(&self, query: &HistoryQuery<'_>, after: u64) -> Result<Option<String>, Fault> {
        let arn = query.execution_arn;
        let key = resource::execution(&self.orchestrator.config.place, arn)?;
        let key = key.ok_or_else(|| Fault::no_execution(arn))?;
        let journal = &self.orchestrator.journal;
        let loaded = journal.load(&key).await.map_err(|error| Fault::world(&error))?;
        let loaded = loaded.ok_or_else(|| Fault::no_execution(arn))?;
        // Reading backwards, the place before an event is the one behind it.
        let id = if query.reverse { after } else { after.saturating_add(1) };
        if (query.reverse && id <= 1) || (!query.reverse && id > loaded.head.execution.last_event) {
            return Ok(None);
        }
        let place =
            place::before(journal, &key, loaded.head.page, id).await.map_err(|error| Fault::world(&error))?;
        get_execution_history::token(arn, query.reverse, true, place, self.now_ms()).map(Some)
    }
}
