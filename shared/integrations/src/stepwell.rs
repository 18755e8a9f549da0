//! `stepwell:approval.waitForTaskToken`: people decide by links in e-mails. Ours; AWS has no such resource.

use serde_json::{Value, json};
use stepwell_engine::error::StateError;

use crate::call::{Integration, Job, Repeat, TaskCall, Verdict, member};
use crate::service::{ServiceError, ServiceRequest, ServiceResponse};

/// The action.
pub struct Approval;

impl Integration for Approval {
    fn request(&self, call: &TaskCall<'_>) -> Result<ServiceRequest, StateError> {
        Ok(call.request("stepwell", "requestApproval", call.parameters.clone()))
    }

    /// Repeatable: the links are the same each time, so a second mail does no harm.
    fn repeat(&self) -> Repeat {
        Repeat::Repeatable
    }

    fn result(&self, _call: &TaskCall<'_>, response: ServiceResponse) -> Result<Value, StateError> {
        Ok(response.output)
    }

    fn error(&self, error: &ServiceError) -> StateError {
        StateError::new(format!("Stepwell.{}", error.code), error.message.clone())
    }

    fn prefix(&self) -> &'static str {
        "Stepwell"
    }

    fn job(&self) -> Option<&dyn Job> {
        Some(self)
    }

    fn is_busy(&self, error: &ServiceError) -> bool {
        error.code == "MailDelayed"
    }
}

impl Job for Approval {
    /// The decisions so far. Asked when one was made, so that a decision whose maker died is not lost.
    fn describe(&self, call: &TaskCall<'_>, _submitted: &Value) -> ServiceRequest {
        call.request("stepwell", "describeApproval", call.parameters.clone())
    }

    fn verdict(&self, _call: &TaskCall<'_>, mut described: Value) -> Verdict {
        match described.get_mut("Output").map(Value::take) {
            None | Some(Value::Null) => Verdict::Running,
            Some(output) => Verdict::Succeeded(output),
        }
    }

    fn cancel(&self, _call: &TaskCall<'_>, _submitted: &Value) -> Option<ServiceRequest> {
        None
    }
}

/// What `TaskSubmitted` shows for an approval.
pub fn submitted(to: &[String]) -> Value {
    json!({ "To": to })
}

/// The approvers of a submitted approval.
pub fn approvers(submitted: &Value) -> &Value {
    member(submitted, "To")
}
