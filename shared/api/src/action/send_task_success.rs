//! `SendTaskSuccess`: any JSON value completes the task of a token.

use serde_json::{Value, json};
use stepwell_engine::Payload;
use stepwell_orchestrator::complete::{CompleteError, Completion};
use stepwell_query::json::{Limits, parse};

use super::Call;
use crate::api::Api;
use crate::fault::{Code, Fault};
use crate::model::{Member, Shape, required};

/// The request.
pub const MEMBERS: &[Member] =
    &[required("taskToken", Shape::TASK_TOKEN), required("output", Shape::Payload)];

/// Carries it out.
pub async fn run(call: Call<'_>) -> Result<Value, Fault> {
    let output = call.request.required("output")?;
    let limits = Limits::bytes(call.api.orchestrator.config.limits.payload_bytes_max);
    let value = parse(output, limits)
        .map_err(|error| Fault::new(Code::InvalidOutput, format!("Invalid Output: '{error}'")))?;
    let completion = Completion::Success(Payload::from_both(output, value));
    complete(call.api, call.request.required("taskToken")?, completion).await
}

/// Completes the task of a token; the answer is empty.
pub(super) async fn complete(api: &Api, token: &str, completion: Completion) -> Result<Value, Fault> {
    match api.orchestrator.complete(token, completion).await {
        Ok(()) => Ok(json!({})),
        Err(CompleteError::InvalidToken) => Err(Fault::invalid_token()),
        Err(error @ CompleteError::TaskDoesNotExist) => {
            Err(Fault::new(Code::TaskDoesNotExist, error.to_string()))
        }
        Err(error @ CompleteError::TaskTimedOut) => Err(Fault::new(Code::TaskTimedOut, error.to_string())),
        Err(CompleteError::World(error)) => Err(Fault::world(&error)),
    }
}
