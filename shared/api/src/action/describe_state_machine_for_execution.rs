//! `DescribeStateMachineForExecution`: definition and role that the execution runs with. Of a revision that is no longer
//! the current one nothing else is kept: logging and tracing then show their defaults, there is no `revisionId`, and
//! `updateDate` is the start of the execution, by which the revision was made.

use serde_json::{Value, json};
use stepwell_engine::history::wire::seconds;
use stepwell_journal::cover::Cover;
use stepwell_journal::machine::Machine;

use super::Call;
use super::describe_state_machine::add_variable_references;
use crate::api::Api;
use crate::fault::Fault;
use crate::model::{Member, Shape, optional, required};
use crate::{registry, resource};

/// The request.
pub const MEMBERS: &[Member] =
    &[required("executionArn", Shape::ARN), optional("includedData", Shape::INCLUDED_DATA)];

/// Carries it out.
pub async fn run(call: Call<'_>) -> Result<Value, Fault> {
    let orchestrator = &call.api.orchestrator;
    let arn = call.request.required("executionArn")?;
    let key = resource::execution(&orchestrator.config.place, arn)?;
    let key = key.ok_or_else(|| Fault::no_execution(arn))?;
    let found = orchestrator.journal.load(&key).await.map_err(|error| Fault::world(&error))?;
    let cover = found.map(|loaded| loaded.cover).ok_or_else(|| Fault::no_execution(arn))?;
    let machine = current(call.api, &cover).await?;
    let definition = match call.request.metadata_only() {
        true => "{}".to_owned(),
        false => definition(call.api, &cover).await?,
    };
    let updated_ms = machine.as_ref().map_or(cover.identity.started_ms, |machine| machine.updated_ms);
    let mut answer = json!({
        "stateMachineArn": cover.identity.state_machine_arn,
        "name": cover.identity.state_machine_name,
        "definition": definition,
        "roleArn": cover.identity.role_arn,
        "updateDate": seconds(updated_ms),
    });
    for (name, value) in registry::configurations(machine.as_ref())? {
        answer[name] = value;
    }
    if let Some(revision) = machine.as_ref().and_then(registry::revision_id) {
        answer["revisionId"] = json!(revision);
    }
    add_variable_references(&mut answer, &definition);
    Ok(answer)
}

async fn definition(api: &Api, cover: &Cover) -> Result<String, Fault> {
    let name = &cover.identity.state_machine_name;
    let text = registry::machines(api).definition(name, &cover.definition).await;
    let text = text.map_err(|error| Fault::world(&error))?;
    text.ok_or_else(|| {
        Fault::world(&format!("the definition of `{}` is missing", cover.identity.execution_arn))
    })
}

/// The state machine if the execution runs its current revision.
async fn current(api: &Api, cover: &Cover) -> Result<Option<Machine>, Fault> {
    let identity = &cover.identity;
    let found = registry::machines(api).get(&identity.state_machine_name).await;
    let found = found.map_err(|error| Fault::world(&error))?;
    Ok(found.map(|(machine, _)| machine).filter(|machine| {
        machine.generation == cover.generation
            && machine.definition == cover.definition
            && machine.role_arn == identity.role_arn
            && machine.updated_ms <= identity.started_ms
    }))
}
