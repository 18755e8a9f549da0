//! `CreateStateMachine`: the name is taken once; the same request again gets the same answer. The role of a repeated
//! request is ignored, as the service does. Versions (`publish`) and tags are not there yet.

use serde_json::{Value, json};
use stepwell_asl::MachineType;
use stepwell_engine::history::wire::seconds;

use super::Call;
use crate::definition;
use crate::fault::{Code, Fault};
use crate::model::{Member, Shape, optional, required};
use crate::registry::{self, Creation, Settings};
use crate::{configuration, name};

/// The request.
pub const MEMBERS: &[Member] = &[
    required("name", Shape::NAME),
    required("definition", Shape::DEFINITION),
    required("roleArn", Shape::ARN),
    optional("type", Shape::MACHINE_TYPE),
    optional("loggingConfiguration", Shape::LOGGING),
    optional("tags", Shape::TAGS),
    optional("tracingConfiguration", Shape::TRACING),
    optional("publish", Shape::Flag),
    optional("versionDescription", Shape::VERSION_DESCRIPTION),
    optional("encryptionConfiguration", Shape::ENCRYPTION),
];

/// Carries it out.
pub async fn run(call: Call<'_>) -> Result<Value, Fault> {
    let request = call.request;
    let name = request.required("name")?;
    name::check(name)?;
    refuse_versions(call)?;
    let kind =
        if request.text("type") == Some("EXPRESS") { MachineType::Express } else { MachineType::Standard };
    let settings = Settings {
        role_arn: request.required("roleArn")?.to_owned(),
        definition: request.required("definition")?.to_owned(),
        logging: configuration::logging(request.structure("loggingConfiguration"))?,
        tracing: configuration::tracing(request.structure("tracingConfiguration")),
    };
    configuration::encryption(request.structure("encryptionConfiguration"))?;
    if request.list("tags").is_some_and(|tags| !tags.is_empty()) {
        return Err(Fault::not_yet("`tags` are"));
    }
    definition::check(&settings.definition, kind)?;
    let machine = match registry::create(call.api, name, kind, settings).await? {
        Creation::There(machine) => machine,
        Creation::Differs(machine) => {
            let message = format!("State Machine Already Exists: '{}'", machine.arn);
            return Err(Fault::new(Code::StateMachineAlreadyExists, message));
        }
    };
    Ok(json!({ "stateMachineArn": machine.arn, "creationDate": seconds(machine.created_ms) }))
}

/// Refuses what asks for a version, in the service's words where it would refuse too.
pub(super) fn refuse_versions(call: Call<'_>) -> Result<(), Fault> {
    if call.request.flag("publish") == Some(true) {
        return Err(Fault::not_yet("`publish` is"));
    }
    if call.request.text("versionDescription").is_some() {
        return Err(Fault::validation("Version description can only be set when publish is true"));
    }
    Ok(())
}
