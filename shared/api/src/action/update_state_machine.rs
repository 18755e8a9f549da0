//! `UpdateStateMachine`: a real change makes a new revision; one that changes nothing keeps the revision there is.

use serde_json::{Map, Value, json};
use stepwell_engine::history::wire::seconds;

use super::Call;
use super::create_state_machine::refuse_versions;
use crate::fault::{Code, Fault};
use crate::model::{Member, Shape, optional, required};
use crate::registry::{self, Change};
use crate::{configuration, definition, resource};

/// The request.
pub const MEMBERS: &[Member] = &[
    required("stateMachineArn", Shape::ARN),
    optional("definition", Shape::DEFINITION),
    optional("roleArn", Shape::ARN),
    optional("loggingConfiguration", Shape::LOGGING),
    optional("tracingConfiguration", Shape::TRACING),
    optional("publish", Shape::Flag),
    optional("versionDescription", Shape::VERSION_DESCRIPTION),
    optional("encryptionConfiguration", Shape::ENCRYPTION),
];

/// Carries it out.
pub async fn run(call: Call<'_>) -> Result<Value, Fault> {
    let request = call.request;
    refuse_versions(call)?;
    let encryption = request.structure("encryptionConfiguration");
    let logging = request.structure("loggingConfiguration");
    let tracing = request.structure("tracingConfiguration");
    let change = Change {
        definition: request.text("definition").map(str::to_owned),
        role_arn: request.text("roleArn").map(str::to_owned),
        logging: logging.map(|logging| configuration::logging(Some(logging))).transpose()?,
        tracing: tracing.map(|tracing| configuration::tracing(Some(tracing))),
    };
    if change == Change::default() && encryption.is_none() {
        let message = "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration \
                       must be specified";
        return Err(Fault::new(Code::MissingRequiredParameter, message));
    }
    configuration::encryption(encryption)?;
    let arn = request.required("stateMachineArn")?;
    resource::refuse_label(&call.api.orchestrator.config.place, arn)?;
    let machine = registry::find(call.api, arn).await?;
    if let Some(text) = &change.definition {
        definition::check(text, registry::kind(&machine))?;
    }
    let machine = registry::update(call.api, &machine.name, &change).await?;
    let mut answer = Map::new();
    answer.insert("updateDate".to_owned(), seconds(machine.updated_ms));
    if let Some(revision) = registry::revision_id(&machine) {
        answer.insert("revisionId".to_owned(), json!(revision));
    }
    Ok(Value::Object(answer))
}
