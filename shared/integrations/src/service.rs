//! The port to the services: one API call, its answer, its failure. What the calls look like stands in the catalogue.
//! Deliberately absent: retries, polling and the shaping of results; whoever calls this port decides about them.

use async_trait::async_trait;
use serde_json::Value;

/// One API call of an AWS service as the catalogue words it.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceRequest {
    /// Service id in lower case, `lambda`, `glue`.
    pub service: String,
    /// Operation in camelCase, `invoke`, `startJobRun`.
    pub operation: String,
    /// Parameters with PascalCase members, as the state made them.
    pub input: Value,
    /// Region the call goes to, `eu-central-1`.
    pub region: String,
    /// Account on whose behalf the call is made, 12 digits.
    pub account: String,
    /// Longest wait for the answer in milliseconds; none leaves it to the service's own limit.
    pub timeout_ms: Option<u64>,
    /// Unique id of the attempt. A start with a marker that was seen before returns what was started then, so a start
    /// whose reply was lost can be adopted.
    pub marker: Option<String>,
}

/// The answer of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceResponse {
    /// Members as the API returns them, PascalCase, without transport metadata.
    pub output: Value,
    /// HTTP status of the answer.
    pub status: u16,
    /// Header names and values in the order and spelling in which the service sent them.
    pub headers: Vec<(String, String)>,
    /// Request id the service gave the call.
    pub request_id: String,
}

/// A call that gave no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ServiceError {
    /// Error code on the wire, `ResourceNotFoundException`.
    pub code: String,
    /// The service's words without the trailer `(Service: …)`.
    pub message: String,
    /// HTTP status, 0 if there was no answer.
    pub status: u16,
    /// Request id, empty if there was no answer.
    pub request_id: String,
    /// Name of the service in the trailer of a cause, `AWSLambda` in `(Service: AWSLambda; Status Code: 404; …)`.
    pub service_name: String,
    /// How far the call came.
    pub reached: Reached,
}

/// How far a failed call came; it decides whether the call may be made again without asking its author.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// Provably nothing was sent: it may be repeated.
    NotSent,
    /// The service answered with this error.
    Answered,
    /// It was sent and the reply was lost: nobody knows whether it was done.
    Unknown,
}

/// Somebody who answers API calls: the real services, the laptop's hosts, a script of the simulator.
#[async_trait]
pub trait Services: Send + Sync {
    /// Whether this host answers for the operation with this input. Without side effects; the input decides where a
    /// host stands for some functions or jobs only.
    fn handles(&self, service: &str, operation: &str, input: &Value) -> bool;

    /// Makes the call once. A dropped future does not undo what the service has begun.
    async fn call(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError>;
}
