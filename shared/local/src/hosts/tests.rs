//! Who is asked, and what is said when nobody answers.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, ServiceResponse, Services};

use super::Hosts;

/// Answers for one service, with its own name.
struct Only(&'static str, &'static str);

#[async_trait]
impl Services for Only {
    fn handles(&self, service: &str, _operation: &str, _input: &Value) -> bool {
        service == self.0
    }

    async fn call(&self, _request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        Ok(ServiceResponse {
            output: json!(self.1),
            status: 200,
            headers: Vec::new(),
            request_id: String::new(),
        })
    }
}

fn request(service: &str, operation: &str, input: Value) -> ServiceRequest {
    ServiceRequest {
        service: service.to_owned(),
        operation: operation.to_owned(),
        input,
        region: "us-east-1".to_owned(),
        account: "123456789012".to_owned(),
        timeout_ms: None,
        marker: None,
    }
}

#[tokio::test]
async fn the_first_that_answers_is_called() {
    let asked: [Arc<dyn Services>; 3] =
        [Arc::new(Only("sqs", "a")), Arc::new(Only("sns", "b")), Arc::new(Only("sns", "c"))];
    let hosts = Hosts::new(asked.to_vec(), "pray");
    for (service, expected) in [("sqs", "a"), ("sns", "b")] {
        assert!(hosts.handles(service, "x", &json!({})));
        assert_eq!(hosts.call(&request(service, "x", json!({}))).await.unwrap().output, expected);
    }
    assert!(!hosts.handles("lambda", "invoke", &json!({})));
}

#[tokio::test]
async fn nobody_answers() {
    let cases = [
        (
            request("lambda", "invoke", json!({"FunctionName": "arn:aws:lambda:r:1:function:check:live"})),
            "nobody here answers `lambda:invoke`: map it in `stepwell.toml` with `[functions.check]` and \
             `command = [\"…\"]`, or set credentials",
        ),
        (
            request("glue", "startJobRun", json!({"JobName": "filter"})),
            "nobody here answers `glue:startJobRun`: map it in `stepwell.toml` with `[jobs.filter]` and \
             `command = [\"…\"]`, or set credentials",
        ),
        (
            request("sqs", "sendMessage", json!({})),
            "nobody here answers `sqs:sendMessage`: there is no host for it",
        ),
    ];
    for (request, expected) in cases {
        let error = Hosts::new(Vec::new(), "set credentials").call(&request).await.unwrap_err();
        assert_eq!((error.message.as_str(), error.reached), (expected, Reached::NotSent));
    }
}
