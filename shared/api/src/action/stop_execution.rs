//! `StopExecution`: stopping what has closed already succeeds and says when it closed.

use serde_json::{Value, json};
use stepwell_engine::history::wire::seconds;
use stepwell_orchestrator::stop::StopError;

use super::Call;
use crate::fault::Fault;
use crate::model::{Member, Shape, optional, required};
use crate::resource;

/// The request.
pub const MEMBERS: &[Member] =
    &[required("executionArn", Shape::ARN), optional("error", Shape::ERROR), optional("cause", Shape::CAUSE)];

/// Carries it out.
pub async fn run(call: Call<'_>) -> Result<Value, Fault> {
    let arn = call.request.required("executionArn")?;
    let key = resource::execution(&call.api.orchestrator.config.place, arn)?;
    let key = key.ok_or_else(|| Fault::no_execution(arn))?;
    let error = call.request.text("error").map(str::to_owned);
    let cause = call.request.text("cause").map(str::to_owned);
    match call.api.orchestrator.stop(&key, error, cause).await {
        Ok(stopped_ms) => Ok(json!({ "stopDate": seconds(stopped_ms) })),
        Err(StopError::DoesNotExist) => Err(Fault::no_execution(arn)),
        Err(StopError::World(error)) => Err(Fault::world(&error)),
    }
}
