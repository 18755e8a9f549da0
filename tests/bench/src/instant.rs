//! A Lambda that answers at once with what it was given.

use async_trait::async_trait;
use serde_json::{Value, json};
use stepwell_integrations::service::{ServiceError, ServiceRequest, ServiceResponse, Services};

/// The services.
#[derive(Clone, Copy, Debug, Default)]
pub struct Instant;

#[async_trait]
impl Services for Instant {
    fn handles(&self, service: &str, _: &str, _: &Value) -> bool {
        service == "lambda"
    }

    async fn call(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        let payload = request.input.get("Payload").cloned().unwrap_or_default();
        let output = json!({ "ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200 });
        Ok(ServiceResponse { output, status: 200, headers: Vec::new(), request_id: String::new() })
    }
}
