//! `glue:startJobRun`, also as a job. Source: Step Functions developer guide, "Start an AWS Glue job"; AWS Glue API,
//! `StartJobRun`, `GetJobRun`, `GetJobRuns`, `BatchStopJobRun`.

use serde_json::{Value, json};
use stepwell_engine::error::StateError;

use crate::call::{Integration, Job, Repeat, TaskCall, Verdict, member, optimised_error};
use crate::service::{ServiceError, ServiceRequest, ServiceResponse};

/// Argument under which a run carries the marker of the attempt that started it.
pub const MARKER_ARGUMENT: &str = "--stepwell-attempt";

/// The action.
pub struct StartJobRun;

impl Integration for StartJobRun {
    fn request(&self, call: &TaskCall<'_>) -> Result<ServiceRequest, StateError> {
        if !member(call.parameters, "JobName").is_string() {
            return Err(StateError::runtime(format!(
                "The Parameters '{}' could not be used to start the Task: [The field 'JobName' is required but was missing]",
                call.parameters
            )));
        }
        let mut input = call.parameters.clone();
        if let Value::Object(members) = &mut input {
            let arguments = members.entry("Arguments").or_insert_with(|| json!({}));
            if let Value::Object(arguments) = arguments {
                arguments.insert(MARKER_ARGUMENT.to_owned(), json!(call.marker));
            }
        }
        Ok(call.request("glue", "startJobRun", input))
    }

    /// Adopt: StartJobRun knows no idempotency token, but a run shows the arguments it was started with.
    fn repeat(&self) -> Repeat {
        Repeat::Adopt
    }

    fn result(&self, call: &TaskCall<'_>, response: ServiceResponse) -> Result<Value, StateError> {
        Ok(submitted(call, member(&response.output, "JobRunId")))
    }

    fn error(&self, error: &ServiceError) -> StateError {
        if error.status == 0 {
            return StateError::new("Glue.SdkClientException", error.message.clone());
        }
        optimised_error("Glue", error)
    }

    fn prefix(&self) -> &'static str {
        "Glue"
    }

    fn job(&self) -> Option<&dyn Job> {
        Some(self)
    }

    fn is_busy(&self, error: &ServiceError) -> bool {
        matches!(error.code.as_str(), "ConcurrentRunsExceededException" | "ThrottlingException")
    }
}

fn submitted(call: &TaskCall<'_>, run_id: &Value) -> Value {
    json!({ "JobName": member(call.parameters, "JobName"), "JobRunId": run_id })
}

impl Job for StartJobRun {
    fn describe(&self, call: &TaskCall<'_>, submitted: &Value) -> ServiceRequest {
        let input =
            json!({ "JobName": member(call.parameters, "JobName"), "RunId": member(submitted, "JobRunId") });
        call.request("glue", "getJobRun", input)
    }

    fn verdict(&self, _call: &TaskCall<'_>, described: Value) -> Verdict {
        let mut run = member(&described, "JobRun").clone();
        // The marker is ours, not the author's: a result does not show it.
        if let Some(Value::Object(arguments)) = run.get_mut("Arguments") {
            arguments.shift_remove(MARKER_ARGUMENT);
        }
        match member(&run, "JobRunState").as_str() {
            Some("SUCCEEDED") => Verdict::Succeeded(run),
            Some("FAILED" | "TIMEOUT" | "ERROR" | "STOPPED" | "EXPIRED") => {
                Verdict::Failed(StateError::new("States.TaskFailed", run.to_string()))
            }
            Some(_) | None => Verdict::Running,
        }
    }

    fn cancel(&self, call: &TaskCall<'_>, submitted: &Value) -> Option<ServiceRequest> {
        let run = member(submitted, "JobRunId").as_str()?;
        let input = json!({ "JobName": member(call.parameters, "JobName"), "JobRunIds": [run] });
        Some(call.request("glue", "batchStopJobRun", input))
    }

    fn search(&self, call: &TaskCall<'_>) -> Option<ServiceRequest> {
        Some(call.request("glue", "getJobRuns", json!({ "JobName": member(call.parameters, "JobName") })))
    }

    fn adopt(&self, call: &TaskCall<'_>, found: &Value) -> Option<Value> {
        let runs = member(found, "JobRuns").as_array()?;
        let run = runs
            .iter()
            .find(|run| member(member(run, "Arguments"), MARKER_ARGUMENT).as_str() == Some(call.marker))?;
        Some(submitted(call, member(run, "Id")))
    }
}
