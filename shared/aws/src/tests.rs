//! The host against a loopback server that plays the services, and that also does what services should not do.

mod failures;
mod glue;
mod lambda;
mod player;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_lambda::config::{Credentials, SharedCredentialsProvider};
use serde_json::Value;
use stepwell_integrations::service::ServiceRequest;

use crate::services::http;
use crate::{AwsServices, Reach};

/// A host whose services are all at one address, with credentials.
fn host(url: &str) -> AwsServices {
    let credentials = Credentials::new("AKID", "secret", None, None, "tests");
    let config = config(url).into_builder().credentials_provider(SharedCredentialsProvider::new(credentials));
    AwsServices::over(&config.build(), Reach { credentials: true, lambda: None, glue: None })
}

fn config(url: &str) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(url)
        .http_client(http())
        .build()
}

fn request(service: &str, operation: &str, input: Value) -> ServiceRequest {
    ServiceRequest {
        service: service.to_owned(),
        operation: operation.to_owned(),
        input,
        region: "eu-central-1".to_owned(),
        account: "123456789012".to_owned(),
        timeout_ms: None,
        marker: Some("attempt-1".to_owned()),
    }
}
