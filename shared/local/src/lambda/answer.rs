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
            Outcome::Returned(bytes) => match json_or_text(&bytes) {
                Ok(value) => (value, false),
                Err(cause) => error(
                    "Runtime.UnreadableResponse",
                    format!("the function's answer is JSON that cannot be taken on: {cause}"),
                ),
            },
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

/// A function may return anything. What is not JSON comes back as the text it is; what is JSON but deeper, or of larger
/// numbers, than can be taken on is said so, for as a text it would silently be something else.
fn json_or_text(bytes: &[u8]) -> Result<Value, String> {
    let cause = match serde_json::from_slice(bytes) {
        Ok(value) => return Ok(value),
        Err(cause) => cause.to_string(),
    };
    let is_json =
        ["recursion limit exceeded", "number out of range"].iter().any(|too| cause.starts_with(too));
    if is_json { Err(cause) } else { Ok(Value::String(String::from_utf8_lossy(bytes).into_owned())) }
}

/// Runtimes send an object with `errorMessage` and `errorType`; anything else is put into one.
fn error_object(bytes: &[u8], kind: &str) -> Value {
    match json_or_text(bytes) {
        Ok(Value::Object(object)) => Value::Object(object),
        Ok(Value::String(text)) => json!({"errorType": kind, "errorMessage": text}),
        Ok(other) => json!({"errorType": kind, "errorMessage": other.to_string()}),
        Err(cause) => {
            json!({"errorType": kind, "errorMessage": format!("the error object cannot be taken on: {cause}")})
        }
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Outcome;

    #[test]
    fn what_a_function_returned() {
        let unreadable = |cause: &str| {
            let message = format!(
                "RequestId: id Error: the function's answer is JSON that cannot be taken on: {cause}"
            );
            (json!({ "errorType": "Runtime.UnreadableResponse", "errorMessage": message }), true)
        };
        let cases: [(&str, (Value, bool)); 4] = [
            ("{\"a\":1}", (json!({ "a": 1 }), false)),
            ("plain", (json!("plain"), false)),
            ("[1e400]", unreadable("number out of range at line 1 column 6")),
            (&"[".repeat(200), unreadable("recursion limit exceeded at line 1 column 128")),
        ];
        for (bytes, expected) in cases {
            assert_eq!(Outcome::Returned(bytes.into()).payload("id"), expected, "{bytes}");
        }
    }
}
