//! The actions, one file each: the model of the request and what is done. Deliberately absent: the wire (`protocol`)
//! and the check of the model (`model`), which came before.

use serde_json::Value;

use crate::api::Api;
use crate::fault::Fault;
use crate::model::Request;
use crate::protocol::Action;

pub mod create_state_machine;
pub mod delete_state_machine;
pub mod describe_execution;
pub mod describe_state_machine;
pub mod describe_state_machine_for_execution;
pub mod get_execution_history;
pub mod list_executions;
pub mod list_state_machines;
pub mod send_task_failure;
pub mod send_task_heartbeat;
pub mod send_task_success;
pub mod start_execution;
pub mod stop_execution;
pub mod update_state_machine;
pub mod validate_state_machine_definition;

/// A request that keeps the model, and what it is carried out on.
#[derive(Clone, Copy)]
pub struct Call<'c> {
    /// The installation.
    pub api: &'c Api,
    /// The request.
    pub request: Request<'c>,
    /// Header `X-Amzn-Trace-Id`.
    pub trace_header: Option<&'c str>,
}

/// Carries an action out. The answer is a JSON object.
pub async fn run(action: Action, call: Call<'_>) -> Result<Value, Fault> {
    match action {
        Action::CreateStateMachine => create_state_machine::run(call).await,
        Action::UpdateStateMachine => update_state_machine::run(call).await,
        Action::DescribeStateMachine => describe_state_machine::run(call).await,
        Action::ListStateMachines => list_state_machines::run(call).await,
        Action::DeleteStateMachine => delete_state_machine::run(call).await,
        Action::ValidateStateMachineDefinition => validate_state_machine_definition::run(call),
        Action::StartExecution => start_execution::run(call).await,
        Action::DescribeExecution => describe_execution::run(call).await,
        Action::DescribeStateMachineForExecution => describe_state_machine_for_execution::run(call).await,
        Action::ListExecutions => list_executions::run(call).await,
        Action::GetExecutionHistory => get_execution_history::run(call).await,
        Action::StopExecution => stop_execution::run(call).await,
        Action::SendTaskSuccess => send_task_success::run(call).await,
        Action::SendTaskFailure => send_task_failure::run(call).await,
        Action::SendTaskHeartbeat => send_task_heartbeat::run(call).await,
    }
}

#[cfg(test)]
mod tests;
