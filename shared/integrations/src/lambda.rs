//! `lambda:invoke`. Source: Step Functions developer guide, "Invoke an AWS Lambda function"; shapes recorded on the
//! service.

use serde_json::{Value, json};
use stepwell_engine::error::StateError;

use crate::call::{Integration, Repeat, TaskCall, member, optimised_error};
use crate::metadata::with_metadata;
use crate::service::{ServiceError, ServiceRequest, ServiceResponse};

/// Member under which a host may give the text of a failed function's error object as the function wrote it.
pub const ERROR_TEXT: &str = "StepwellErrorText";

/// The action.
pub struct Invoke;

impl Integration for Invoke {
    fn request(&self, call: &TaskCall<'_>) -> Result<ServiceRequest, StateError> {
        if !member(call.parameters, "FunctionName").is_string() {
            return Err(StateError::runtime(format!(
                "The Parameters '{}' could not be used to start the Task: [The field 'FunctionName' is required but was missing]",
                call.parameters
            )));
        }
        Ok(call.request("lambda", "invoke", call.parameters.clone()))
    }

    /// Once: what a function does a second time nobody knows.
    fn repeat(&self) -> Repeat {
        Repeat::Once
    }

    fn result(&self, _call: &TaskCall<'_>, response: ServiceResponse) -> Result<Value, StateError> {
        function_error(&response.output)?;
        Ok(with_metadata(response))
    }

    fn error(&self, error: &ServiceError) -> StateError {
        error_of(error)
    }

    fn prefix(&self) -> &'static str {
        "Lambda"
    }
}

/// The error of the state if the function failed: its own error type, and its error object as text.
pub(crate) fn function_error(output: &Value) -> Result<(), StateError> {
    failed_with(output, member(output, "Payload").to_string())
}

/// The same for a bare function, whose error object is quoted to the letter if the host kept its text.
pub(crate) fn bare_function_error(output: &Value) -> Result<(), StateError> {
    let text = member(output, ERROR_TEXT).as_str().map(str::to_owned);
    failed_with(output, text.unwrap_or_else(|| member(output, "Payload").to_string()))
}

fn failed_with(output: &Value, cause: String) -> Result<(), StateError> {
    if !member(output, "FunctionError").is_string() {
        return Ok(());
    }
    let payload = member(output, "Payload");
    let name = match member(payload, "errorType").as_str() {
        // A crash has no error of its own in the service's eyes.
        Some("Runtime.ExitError") | None => "Lambda.Unknown",
        Some(name) => name,
    };
    Err(StateError::new(name, cause))
}

/// Lambda's errors as both forms of the integration name them.
pub(crate) fn error_of(error: &ServiceError) -> StateError {
    if error.status == 0 {
        return StateError::new("Lambda.SdkClientException", error.message.clone());
    }
    let mut state = optimised_error("Lambda", error);
    if error.status >= 500 && error.code != "ServiceException" {
        state.error = Some("Lambda.AWSLambdaException".to_owned());
    }
    state
}

/// The parameters of an invocation with a plain payload.
pub(crate) fn plain(function: &str, payload: &Value) -> Value {
    // A text payload would be taken for JSON text, so a bare payload is sent as the text of its value.
    json!({ "FunctionName": function, "Payload": payload.to_string() })
}
