//! The `Resource` of a Task, taken apart once. Which services and actions exist is the integrations' affair.

use std::sync::Arc;

/// What a Task calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// The ARN as written.
    pub arn: Arc<str>,
    /// Its parts.
    pub kind: ResourceKind,
}

/// The forms of a resource ARN. Source: Step Functions developer guide, "Integrating services".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourceKind {
    /// `arn:<p>:lambda:<region>:<account>:function:<name>[:qualifier]`: the function's payload in, its answer out.
    Function,
    /// `arn:<p>:states:<region>:<account>:activity:<name>`.
    Activity,
    /// `arn:<p>:states:::<service>:<action>[.<pattern>]`, also `aws-sdk:<service>` and `http:invoke`.
    Service {
        /// Resource type as history shows it: `lambda`, `glue`, `states`, `aws-sdk:dynamodb`, `stepwell`.
        service: Arc<str>,
        /// Action without its pattern: `invoke`, `startJobRun`.
        action: Arc<str>,
        /// What completes the task.
        pattern: Pattern,
    },
}

/// Service integration patterns. Source: Step Functions developer guide, "Service integration patterns".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// The answer of the call is the result.
    RequestResponse,
    /// `.sync`: the end of the job is the result.
    Sync,
    /// `.sync:2`: as `.sync`, with JSON values instead of JSON texts in the result.
    Sync2,
    /// `.waitForTaskToken`: the callback's output is the result.
    WaitForTaskToken,
}

impl Pattern {
    /// What follows the action in a resource ARN: nothing, `.sync`, `.sync:2` or `.waitForTaskToken`.
    pub fn suffix(self) -> &'static str {
        match self {
            Pattern::RequestResponse => "",
            Pattern::Sync => ".sync",
            Pattern::Sync2 => ".sync:2",
            Pattern::WaitForTaskToken => ".waitForTaskToken",
        }
    }
}
