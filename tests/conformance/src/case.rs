//! A recorded case as its file has it: the steps, what they expect, the answers of scripted functions. Absent on purpose:
//! filling in placeholders (`placeholder`) and reading folders (`suite`).

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// One recorded case: API calls in order with the service's answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Case {
    /// The name of the file without its ending.
    pub name: String,
    /// The name of the folder.
    pub area: String,
    /// What the case needs besides the Step Functions API.
    pub kind: Kind,
    /// Day on which the service gave these answers, `YYYY-MM-DD`.
    pub recorded: String,
    /// How long the case took on an emulator in real time, seconds.
    pub seconds: u64,
    /// Branches or iterations ran concurrently: another interleaving of the events is as right.
    #[serde(default)]
    pub order_may_vary: bool,
    /// Answers of the functions, in the order of their invocation. `None`: the case has no functions.
    pub lambda_script: Option<Vec<ScriptEntry>>,
    /// What to do, in order, on one client.
    #[serde(deserialize_with = "steps")]
    pub steps: Vec<Step>,
}

impl Case {
    /// `area/name`, as in the list of passed cases.
    pub fn id(&self) -> String {
        format!("{}/{}", self.area, self.name)
    }
}

/// What a case needs besides the Step Functions API.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Nothing.
    Plain,
    /// A Lambda function that answers by script.
    NeedsLambdaScript,
}

/// One step of a case.
#[derive(Clone, Debug)]
pub enum Step {
    /// An API call.
    Call(Box<Call>),
    /// Waiting until something is so.
    Wait(Wait),
}

/// An API call and what it answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Call {
    /// API action, `CreateStateMachine`.
    pub action: String,
    /// Request body with placeholders.
    pub request: Value,
    /// Placeholder name → path of the member of the real answer that it stands for in later steps.
    #[serde(default)]
    pub save: BTreeMap<String, String>,
    /// The whole answer.
    pub expect: Option<Map<String, Value>>,
    /// The top-level members of the answer that count.
    pub expect_part: Option<Map<String, Value>>,
    /// The error with which the call fails.
    pub expect_error: Option<ExpectedError>,
    /// Lists in this answer are compared without order.
    #[serde(default)]
    pub unordered: bool,
    /// Events inside a Parallel state were recorded sorted, without ids.
    #[serde(default)]
    pub parallel_unordered: bool,
}

impl Call {
    fn expectations(&self) -> usize {
        usize::from(self.expect.is_some())
            + usize::from(self.expect_part.is_some())
            + usize::from(self.expect_error.is_some())
    }
}

/// The error with which a call fails.
#[derive(Clone, Debug, Deserialize)]
pub struct ExpectedError {
    /// Error type without namespace.
    pub code: String,
    /// Text, if it was recorded.
    pub message: Option<String>,
    /// HTTP status, if it is not 400.
    pub status: Option<u16>,
    /// Other members of the error body.
    #[serde(flatten)]
    pub members: Map<String, Value>,
}

/// Waiting until something is so.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "wait", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Wait {
    /// The execution is in a final status.
    ExecutionEnded {
        /// ARN with placeholders.
        #[serde(rename = "executionArn")]
        execution_arn: String,
    },
    /// The execution has its first history event.
    ExecutionStarted {
        /// ARN with placeholders.
        #[serde(rename = "executionArn")]
        execution_arn: String,
    },
    /// The answer to a call has a string somewhere.
    Listed(Listing),
    /// The answer to a call has a string nowhere.
    NotListed(Listing),
    /// That many seconds have passed.
    Seconds {
        /// Seconds, may be a fraction.
        seconds: f64,
    },
}

/// The call that shows whether something is listed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    /// API action, `ListStateMachineVersions`.
    pub action: String,
    /// Request body with placeholders.
    pub request: Value,
    /// The string, with placeholders.
    pub arn: String,
}

/// How one call of a scripted function ends, as the state sees it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScriptEntry {
    /// `function` or `lambda:invoke`; others alike.
    pub integration: String,
    /// Success: the result, which may be null.
    #[serde(default, deserialize_with = "present")]
    pub result: Option<Value>,
    /// Failure: the error name.
    pub error: Option<String>,
    /// Failure: the cause; an object stands for its JSON text.
    pub cause: Option<Value>,
    /// No answer comes.
    #[serde(default)]
    pub times_out: bool,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// A step has no tag of its own, so it is read as a wait if it says `wait`: an untagged enum would hide which field of a
/// broken step is wrong.
fn steps<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Step>, D::Error> {
    use serde::de::Error;
    let raw = Vec::<Value>::deserialize(deserializer)?;
    raw.into_iter()
        .enumerate()
        .map(|(number, value)| {
            step(value).map_err(|cause| D::Error::custom(format!("step {}: {cause}", number + 1)))
        })
        .collect()
}

fn step(value: Value) -> Result<Step, String> {
    if value.get("wait").is_some() {
        return serde_json::from_value(value).map(Step::Wait).map_err(|cause| cause.to_string());
    }
    let call: Call = serde_json::from_value(value).map_err(|cause| cause.to_string())?;
    match call.expectations() {
        0 | 1 => Ok(Step::Call(Box::new(call))),
        _ => Err("more than one of `expect`, `expectPart`, `expectError`".to_owned()),
    }
}

#[cfg(test)]
#[path = "case_tests.rs"]
mod tests;
