//! What a case uses of the language and the API, so that a target can say what is not there yet. Definitions are walked as
//! state machines, states and payload templates; nothing is searched for as text outside the values where it has its
//! meaning. Absent on purpose: judging whether a definition is right.

mod definition;
mod expression;

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use crate::case::{Call, Case, Step, Wait};

/// Something that a case uses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    /// An API action.
    Action(String),
    /// A member of an API request other than those that every server has: `TestState.mock`.
    Member(String),
    /// A state type: `Map`.
    State(String),
    /// The query language JSONata.
    Jsonata,
    /// An intrinsic function: `States.Format`.
    Intrinsic(String),
    /// Variables: `Assign`, or a reference to one.
    Variables,
    /// A Map state whose mode is distributed.
    DistributedMap,
    /// `ItemReader` of a Map state.
    ItemReader,
    /// `ItemBatcher` of a Map state.
    ItemBatcher,
    /// `ResultWriter` of a Map state.
    ResultWriter,
    /// A state that waits for an activity's worker.
    Activity,
    /// A state whose resource is a Lambda function.
    Function,
    /// The resource of a state that calls a service: `lambda:invoke`, `aws-sdk:s3:getObject`.
    Resource(String),
    /// `Credentials` of a state.
    Credentials,
    /// `Retry` of a state.
    Retry,
    /// `Catch` of a state.
    Catch,
    /// A machine of type `EXPRESS`.
    Express,
    /// Versions of a state machine.
    Versions,
    /// Aliases of a state machine.
    Aliases,
    /// Tags.
    Tags,
    /// `loggingConfiguration`.
    Logging,
    /// `tracingConfiguration`.
    Tracing,
    /// `encryptionConfiguration`.
    Encryption,
    /// Functions that answer by script.
    ScriptedFunctions,
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Feature::Action(name) => write!(f, "action {name}"),
            Feature::Member(name) => write!(f, "request member {name}"),
            Feature::State(name) => write!(f, "state type {name}"),
            Feature::Intrinsic(name) => write!(f, "intrinsic function {name}"),
            Feature::Resource(name) => write!(f, "resource {name}"),
            Feature::Jsonata => f.write_str("JSONata"),
            Feature::Variables => f.write_str("variables"),
            Feature::DistributedMap => f.write_str("distributed Map"),
            Feature::ItemReader => f.write_str("ItemReader"),
            Feature::ItemBatcher => f.write_str("ItemBatcher"),
            Feature::ResultWriter => f.write_str("ResultWriter"),
            Feature::Activity => f.write_str("activities"),
            Feature::Function => f.write_str("Lambda function as resource"),
            Feature::Credentials => f.write_str("Credentials"),
            Feature::Retry => f.write_str("Retry"),
            Feature::Catch => f.write_str("Catch"),
            Feature::Express => f.write_str("type EXPRESS"),
            Feature::Versions => f.write_str("versions"),
            Feature::Aliases => f.write_str("aliases"),
            Feature::Tags => f.write_str("tags"),
            Feature::Logging => f.write_str("loggingConfiguration"),
            Feature::Tracing => f.write_str("tracingConfiguration"),
            Feature::Encryption => f.write_str("encryptionConfiguration"),
            Feature::ScriptedFunctions => f.write_str("scripted functions"),
        }
    }
}

/// Everything that a case uses.
pub fn used(case: &Case) -> BTreeSet<Feature> {
    let mut found = BTreeSet::new();
    if case.lambda_script.is_some() {
        found.insert(Feature::ScriptedFunctions);
    }
    for step in &case.steps {
        match step {
            Step::Call(call) => called(call, &mut found),
            Step::Wait(Wait::Listed(listing) | Wait::NotListed(listing)) => {
                action(&listing.action, &mut found);
            }
            Step::Wait(Wait::ExecutionEnded { .. }) => action("DescribeExecution", &mut found),
            Step::Wait(Wait::ExecutionStarted { .. }) => action("GetExecutionHistory", &mut found),
            Step::Wait(Wait::Seconds { .. }) => {}
        }
    }
    found
}

fn called(call: &Call, found: &mut BTreeSet<Feature>) {
    action(&call.action, found);
    for (name, value) in call.request.as_object().into_iter().flatten() {
        request_member(&call.action, name, value, found);
    }
    if let Some(definition) = definition_of(&call.request) {
        definition::walk(&definition, found);
    }
}

fn action(name: &str, found: &mut BTreeSet<Feature>) {
    found.insert(Feature::Action(name.to_owned()));
    if name.contains("Version") {
        found.insert(Feature::Versions);
    }
    if name.contains("Alias") {
        found.insert(Feature::Aliases);
    }
    if matches!(name, "TagResource" | "UntagResource" | "ListTagsForResource") {
        found.insert(Feature::Tags);
    }
}

fn request_member(action: &str, name: &str, value: &Value, found: &mut BTreeSet<Feature>) {
    match name {
        "type" if value == "EXPRESS" => {
            found.insert(Feature::Express);
        }
        "publish" if *value == Value::Bool(true) => {
            found.insert(Feature::Versions);
        }
        "versionDescription" => {
            found.insert(Feature::Versions);
        }
        "tags" => {
            found.insert(Feature::Tags);
        }
        "loggingConfiguration" => {
            found.insert(Feature::Logging);
        }
        "tracingConfiguration" => {
            found.insert(Feature::Tracing);
        }
        "encryptionConfiguration" => {
            found.insert(Feature::Encryption);
        }
        "variables" if action == "TestState" => {
            found.insert(Feature::Variables);
        }
        _ => {}
    }
    if action == "TestState" && !matches!(name, "definition" | "input" | "roleArn" | "inspectionLevel") {
        found.insert(Feature::Member(format!("TestState.{name}")));
    }
}

/// The definition of a request: `{"$json": v}` or a text. A text that is not JSON uses nothing of the language.
fn definition_of(request: &Value) -> Option<Value> {
    match request.get("definition")? {
        Value::String(text) => serde_json::from_str(text).ok(),
        Value::Object(members) => members.get("$json").cloned(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    }
}

#[cfg(test)]
#[path = "features_tests.rs"]
mod tests;
