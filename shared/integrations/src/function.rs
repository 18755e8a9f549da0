//! A bare function ARN as resource: payload in, answer out, without envelope.
//! Source: Step Functions developer guide, "Invoke Lambda with a function ARN".

use serde_json::Value;
use stepwell_engine::error::StateError;

use crate::call::{Integration, Repeat, TaskCall, member};
use crate::lambda::{bare_function_error, error_of, plain};
use crate::service::{ServiceError, ServiceRequest, ServiceResponse};

/// The function.
pub struct Function;

impl Integration for Function {
    fn request(&self, call: &TaskCall<'_>) -> Result<ServiceRequest, StateError> {
        Ok(call.request("lambda", "invoke", plain(call.resource, call.parameters)))
    }

    /// Once: what a function does a second time nobody knows.
    fn repeat(&self) -> Repeat {
        Repeat::Once
    }

    fn result(&self, _call: &TaskCall<'_>, response: ServiceResponse) -> Result<Value, StateError> {
        bare_function_error(&response.output)?;
        Ok(member(&response.output, "Payload").clone())
    }

    fn error(&self, error: &ServiceError) -> StateError {
        error_of(error)
    }

    fn prefix(&self) -> &'static str {
        "Lambda"
    }
}
