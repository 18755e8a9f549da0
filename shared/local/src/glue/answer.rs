//! Answers and errors of the Glue API.

use std::fmt::Display;

use serde_json::Value;
use stepwell_integrations::service::{Reached, ServiceError, ServiceResponse};
use uuid::Uuid;

use crate::moment::{http_date, now_ms};

/// The answer to a call that succeeded.
pub(super) fn response(output: Value) -> ServiceResponse {
    let request_id = Uuid::new_v4().to_string();
    let pairs = [
        ("Connection", "keep-alive".to_owned()),
        ("Content-Length", output.to_string().len().to_string()),
        ("Content-Type", "application/x-amz-json-1.1".to_owned()),
        ("Date", http_date(now_ms())),
        ("x-amzn-RequestId", request_id.clone()),
    ];
    let headers = pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    ServiceResponse { output, status: 200, headers, request_id }
}

/// An error of the caller.
pub(super) fn refused(code: &str, message: &str) -> ServiceError {
    error(400, code, message)
}

/// An error of this host: its disk, its processes.
pub(super) fn internal(cause: &dyn Display) -> ServiceError {
    error(500, "InternalServiceException", &cause.to_string())
}

fn error(status: u16, code: &str, message: &str) -> ServiceError {
    ServiceError {
        code: code.to_owned(),
        message: message.to_owned(),
        status,
        request_id: Uuid::new_v4().to_string(),
        service_name: "AWSGlue".to_owned(),
        reached: Reached::Answered,
    }
}
