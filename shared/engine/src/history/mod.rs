//! History events: AWS's types, details and order. History is an output, never an input.
//! Source: Step Functions API, `HistoryEvent`.

use std::sync::Arc;

use crate::payload::Payload;

pub mod wire;

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryEvent {
    /// From 1, without gaps.
    pub id: u64,
    /// The event it follows from; 0 for none.
    pub previous: u64,
    /// Milliseconds since 1970.
    pub at_ms: u64,
    /// What happened.
    pub detail: Detail,
}

/// The eight state types, as entered, exited and aborted events name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateType {
    /// Pass.
    Pass,
    /// Task.
    Task,
    /// Choice.
    Choice,
    /// Wait.
    Wait,
    /// Succeed.
    Succeed,
    /// Fail.
    Fail,
    /// Parallel.
    Parallel,
    /// Map.
    Map,
}

/// Error and cause as closing events carry them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Failure {
    /// Error name.
    pub error: Option<Arc<str>>,
    /// Cause.
    pub cause: Option<Arc<str>>,
}

/// Resource of a service task as its events name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskName {
    /// `lambda`, `glue`, `states`, `aws-sdk:dynamodb`.
    pub resource_type: Arc<str>,
    /// Action with its pattern: `startJobRun.sync`.
    pub resource: Arc<str>,
}

/// What happened. One variant for each event type or family of types with the same details.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// `ExecutionStarted`.
    ExecutionStarted {
        /// Input.
        input: Payload,
        /// Role of the machine.
        role_arn: Arc<str>,
    },
    /// `ExecutionSucceeded`.
    ExecutionSucceeded {
        /// Output.
        output: Payload,
    },
    /// `ExecutionFailed`.
    ExecutionFailed(Failure),
    /// `ExecutionTimedOut`.
    ExecutionTimedOut(Failure),
    /// `ExecutionAborted`.
    ExecutionAborted(Failure),
    /// `<Type>StateEntered`.
    StateEntered {
        /// Type of the state.
        state_type: StateType,
        /// Its name.
        name: Arc<str>,
        /// Its raw input.
        input: Payload,
    },
    /// `<Type>StateExited`.
    StateExited {
        /// Type of the state.
        state_type: StateType,
        /// Its name.
        name: Arc<str>,
        /// Its output.
        output: Payload,
    },
    /// `TaskStateAborted`, `WaitStateAborted`, `ParallelStateAborted`, `MapStateAborted`.
    StateAborted(StateType),
    /// `ParallelStateStarted`.
    ParallelStateStarted,
    /// `ParallelStateSucceeded`.
    ParallelStateSucceeded,
    /// `ParallelStateFailed`.
    ParallelStateFailed,
    /// `MapStateStarted`.
    MapStateStarted {
        /// Number of items.
        length: u32,
    },
    /// `MapStateSucceeded`.
    MapStateSucceeded,
    /// `MapStateFailed`.
    MapStateFailed,
    /// `MapIterationStarted`, `…Succeeded`, `…Failed`, `…Aborted`.
    MapIteration {
        /// Which of the four.
        what: Iteration,
        /// Name of the Map state.
        name: Arc<str>,
        /// Which iteration, from 0.
        index: u32,
    },
    /// `LambdaFunctionScheduled`.
    LambdaFunctionScheduled {
        /// Function ARN.
        resource: Arc<str>,
        /// Payload of the call.
        input: Payload,
        /// Time-out, if the state sets one.
        timeout_seconds: Option<u64>,
        /// Role of `Credentials`.
        role_arn: Option<Arc<str>>,
    },
    /// `LambdaFunctionStarted`.
    LambdaFunctionStarted,
    /// `LambdaFunctionSucceeded`.
    LambdaFunctionSucceeded {
        /// The function's answer.
        output: Payload,
    },
    /// `LambdaFunctionFailed`.
    LambdaFunctionFailed(Failure),
    /// `LambdaFunctionTimedOut`.
    LambdaFunctionTimedOut(Failure),
    /// `TaskScheduled`.
    TaskScheduled {
        /// Resource.
        task: TaskName,
        /// Region of the call.
        region: Arc<str>,
        /// Parameters of the call.
        parameters: Payload,
        /// Time-out, if the state sets one.
        timeout_seconds: Option<u64>,
        /// Heartbeat, if the state sets one.
        heartbeat_seconds: Option<u64>,
        /// Role of `Credentials`.
        role_arn: Option<Arc<str>>,
    },
    /// `TaskStarted`.
    TaskStarted(TaskName),
    /// `TaskSubmitted`.
    TaskSubmitted {
        /// Resource.
        task: TaskName,
        /// The call's answer.
        output: Payload,
    },
    /// `TaskSucceeded`.
    TaskSucceeded {
        /// Resource.
        task: TaskName,
        /// The task's result.
        output: Payload,
    },
    /// `TaskFailed`.
    TaskFailed {
        /// Resource.
        task: TaskName,
        /// Error and cause.
        failure: Failure,
    },
    /// `TaskTimedOut`.
    TaskTimedOut {
        /// Resource.
        task: TaskName,
        /// Error and cause.
        failure: Failure,
    },
}

/// What happened to an iteration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Iteration {
    /// It started.
    Started,
    /// It ended well.
    Succeeded,
    /// It failed.
    Failed,
    /// It was given up because another failed.
    Aborted,
}

impl Detail {
    /// Payloads that the event names, in a fixed order.
    pub fn payloads(&self) -> impl Iterator<Item = &Payload> {
        let found = match self {
            Detail::ExecutionStarted { input, .. }
            | Detail::StateEntered { input, .. }
            | Detail::LambdaFunctionScheduled { input, .. } => Some(input),
            Detail::ExecutionSucceeded { output }
            | Detail::StateExited { output, .. }
            | Detail::LambdaFunctionSucceeded { output }
            | Detail::TaskSubmitted { output, .. }
            | Detail::TaskSucceeded { output, .. } => Some(output),
            Detail::TaskScheduled { parameters, .. } => Some(parameters),
            Detail::ExecutionFailed(_)
            | Detail::ExecutionTimedOut(_)
            | Detail::ExecutionAborted(_)
            | Detail::StateAborted(_)
            | Detail::ParallelStateStarted
            | Detail::ParallelStateSucceeded
            | Detail::ParallelStateFailed
            | Detail::MapStateStarted { .. }
            | Detail::MapStateSucceeded
            | Detail::MapStateFailed
            | Detail::MapIteration { .. }
            | Detail::LambdaFunctionStarted
            | Detail::LambdaFunctionFailed(_)
            | Detail::LambdaFunctionTimedOut(_)
            | Detail::TaskStarted(_)
            | Detail::TaskFailed { .. }
            | Detail::TaskTimedOut { .. } => None,
        };
        found.into_iter()
    }
}
