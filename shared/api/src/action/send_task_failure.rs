//! `SendTaskFailure`: error and cause may both be absent.

use serde_json::Value;
use stepwell_orchestrator::complete::Completion;

use super::Call;
use super::send_task_success::complete;
use crate::fault::Fault;
use crate::model::{Member, Shape, optional, required};

/// The request.
pub const MEMBERS: &[Member] = &[
    required("taskToken", Shape::TASK_TOKEN),
    optional("error", Shape::ERROR),
    optional("cause", Shape::CAUSE),
];

/// Carries it out.
pub async fn run(call: Call<'_>) -> Result<Value, Fault> {
    let error = call.request.text("error").map(str::to_owned);
    let cause = call.request.text("cause").map(str::to_owned);
    complete(call.api, call.request.required("taskToken")?, Completion::Failure { error, cause }).await
}
