//! State machines that a server creates or updates when it starts. Definitions are checked before anything is touched,
//! and all complaints about all of them are told together.

use std::path::Path;

use serde_json::{Value, json};
use stepwell_api::Api;
use stepwell_api::fault::{Code, Fault};
use stepwell_api::protocol::Action;
use stepwell_api::rest::backend::Backend;
use stepwell_asl::machine::MachineType;
use stepwell_integrations::definition::parse;
use stepwell_local::config::StateMachine;

use crate::failure::Failure;
use crate::{complaints, document};

/// A state machine whose definition is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its name.
    pub name: String,
    /// The text of its definition.
    pub definition: String,
    /// ARN of its role, if one was named.
    pub role: Option<String>,
}

/// Reads and checks the definitions. Warnings are told on standard error.
pub fn check(machines: &[StateMachine]) -> Result<Vec<Checked>, Failure> {
    let mut checked = Vec::new();
    let mut complained = Vec::new();
    for machine in machines {
        let definition = document::read(&machine.definition).map_err(|failure| {
            Failure::new(format!("state machine `{}`: {}", machine.name, failure.message))
        })?;
        complained.extend(bad(&machine.definition, &definition));
        checked.push(Checked { name: machine.name.clone(), definition, role: machine.role.clone() });
    }
    if complained.is_empty() {
        return Ok(checked);
    }
    Err(Failure::new(format!("correct the definitions and start again\n{}", complained.join("\n"))))
}

/// The complaints about a definition that cannot be used; warnings about one that can are told at once.
fn bad(file: &Path, definition: &str) -> Vec<String> {
    let parsed = parse(definition, MachineType::Standard);
    let lines = complaints::lines(file, &parsed);
    if parsed.program.is_none() {
        return lines;
    }
    if !parsed.diagnostics.is_empty() {
        lines.iter().for_each(|line| eprintln!("{line}"));
    }
    Vec::new()
}

/// Creates a state machine, or updates the one that has its name. Returns its ARN.
pub async fn register(api: &Api, machine: &Checked) -> Result<String, Failure> {
    let account = &api.orchestrator.config.place.account;
    let role = machine.role.clone().unwrap_or_else(|| format!("arn:aws:iam::{account}:role/stepwell"));
    let failed = |fault: Fault| {
        Failure::new(format!("state machine `{}`: {}: {}", machine.name, fault.code.name(), fault.message))
    };
    let asked = json!({ "name": machine.name, "definition": machine.definition, "roleArn": role });
    match Backend::act(api, Action::CreateStateMachine, asked).await {
        Ok(created) => Ok(arn(&created)),
        Err(fault) if fault.code == Code::StateMachineAlreadyExists => {
            let arn = api.machine_arn(&machine.name);
            let asked = json!({ "stateMachineArn": arn, "definition": machine.definition, "roleArn": role });
            Backend::act(api, Action::UpdateStateMachine, asked).await.map_err(failed)?;
            Ok(arn)
        }
        Err(fault) => Err(failed(fault)),
    }
}

fn arn(created: &Value) -> String {
    created["stateMachineArn"].as_str().unwrap_or_default().to_owned()
}
