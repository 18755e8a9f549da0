//! Functions that answer in the order of a script, whatever their names.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use serde_json::{Value, json};
use stepwell_conformance::{Outcome, ScriptedCall};
use stepwell_integrations::lambda::ERROR_TEXT;
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, ServiceResponse, Services};

/// The rest of a script.
pub struct Scripted(Mutex<VecDeque<ScriptedCall>>);

impl Scripted {
    /// A script from its start.
    pub fn new(calls: Vec<ScriptedCall>) -> Self {
        Scripted(Mutex::new(calls.into()))
    }
}

#[async_trait]
impl Services for Scripted {
    fn handles(&self, service: &str, _operation: &str, _input: &Value) -> bool {
        service == "lambda"
    }

    async fn call(&self, _request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        let next = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some(call) = next else {
            return Err(refused("Unscripted", "nothing is scripted for this call", 400));
        };
        let bare = call.integration == "function";
        match call.outcome {
            Outcome::Succeeds(value) if bare => Ok(response(json!({ "Payload": value, "StatusCode": 200 }))),
            Outcome::Succeeds(value) => Ok(response(value)),
            Outcome::Fails { error, cause } => fails(error, cause),
            Outcome::TimesOut => std::future::pending().await,
        }
    }
}

/// A failure as the function or the service shows it, so that the integration shapes the same error again.
fn fails(error: Option<String>, cause: Option<String>) -> Result<ServiceResponse, ServiceError> {
    let error = error.unwrap_or_default();
    let cause = cause.unwrap_or_default();
    if let Some(code) = error.strip_prefix("Lambda.") {
        // The trailer is made again by the integration, so only what stands before it is the message.
        let message = cause.split(" (Service: ").next().unwrap_or_default();
        let status = cause.split("Status Code: ").nth(1).and_then(|rest| rest.split(';').next());
        let status = status.and_then(|digits| digits.parse().ok()).unwrap_or(400);
        return Err(refused(code, message, status));
    }
    let payload = serde_json::from_str(&cause).unwrap_or_else(|_| Value::String(cause.clone()));
    Ok(response(json!({
        "FunctionError": "Unhandled", "Payload": payload, "StatusCode": 200, ERROR_TEXT: cause
    })))
}

fn response(output: Value) -> ServiceResponse {
    ServiceResponse { output, status: 200, headers: Vec::new(), request_id: "request".to_owned() }
}

fn refused(code: &str, message: &str, status: u16) -> ServiceError {
    ServiceError {
        code: code.to_owned(),
        message: message.to_owned(),
        status,
        request_id: "request".to_owned(),
        service_name: "AWSLambda".to_owned(),
        reached: Reached::Answered,
    }
}
