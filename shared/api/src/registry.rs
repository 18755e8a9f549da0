//! What the actions ask of and do to the registry of state machines. The id of a revision that was never updated is
//! `INITIAL`, as the service calls it, and is not shown.

mod change;
mod delete;

pub use change::{Change, Creation, Settings, create, update};
pub use delete::delete;

use serde_json::{Value, json};
use stepwell_asl::MachineType;
use stepwell_journal::machine::{self as kept, Machine, MachineStatus, Machines};
use stepwell_orchestrator::arn;

use crate::api::Api;
use crate::configuration;
use crate::fault::{Code, Fault};
use crate::resource::{self, MachineArn};

/// Id of a revision that was never updated. Source: Step Functions API, `PublishStateMachineVersion`.
const INITIAL: &str = "INITIAL";

/// The registry.
pub(crate) fn machines(api: &Api) -> &Machines {
    &api.orchestrator.machines
}

/// The ARN that a state machine of this name has here.
pub fn arn(api: &Api, name: &str) -> String {
    arn::state_machine(&api.orchestrator.config.place, name)
}

/// The state machine of a plain ARN, whatever its status. Versions, aliases and child workflows are not there yet, so
/// their ARNs name nothing.
///
/// # Errors
/// `InvalidArn`, `StateMachineDoesNotExist`, and what goes wrong with the world.
pub async fn find_any(api: &Api, text: &str) -> Result<Machine, Fault> {
    match resource::machine(&api.orchestrator.config.place, text)? {
        MachineArn::Plain(name) => {
            let found = machines(api).get(&name).await.map_err(|error| Fault::world(&error))?;
            found.map(|(machine, _)| machine).ok_or_else(|| Fault::no_machine(text))
        }
        MachineArn::Qualified | MachineArn::Labelled | MachineArn::Elsewhere => Err(Fault::no_machine(text)),
    }
}

/// The state machine of a plain ARN if it is in use.
///
/// # Errors
/// `StateMachineDeleting`, and those of [`find_any`].
pub async fn find(api: &Api, text: &str) -> Result<Machine, Fault> {
    let machine = find_any(api, text).await?;
    refuse_deleting(&machine)?;
    Ok(machine)
}

/// The state machine of a plain ARN for starting an execution: as it is, or was a moment ago in another process.
///
/// # Errors
/// Those of [`find`].
pub async fn find_to_start(api: &Api, text: &str) -> Result<Machine, Fault> {
    let MachineArn::Plain(name) = resource::machine(&api.orchestrator.config.place, text)? else {
        return Err(Fault::no_machine(text));
    };
    let found = api.orchestrator.machine(&name).await.map_err(|error| Fault::world(&error))?;
    let machine = found.ok_or_else(|| Fault::no_machine(text))?;
    refuse_deleting(&machine)?;
    Ok(machine)
}

fn refuse_deleting(machine: &Machine) -> Result<(), Fault> {
    match machine.status {
        MachineStatus::Active => Ok(()),
        MachineStatus::Deleting => {
            Err(Fault::new(Code::StateMachineDeleting, format!("State Machine Deleting: '{}'", machine.arn)))
        }
    }
}

/// The text of a definition.
pub async fn definition(api: &Api, machine: &Machine) -> Result<String, Fault> {
    let text = machines(api).definition(&machine.name, &machine.definition).await;
    let text = text.map_err(|error| Fault::world(&error))?;
    text.ok_or_else(|| Fault::world(&format!("the definition of `{}` is missing", machine.arn)))
}

/// The type of a state machine as definitions know it.
pub fn kind(machine: &Machine) -> MachineType {
    match machine.machine_type {
        kept::MachineType::Standard => MachineType::Standard,
        kept::MachineType::Express => MachineType::Express,
    }
}

/// The name of a type on the wire.
pub fn type_name(machine_type: kept::MachineType) -> &'static str {
    match machine_type {
        kept::MachineType::Standard => "STANDARD",
        kept::MachineType::Express => "EXPRESS",
    }
}

/// The name of a status on the wire.
pub fn status_name(status: MachineStatus) -> &'static str {
    match status {
        MachineStatus::Active => "ACTIVE",
        MachineStatus::Deleting => "DELETING",
    }
}

/// The id of a revision as it is shown: not at all for the first one.
pub fn revision_id(machine: &Machine) -> Option<&str> {
    Some(machine.revision_id.as_str()).filter(|id| *id != INITIAL)
}

/// Logging and tracing of a state machine, with their defaults: members of an answer.
pub fn configurations(machine: Option<&Machine>) -> Result<[(&'static str, Value); 3], Fault> {
    let read = |text: Option<&String>| text.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let logging = match read(machine.and_then(|machine| machine.logging.as_ref())) {
        Some(logging) => logging,
        None => configuration::logging(None)?,
    };
    let tracing = read(machine.and_then(|machine| machine.tracing.as_ref()));
    Ok([
        ("loggingConfiguration", logging),
        ("tracingConfiguration", tracing.unwrap_or_else(|| configuration::tracing(None))),
        ("encryptionConfiguration", json!({ "type": "AWS_OWNED_KEY" })),
    ])
}
