//! How invocations end, in the shapes of the Lambda API.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use stepwell_integrations::service::{Reached, ServiceError, ServiceResponse};

use crate::moment::{http_date, now_ms};

/// The service's name in causes.
pub(super) const SERVICE_NAME: &str = "AWSLambda";

/// How an invocation ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// The function returned these bytes.
    Returned(Vec<u8>),
    /// The handler, or the start of the runtime, failed with this error object and the error type of its header.
    Failed(Vec<u8>, String),
    /// The process ended without an answer, in Lambda's words.
    Exited(String),
    /// The function's time-out passed; seconds.
    TimedOut(f64),
    /// The answer was larger than allowed; bytes allowed.
    TooLarge(usize),
    /// The program could not be started, and what to do about it.
    NotStarted(String),
}

impl Outcome {
    /// Whether the process can take the next invocation.
    pub(super) fn leaves_warm(&self) -> bool {
        match self {
            Outcome::Returned(_) | Outcome::Failed(..) | Outcome::TooLarge(_) => true,
            Outcome::Exited(_) | Outcome::TimedOut(_) | Outcome::NotStarted(_) => false,
        }
    }

    /// Payload, and whether it is an error object.
    fn payload(self, id: &str) -> (Value, bool) {
        let error = |kind: &str, message: String| {
            (json!({"errorType": kind, "errorMessage": format!("RequestId: {id} Error: {message}")}), true)
        };
        match self {
            Outcome::Returned(bytes) => (json_or_text(&bytes), false),
            Outcome::Failed(bytes, kind) => (error_object(&bytes, &kind), true),
            Outcome::Exited(ending) => error("Runtime.ExitError", ending),
            Outcome::TimedOut(seconds) => {
                error("Sandbox.Timedout", format!("Task timed out after {seconds:.2} seconds"))
            }
            Outcome::TooLarge(most) => (
                json!({
                    "errorType": "Function.ResponseSizeTooLarge",
                    "errorMessage": format!("Response payload size exceeded maximum allowed payload size ({most} bytes)."),
                }),
                true,
            ),
            Outcome::NotStarted(reason) => error("Runtime.InvalidEntrypoint", reason),
        }
    }
}

/// A function may return anything. What is not JSON comes back as the text it is.
fn json_or_text(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(bytes).into_owned()))
}

/// Runtimes send an object with `errorMessage` and `errorType`; anything else is put into one.
fn error_object(bytes: &[u8], kind: &str) -> Value {
    match json_or_text(bytes) {
        Value::Object(object) => Value::Object(object),
        Value::String(text) => json!({"errorType": kind, "errorMessage": text}),
        other => json!({"errorType": kind, "errorMessage": other.to_string()}),
    }
}

/// The answer to a `RequestResponse` invocation. Members in the order recorded on AWS.
pub(super) fn response(outcome: Outcome, id: &str, trace: &str, log: Option<Vec<u8>>) -> ServiceResponse {
    let (payload, failed) = outcome.payload(id);
    let length = payload.to_string().len();
    let mut output = Map::new();
    output.insert("ExecutedVersion".to_owned(), json!("$LATEST"));
    if failed {
        output.insert("FunctionError".to_owned(), json!("Unhandled"));
    }
    if let Some(log) = log {
        output.insert("LogResult".to_owned(), json!(STANDARD.encode(log)));
    }
    output.insert("Payload".to_owned(), payload);
    output.insert("StatusCode".to_owned(), json!(200));
    let mut headers = headers(id, length);
    headers.insert(4, ("X-Amz-Executed-Version".to_owned(), "$LATEST".to_owned()));
    headers.push(("X-Amzn-Trace-Id".to_owned(), trace.to_owned()));
    ServiceResponse { output: Value::Object(output), status: 200, headers, request_id: id.to_owned() }
}

/// The answer to an `Event` (202) or `DryRun` (204) invocation.
pub(super) fn without_payload(status: u16, id: &str) -> ServiceResponse {
    ServiceResponse {
        output: json!({"Payload": "", "StatusCode": status}),
        status,
        headers: headers(id, 0),
        request_id: id.to_owned(),
    }
}

fn headers(id: &str, length: usize) -> Vec<(String, String)> {
    let pairs = [
        ("Connection", "keep-alive".to_owned()),
        ("Content-Length", length.to_string()),
        ("Content-Type", "application/json".to_owned()),
        ("Date", http_date(now_ms())),
        ("x-amzn-Remapped-Content-Length", "0".to_owned()),
        ("x-amzn-RequestId", id.to_owned()),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// An error of the Lambda API itself; no function ran.
pub(super) fn refused(status: u16, code: &str, message: &str) -> ServiceError {
    ServiceError {
        code: code.to_owned(),
        message: message.to_owned(),
        status,
        request_id: uuid::Uuid::new_v4().to_string(),
        service_name: SERVICE_NAME.to_owned(),
        reached: Reached::Answered,
    }
}
