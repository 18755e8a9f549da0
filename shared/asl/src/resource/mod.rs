//! The `Resource` of a Task, taken apart once. Which optimised services and actions exist is a table of its own; what
//! they take and give is the integrations' affair.

use std::sync::Arc;

pub mod catalogue;

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

/// Takes a resource ARN apart; none if it has no known form. That the service and action exist is another question:
/// [`catalogue::has`].
pub fn parse(arn: &str) -> Option<Resource> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let &["arn", partition, service, region, account, rest] = parts.as_slice() else { return None };
    if partition.is_empty() {
        return None;
    }
    let has_place = !region.is_empty() && !account.is_empty();
    let kind = match service {
        "lambda" if has_place && is_function(rest) => ResourceKind::Function,
        "states" if has_place && is_activity(rest) => ResourceKind::Activity,
        "states" if region.is_empty() && account.is_empty() => integration(rest)?,
        _ => return None,
    };
    Some(Resource { arn: arn.into(), kind })
}

/// `function:<name>` with or without `:<qualifier>`.
fn is_function(rest: &str) -> bool {
    let parts: Vec<&str> = rest.split(':').collect();
    let is_short = matches!(parts.len(), 2 | 3);
    is_short && parts.first() == Some(&"function") && parts.iter().all(|part| !part.is_empty())
}

/// `activity:<name>`.
fn is_activity(rest: &str) -> bool {
    rest.strip_prefix("activity:").is_some_and(|name| !name.is_empty() && !name.contains(':'))
}

/// `<service>:<action>[.<pattern>]`, `aws-sdk:<service>:<action>[.<pattern>]`.
fn integration(rest: &str) -> Option<ResourceKind> {
    let (rest, pattern) = split_pattern(rest);
    let (service, action) = rest.rsplit_once(':')?;
    let name = service.strip_prefix("aws-sdk:").unwrap_or(service);
    let is_name = |text: &str, extra: char| {
        !text.is_empty() && text.chars().all(|next| next.is_ascii_alphanumeric() || next == extra)
    };
    if !is_name(name, '-') || !is_name(action, '_') {
        return None;
    }
    Some(ResourceKind::Service { service: service.into(), action: action.into(), pattern })
}

fn split_pattern(rest: &str) -> (&str, Pattern) {
    for pattern in [Pattern::Sync2, Pattern::Sync, Pattern::WaitForTaskToken] {
        if let Some(rest) = rest.strip_suffix(pattern.suffix()) {
            return (rest, pattern);
        }
    }
    (rest, Pattern::RequestResponse)
}

#[cfg(test)]
mod tests;
