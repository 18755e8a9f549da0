//! `ListExecutions`: the executions of a state machine, newest start first. The list may lag behind by seconds, and a
//! page may hold fewer than asked for, even none, before the last one. Map runs, versions and aliases are not there yet.

use serde_json::{Map, Value, json};
use stepwell_asl::MachineType;
use stepwell_engine::history::wire::seconds;
use stepwell_journal::cover::{Closed, ListedExecution};
use stepwell_orchestrator::arn::{self, Place};

use super::Call;
use crate::fault::{Code, Fault};
use crate::limits::PAGE_DEFAULT;
use crate::model::{Member, Request, Shape, optional};
use crate::page_token::Listing;
use crate::registry;

/// Statuses in the order in which the service names them.
const STATUSES: [&str; 6] = ["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"];

/// The request.
pub const MEMBERS: &[Member] = &[
    optional("stateMachineArn", Shape::ARN),
    optional("statusFilter", Shape::Enum(&STATUSES)),
    optional("maxResults", Shape::PAGE_SIZE),
    optional("nextToken", Shape::Text { min: 1, max: 3_096 }),
    optional("mapRunArn", Shape::LONG_ARN),
    optional("redriveFilter", Shape::Enum(&["REDRIVEN", "NOT_REDRIVEN"])),
];

/// Carries it out.
pub async fn run(call: Call<'_>) -> Result<Value, Fault> {
    let request = call.request;
    let machine_arn = machine_arn(request)?;
    let machine = registry::find_any(call.api, machine_arn).await?;
    if registry::kind(&machine) == MachineType::Express {
        let message = "This operation is not supported by this type of state machine";
        return Err(Fault::new(Code::StateMachineTypeNotSupported, message));
    }
    let status = request.text("statusFilter");
    let now_ms = call.api.now_ms();
    let filter = [machine_arn, status.unwrap_or_default()];
    let listing = Listing { action: "ListExecutions", filter: &filter };
    let after = match request.text("nextToken") {
        Some(token) => Some(listing.place(token, now_ms)?),
        None => None,
    };
    let orchestrator = &call.api.orchestrator;
    let size = request.page_size(PAGE_DEFAULT);
    let found = orchestrator.journal.list(&machine.name, status.and_then(closed), size, after).await;
    let found = found.map_err(|error| Fault::world(&error))?;
    if found.newer > 0 {
        tracing::warn!(
            machine = machine.name,
            executions = found.newer,
            "what a newer version wrote is left out of a list"
        );
    }
    let ours = found.executions.iter().filter(|listed| listed.generation == machine.generation);
    let items: Vec<Value> =
        ours.map(|listed| item(&orchestrator.config.place, &machine.arn, listed)).collect();
    let mut answer = json!({ "executions": items });
    if let Some(more) = found.more {
        answer["nextToken"] = json!(listing.token_at(&more, now_ms)?);
    }
    Ok(answer)
}

/// The one ARN that says what to list.
fn machine_arn(request: Request<'_>) -> Result<&str, Fault> {
    let machine_arn = request.text("stateMachineArn");
    let by_map_run = request.text("mapRunArn").is_some();
    match machine_arn {
        Some(_) if by_map_run => {
            Err(Fault::validation("only one of `stateMachineArn` and `mapRunArn` can be given"))
        }
        None if by_map_run => Err(Fault::not_yet("ListExecutions by `mapRunArn` is")),
        None => Err(Fault::validation("either `stateMachineArn` or `mapRunArn` must be given")),
        Some(_) if request.text("statusFilter") == Some("PENDING_REDRIVE") => {
            Err(Fault::validation("`statusFilter` PENDING_REDRIVE needs `mapRunArn`"))
        }
        Some(_) if request.text("redriveFilter").is_some() => {
            Err(Fault::validation("`redriveFilter` needs `mapRunArn`"))
        }
        Some(arn) => Ok(arn),
    }
}

fn closed(status: &str) -> Option<Closed> {
    let all = [Closed::Running, Closed::Succeeded, Closed::Failed, Closed::TimedOut, Closed::Aborted];
    all.into_iter().find(|closed| closed.name() == status)
}

fn item(place: &Place, machine_arn: &str, listed: &ListedExecution) -> Value {
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| drop(item.insert(name.to_owned(), value));
    put("executionArn", json!(arn::execution(place, &listed.key)));
    put("stateMachineArn", json!(machine_arn));
    put("name", json!(listed.key.execution));
    put("status", json!(listed.closed.name()));
    put("startDate", seconds(listed.started_ms));
    if let Some(stopped_ms) = listed.stopped_ms {
        put("stopDate", seconds(stopped_ms));
    }
    for (name, value) in
        [("stateMachineVersionArn", &listed.version_arn), ("stateMachineAliasArn", &listed.alias_arn)]
    {
        if let Some(value) = value {
            put(name, json!(value));
        }
    }
    put("redriveCount", json!(0));
    Value::Object(item)
}
