//! Which action a request is for.

use crate::action;
use crate::fault::{Code, Fault};
use crate::model::Member;

/// What stands before the action's name. Source: Step Functions API, protocol.
const PREFIX: &str = "AWSStepFunctions.";

/// An action that this version does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// `CreateStateMachine`.
    CreateStateMachine,
    /// `UpdateStateMachine`.
    UpdateStateMachine,
    /// `DescribeStateMachine`.
    DescribeStateMachine,
    /// `ListStateMachines`.
    ListStateMachines,
    /// `DeleteStateMachine`.
    DeleteStateMachine,
    /// `ValidateStateMachineDefinition`.
    ValidateStateMachineDefinition,
    /// `StartExecution`.
    StartExecution,
    /// `DescribeExecution`.
    DescribeExecution,
    /// `DescribeStateMachineForExecution`.
    DescribeStateMachineForExecution,
    /// `ListExecutions`.
    ListExecutions,
    /// `GetExecutionHistory`.
    GetExecutionHistory,
    /// `StopExecution`.
    StopExecution,
    /// `SendTaskSuccess`.
    SendTaskSuccess,
    /// `SendTaskFailure`.
    SendTaskFailure,
    /// `SendTaskHeartbeat`.
    SendTaskHeartbeat,
}

impl Action {
    /// All of them.
    pub const ALL: [Action; 15] = [
        Action::CreateStateMachine,
        Action::UpdateStateMachine,
        Action::DescribeStateMachine,
        Action::ListStateMachines,
        Action::DeleteStateMachine,
        Action::ValidateStateMachineDefinition,
        Action::StartExecution,
        Action::DescribeExecution,
        Action::DescribeStateMachineForExecution,
        Action::ListExecutions,
        Action::GetExecutionHistory,
        Action::StopExecution,
        Action::SendTaskSuccess,
        Action::SendTaskFailure,
        Action::SendTaskHeartbeat,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Action::CreateStateMachine => "CreateStateMachine",
            Action::UpdateStateMachine => "UpdateStateMachine",
            Action::DescribeStateMachine => "DescribeStateMachine",
            Action::ListStateMachines => "ListStateMachines",
            Action::DeleteStateMachine => "DeleteStateMachine",
            Action::ValidateStateMachineDefinition => "ValidateStateMachineDefinition",
            Action::StartExecution => "StartExecution",
            Action::DescribeExecution => "DescribeExecution",
            Action::DescribeStateMachineForExecution => "DescribeStateMachineForExecution",
            Action::ListExecutions => "ListExecutions",
            Action::GetExecutionHistory => "GetExecutionHistory",
            Action::StopExecution => "StopExecution",
            Action::SendTaskSuccess => "SendTaskSuccess",
            Action::SendTaskFailure => "SendTaskFailure",
            Action::SendTaskHeartbeat => "SendTaskHeartbeat",
        }
    }

    /// The model of its request.
    pub fn members(self) -> &'static [Member] {
        match self {
            Action::CreateStateMachine => action::create_state_machine::MEMBERS,
            Action::UpdateStateMachine => action::update_state_machine::MEMBERS,
            Action::DescribeStateMachine => action::describe_state_machine::MEMBERS,
            Action::ListStateMachines => action::list_state_machines::MEMBERS,
            Action::DeleteStateMachine => action::delete_state_machine::MEMBERS,
            Action::ValidateStateMachineDefinition => action::validate_state_machine_definition::MEMBERS,
            Action::StartExecution => action::start_execution::MEMBERS,
            Action::DescribeExecution => action::describe_execution::MEMBERS,
            Action::DescribeStateMachineForExecution => action::describe_state_machine_for_execution::MEMBERS,
            Action::ListExecutions => action::list_executions::MEMBERS,
            Action::GetExecutionHistory => action::get_execution_history::MEMBERS,
            Action::StopExecution => action::stop_execution::MEMBERS,
            Action::SendTaskSuccess => action::send_task_success::MEMBERS,
            Action::SendTaskFailure => action::send_task_failure::MEMBERS,
            Action::SendTaskHeartbeat => action::send_task_heartbeat::MEMBERS,
        }
    }
}

/// The service's other actions. Source: Step Functions service model 2016-11-23.
const NOT_YET: [&str; 22] = [
    "CreateActivity",
    "CreateStateMachineAlias",
    "DeleteActivity",
    "DeleteStateMachineAlias",
    "DeleteStateMachineVersion",
    "DescribeActivity",
    "DescribeMapRun",
    "DescribeStateMachineAlias",
    "GetActivityTask",
    "ListActivities",
    "ListMapRuns",
    "ListStateMachineAliases",
    "ListStateMachineVersions",
    "ListTagsForResource",
    "PublishStateMachineVersion",
    "RedriveExecution",
    "StartSyncExecution",
    "TagResource",
    "TestState",
    "UntagResource",
    "UpdateMapRun",
    "UpdateStateMachineAlias",
];

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An action of this version.
    Action(Action),
    /// An action of the service that this version does not have yet.
    NotYet(&'static str),
}

/// Reads the header `X-Amz-Target`.
///
/// # Errors
/// `UnknownOperationException` if it is missing or names no action of the service.
pub fn parse_target(header: Option<&str>) -> Result<Target, Fault> {
    let Some(header) = header.filter(|header| !header.is_empty()) else {
        let message = format!(
            "the header `X-Amz-Target` is missing: it names the action, for example `{PREFIX}{}`",
            Action::StartExecution.name()
        );
        return Err(Fault::new(Code::UnknownOperation, message));
    };
    let name = header.strip_prefix(PREFIX).unwrap_or_default();
    let found = Action::ALL.iter().find(|action| action.name() == name).copied().map(Target::Action);
    let not_yet = || NOT_YET.iter().find(|known| **known == name).copied().map(Target::NotYet);
    found
        .or_else(not_yet)
        .ok_or_else(|| Fault::new(Code::UnknownOperation, format!("the API has no such target: `{header}`")))
}
