//! Errors of the plain routes: `application/problem+json` (RFC 9457) with AWS's error name and text where an action
//! refused, and with names of ours where the route itself did.

use serde_json::json;

use crate::fault::{Code, Fault};
use crate::http::HttpAnswer;

/// An error answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// HTTP status code.
    pub status: u16,
    /// Error name: AWS's, or `NotFound`, `MethodNotAllowed`, `InvalidQuery`, …
    pub name: &'static str,
    /// What is wrong.
    pub detail: String,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
}

impl Problem {
    /// A problem of the route itself.
    pub fn new(status: u16, name: &'static str, detail: impl Into<String>) -> Self {
        Problem { status, name, detail: detail.into(), headers: Vec::new() }
    }

    /// No such path.
    pub fn not_found(path: &str) -> Self {
        Problem::new(404, "NotFound", format!("there is no `{path}`; `/openapi.json` tells what there is"))
    }

    /// The path has other methods.
    pub fn method_not_allowed(method: &str, allow: String) -> Self {
        let mut problem =
            Problem::new(405, "MethodNotAllowed", format!("`{method}` is not possible here, only: {allow}"));
        problem.headers.push(("allow", allow));
        problem
    }

    /// The query cannot be used; `why` goes on behind "the query".
    pub(crate) fn invalid_query(why: String) -> Self {
        Problem::new(400, "InvalidQuery", format!("the query {why}"))
    }

    /// The answer on the wire.
    pub fn answer(self) -> HttpAnswer {
        let body = json!({
            "type": format!("urn:stepwell:error:{}", self.name),
            "title": self.name,
            "status": self.status,
            "detail": self.detail,
        });
        let mut answer = HttpAnswer::new(self.status, "application/problem+json", body.to_string());
        answer.headers.push(("cache-control", "no-store".to_owned()));
        answer.headers.extend(self.headers);
        answer
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let mut problem = Problem::new(status(fault.code), fault.code.name(), fault.message);
        problem
            .headers
            .extend(fault.code.retry_after_s().map(|seconds| ("retry-after", seconds.to_string())));
        problem
    }
}

/// AWS answers nearly everything with 400; plain HTTP tells more apart.
fn status(code: Code) -> u16 {
    match code {
        Code::ExecutionDoesNotExist | Code::StateMachineDoesNotExist | Code::TaskDoesNotExist => 404,
        Code::ExecutionAlreadyExists | Code::StateMachineAlreadyExists | Code::StateMachineDeleting => 409,
        Code::TaskTimedOut => 410,
        Code::UnsupportedOperation => 501,
        Code::Conflict
        | Code::InternalFailure
        | Code::InvalidArn
        | Code::InvalidDefinition
        | Code::InvalidEncryptionConfiguration
        | Code::InvalidExecutionInput
        | Code::InvalidLoggingConfiguration
        | Code::InvalidName
        | Code::InvalidOutput
        | Code::InvalidToken
        | Code::MissingRequiredParameter
        | Code::RequestEntityTooLarge
        | Code::Serialization
        | Code::ServiceUnavailable
        | Code::StateMachineTypeNotSupported
        | Code::UnknownOperation
        | Code::Validation => code.status(),
    }
}

#[cfg(test)]
mod tests {
    use stepwell_journal::JournalError;
    use stepwell_journal::store::StoreError;

    use super::Problem;
    use crate::fault::{Code, Fault};

    #[test]
    fn faults_keep_their_name_and_text() {
        let cases = [
            (Fault::no_execution("arn:x"), 404, "ExecutionDoesNotExist", "Execution Does Not Exist: 'arn:x'"),
            (
                Fault::no_machine("arn:x"),
                404,
                "StateMachineDoesNotExist",
                "State Machine Does Not Exist: 'arn:x'",
            ),
            (Fault::new(Code::ExecutionAlreadyExists, "taken"), 409, "ExecutionAlreadyExists", "taken"),
            (Fault::new(Code::TaskTimedOut, "late"), 410, "TaskTimedOut", "late"),
            (Fault::invalid_token(), 400, "InvalidToken", "Invalid Token: 'Invalid token'"),
            (
                Fault::world(&"a page is missing".to_owned()),
                500,
                "InternalFailure",
                "the request could not be carried out: a page is missing",
            ),
            (
                Fault::world(&JournalError::from(StoreError::Busy("disk full".to_owned()))),
                503,
                "ServiceUnavailable",
                "the request could not be carried out: the store is busy: disk full",
            ),
        ];
        for (fault, status, name, detail) in cases {
            let answer = Problem::from(fault).answer();
            let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(answer.status, status, "{name}");
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
            assert_eq!(answer.header("retry-after"), (status == 503).then_some("1"), "{name}");
            assert_eq!(body["title"], name);
            assert_eq!(body["detail"], detail);
            assert_eq!(body["status"], status);
            assert_eq!(body["type"], format!("urn:stepwell:error:{name}"));
        }
    }
}
