//! `SendTaskHeartbeat`: resets the clock of the heartbeat and leaves no event.

use serde_json::Value;
use stepwell_orchestrator::complete::Completion;

use super::Call;
use super::send_task_success::complete;
use crate::fault::Fault;
use crate::model::{Member, Shape, required};

/// The request.
pub const MEMBERS: &[Member] = &[required("taskToken", Shape::TASK_TOKEN)];

/// Carries it out.
pub async fn run(call: Call<'_>) -> Result<Value, Fault> {
    complete(call.api, call.request.required("taskToken")?, Completion::Heartbeat).await
}
