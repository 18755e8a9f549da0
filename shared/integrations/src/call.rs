//! What every integration can say about itself, and where to find the one for a resource.

use serde_json::Value;
use stepwell_asl::resource::{Pattern, ResourceKind};
use stepwell_engine::error::StateError;

use crate::service::{ServiceError, ServiceRequest, ServiceResponse};
use crate::{function, glue, lambda, states, stepwell};

/// One call of a task, as the engine ordered it.
#[derive(Clone, Copy, Debug)]
pub struct TaskCall<'a> {
    /// Resource ARN of the state.
    pub resource: &'a str,
    /// What completes the task.
    pub pattern: Pattern,
    /// Evaluated parameters.
    pub parameters: &'a Value,
    /// Region of the execution.
    pub region: &'a str,
    /// Account of the execution.
    pub account: &'a str,
    /// Unique id of the attempt, the same however often the call is made.
    pub marker: &'a str,
    /// Longest wait for the answer in milliseconds.
    pub timeout_ms: Option<u64>,
}

impl TaskCall<'_> {
    /// A request of this call's region and account.
    pub fn request(&self, service: &str, operation: &str, input: Value) -> ServiceRequest {
        ServiceRequest {
            service: service.to_owned(),
            operation: operation.to_owned(),
            input,
            region: self.region.to_owned(),
            account: self.account.to_owned(),
            timeout_ms: self.timeout_ms,
            marker: Some(self.marker.to_owned()),
        }
    }
}

/// What may be done about a call whose maker died before it knew the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Nothing: the attempt is lost, and only the author's Retry may try again.
    Once,
    /// It is simply made again: the callee answers the same marker the same way, or a second call does no harm.
    Repeatable,
    /// What it started is looked up by its marker first; if there is nothing, the attempt is lost.
    Adopt,
}

/// How a job stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It goes on.
    Running,
    /// It ended well with this result of the task.
    Succeeded(Value),
    /// It ended with this error of the task.
    Failed(StateError),
}

/// One service action as tasks use it.
pub trait Integration: Sync {
    /// The API call; the error of the state if its parameters cannot be used.
    fn request(&self, call: &TaskCall<'_>) -> Result<ServiceRequest, StateError>;

    /// What may be done if the maker of the call dies. Each integration gives its reason.
    fn repeat(&self) -> Repeat;

    /// Whether what a call started whose answer was lost can be found, so that it can be cancelled.
    fn leaves_a_mark(&self) -> bool {
        self.repeat() == Repeat::Adopt
    }

    /// The result of the task, or for jobs and callbacks what `TaskSubmitted` shows.
    fn result(&self, call: &TaskCall<'_>, response: ServiceResponse) -> Result<Value, StateError>;

    /// The error of the task for a failure of the call.
    fn error(&self, error: &ServiceError) -> StateError;

    /// What an error name of this service begins with: `Lambda`.
    fn prefix(&self) -> &'static str;

    /// How its jobs are watched; none if `.sync` does not exist.
    fn job(&self) -> Option<&dyn Job> {
        None
    }

    /// The error of an attempt whose maker died before it knew the answer.
    fn lost(&self) -> StateError {
        StateError::new(
            format!("{}.SdkClientException", self.prefix()),
            "The worker that made the call ended before it saw the answer. Whether the call was carried out is unknown.",
        )
    }

    /// Whether the failure says "later": the service is busy and nothing was started, so that the engine itself may
    /// try again without the author's Retry.
    fn is_busy(&self, _error: &ServiceError) -> bool {
        false
    }
}

/// How the jobs of an action are watched and cancelled.
pub trait Job: Sync {
    /// The call that tells how the job stands; `submitted` is what `TaskSubmitted` showed.
    fn describe(&self, call: &TaskCall<'_>, submitted: &Value) -> ServiceRequest;

    /// What its answer means.
    fn verdict(&self, call: &TaskCall<'_>, described: Value) -> Verdict;

    /// The call that cancels the job; none if there is nothing to cancel by.
    fn cancel(&self, call: &TaskCall<'_>, submitted: &Value) -> Option<ServiceRequest>;

    /// The call that finds a job whose start was answered to nobody.
    fn search(&self, _call: &TaskCall<'_>) -> Option<ServiceRequest> {
        None
    }

    /// What `TaskSubmitted` would have shown for the job that carries the marker, if the search found it.
    fn adopt(&self, _call: &TaskCall<'_>, _found: &Value) -> Option<Value> {
        None
    }
}

/// The integration of a resource; none if there is none (yet).
pub fn find(kind: &ResourceKind) -> Option<&'static dyn Integration> {
    match kind {
        ResourceKind::Function => Some(&function::Function),
        ResourceKind::Activity => None,
        ResourceKind::Service { service, action, .. } => match (&**service, &**action) {
            ("lambda", "invoke") => Some(&lambda::Invoke),
            ("glue", "startJobRun") => Some(&glue::StartJobRun),
            ("states", "startExecution") => Some(&states::StartExecution),
            ("stepwell", "approval") => Some(&stepwell::Approval),
            _ => None,
        },
    }
}

/// The error of an optimised integration: `<Prefix>.<Code>` and the service's words with its trailer.
/// Source: recorded on the service.
pub(crate) fn optimised_error(prefix: &str, error: &ServiceError) -> StateError {
    StateError::new(
        format!("{prefix}.{}", error.code),
        format!(
            "{} (Service: {}; Status Code: {}; Error Code: {}; Request ID: {}; Proxy: null)",
            error.message, error.service_name, error.status, error.code, error.request_id
        ),
    )
}

/// The member of an object, or null.
pub(crate) fn member<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}

#[cfg(test)]
mod tests;
