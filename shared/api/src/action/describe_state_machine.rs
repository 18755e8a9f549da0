//! `DescribeStateMachine`: the current revision.

use serde_json::{Value, json};
use stepwell_engine::history::wire::seconds;

use super::Call;
use crate::fault::Fault;
use crate::model::{Member, Shape, optional, required};
use crate::registry;

/// The request.
pub const MEMBERS: &[Member] =
    &[required("stateMachineArn", Shape::ARN), optional("includedData", Shape::INCLUDED_DATA)];

/// Carries it out.
pub async fn run(call: Call<'_>) -> Result<Value, Fault> {
    let machine = registry::find_any(call.api, call.request.required("stateMachineArn")?).await?;
    let definition = match call.request.metadata_only() {
        true => "{}".to_owned(),
        false => registry::definition(call.api, &machine).await?,
    };
    let mut answer = json!({
        "stateMachineArn": machine.arn,
        "name": machine.name,
        "status": registry::status_name(machine.status),
        "definition": definition,
        "roleArn": machine.role_arn,
        "type": registry::type_name(machine.machine_type),
        "creationDate": seconds(machine.created_ms),
    });
    for (name, value) in registry::configurations(Some(&machine))? {
        answer[name] = value;
    }
    if let Some(revision) = registry::revision_id(&machine) {
        answer["revisionId"] = json!(revision);
    }
    add_variable_references(&mut answer, &definition);
    Ok(answer)
}

/// Adds which variables the definition's states read, if any do.
pub(super) fn add_variable_references(answer: &mut Value, definition: &str) {
    let Ok(definition) = serde_json::from_str(definition) else { return };
    let references = crate::variable_references::of(&definition);
    if !references.is_empty() {
        answer["variableReferences"] = json!(references);
    }
}
