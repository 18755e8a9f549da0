//! `states:startExecution`: nested executions. Source: Step Functions developer guide, "Start a new AWS Step Functions
//! state machine from a running execution"; shapes recorded on the service.

use serde_json::{Map, Value, json};
use stepwell_asl::resource::Pattern;
use stepwell_engine::error::StateError;

use crate::call::{Integration, Job, Repeat, TaskCall, Verdict, member};
use crate::metadata::with_metadata;
use crate::service::{ServiceError, ServiceRequest, ServiceResponse};

/// The action.
pub struct StartExecution;

impl Integration for StartExecution {
    fn request(&self, call: &TaskCall<'_>) -> Result<ServiceRequest, StateError> {
        if !member(call.parameters, "StateMachineArn").is_string() {
            return Err(StateError::runtime(format!(
                "The Parameters '{}' could not be used to start the Task: [The field 'StateMachineArn' is required but was missing]",
                call.parameters
            )));
        }
        Ok(call.request("states", "startExecution", call.parameters.clone()))
    }

    /// Repeatable: the marker is the start id, and a repeated start with the same id gets the same answer.
    fn repeat(&self) -> Repeat {
        Repeat::Repeatable
    }

    /// An execution says who started it.
    fn leaves_a_mark(&self) -> bool {
        true
    }

    fn result(&self, _call: &TaskCall<'_>, response: ServiceResponse) -> Result<Value, StateError> {
        Ok(with_metadata(response))
    }

    fn error(&self, error: &ServiceError) -> StateError {
        // The error's name ends in `Exception`, the code in the cause does not.
        let cause = format!(
            "{} (Service: AWSStepFunctions; Status Code: {}; Error Code: {}; Request ID: {}; Proxy: null)",
            error.message, error.status, error.code, error.request_id
        );
        StateError::new(format!("StepFunctions.{}Exception", error.code), cause)
    }

    fn prefix(&self) -> &'static str {
        "StepFunctions"
    }

    fn job(&self) -> Option<&dyn Job> {
        Some(self)
    }
}

impl Job for StartExecution {
    fn describe(&self, call: &TaskCall<'_>, submitted: &Value) -> ServiceRequest {
        let input = json!({ "ExecutionArn": member(submitted, "ExecutionArn") });
        call.request("states", "describeExecution", input)
    }

    fn verdict(&self, call: &TaskCall<'_>, described: Value) -> Verdict {
        let Value::Object(mut members) = described else { return Verdict::Running };
        match members.get("Status").and_then(Value::as_str) {
            Some("SUCCEEDED") => {
                if call.pattern == Pattern::Sync2 {
                    parse_member(&mut members, "Input");
                    parse_member(&mut members, "Output");
                }
                Verdict::Succeeded(Value::Object(members))
            }
            Some("FAILED" | "TIMED_OUT" | "ABORTED") => {
                let cause = Value::Object(error_first(members)).to_string();
                Verdict::Failed(StateError::new("States.TaskFailed", cause))
            }
            Some(_) | None => Verdict::Running,
        }
    }

    fn cancel(&self, call: &TaskCall<'_>, submitted: &Value) -> Option<ServiceRequest> {
        let child = member(submitted, "ExecutionArn").as_str()?;
        Some(call.request("states", "stopExecution", json!({ "ExecutionArn": child })))
    }
}

/// JSON texts become JSON values in the result of `.sync:2`.
fn parse_member(members: &mut Map<String, Value>, name: &str) {
    if let Some(member) = members.get_mut(name)
        && let Some(parsed) = member.as_str().and_then(|text| serde_json::from_str(text).ok())
    {
        *member = parsed;
    }
}

/// The order in which the service writes the description of a failed child.
fn error_first(mut members: Map<String, Value>) -> Map<String, Value> {
    let mut ordered = Map::new();
    for name in ["Cause", "Error"] {
        if let Some(value) = members.shift_remove(name) {
            ordered.insert(name.to_owned(), value);
        }
    }
    ordered.extend(members);
    ordered
}
