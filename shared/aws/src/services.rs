//! The host: one client for each service, made once from what the environment says.
//! Deliberately absent: retries. A call is made once; who asked for it decides whether it is made again.

use std::time::Duration;

use async_trait::async_trait;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_lambda::config::{Credentials, SharedHttpClient};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use serde_json::Value;
use stepwell_integrations::service::{ServiceError, ServiceRequest, ServiceResponse, Services};

use crate::credentials::chain;
use crate::failure::{Service, unusable};
use crate::limits::CONNECT_MS;
use crate::{Reach, glue, lambda};

/// Lambda and Glue as they are reached from this process. Each call goes to the region that it names, once.
pub struct AwsServices {
    reach: Reach,
    lambda: aws_sdk_lambda::Client,
    glue: aws_sdk_glue::Client,
}

impl AwsServices {
    /// The services as far as the environment and the files of the AWS CLI say how to reach them; none if they say
    /// nothing. Makes no network call. `region` serves the calls for credentials.
    pub async fn load(region: &str) -> Option<AwsServices> {
        let reach = Reach::of_this_process();
        if reach.is_nothing() {
            return None;
        }
        let (region, http) = (Region::new(region.to_owned()), http());
        let config = aws_config::defaults(BehaviorVersion::latest())
            .credentials_provider(chain(region.clone(), http.clone()))
            .region(region)
            .http_client(http)
            .load()
            .await;
        Some(AwsServices::over(&config, reach))
    }

    /// The services over a configuration whose endpoints are those of the reach.
    pub(crate) fn over(config: &SdkConfig, reach: Reach) -> AwsServices {
        let mut config = config.to_builder();
        config.set_retry_config(Some(RetryConfig::disabled()));
        // A function may be silent for a quarter of an hour; the time-outs of a call are its own.
        config.set_stalled_stream_protection(Some(StalledStreamProtectionConfig::disabled()));
        let config = config.build();
        let mut lambda = aws_sdk_lambda::config::Builder::from(&config);
        if reach.is_emulator(reach.lambda.as_deref()) {
            lambda = lambda.credentials_provider(any_key());
        }
        let mut glue = aws_sdk_glue::config::Builder::from(&config);
        if reach.is_emulator(reach.glue.as_deref()) {
            glue = glue.credentials_provider(any_key());
        }
        AwsServices {
            reach,
            lambda: aws_sdk_lambda::Client::from_conf(lambda.build()),
            glue: aws_sdk_glue::Client::from_conf(glue.build()),
        }
    }
}

#[async_trait]
impl Services for AwsServices {
    /// True for the calls of the catalogue to services that can be reached, whatever their input.
    fn handles(&self, service: &str, operation: &str, _input: &Value) -> bool {
        let is_known = match service {
            "lambda" => operation == "invoke",
            "glue" => {
                matches!(operation, "startJobRun" | "getJobRun" | "getJobRuns" | "batchStopJobRun")
            }
            _ => false,
        };
        is_known && self.reach.covers(service)
    }

    async fn call(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        match (request.service.as_str(), request.operation.as_str()) {
            ("lambda", "invoke") => lambda::invoke(&self.lambda, request).await,
            ("glue", "startJobRun") => glue::start_job_run(&self.glue, request).await,
            ("glue", "getJobRun") => glue::get_job_run(&self.glue, request).await,
            ("glue", "getJobRuns") => glue::get_job_runs(&self.glue, request).await,
            ("glue", "batchStopJobRun") => glue::batch_stop_job_run(&self.glue, request).await,
            (service, operation) => {
                let service_here = if service == "glue" { Service::Glue } else { Service::Lambda };
                Err(unusable(service_here, &format!("there is no client for `{service}:{operation}`")))
            }
        }
    }
}

/// HTTP with rustls over ring.
pub(crate) fn http() -> SharedHttpClient {
    Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

/// What signs calls to an emulator. The value is the one that emulators document.
fn any_key() -> Credentials {
    Credentials::new("test", "test", None, None, "any key for an emulator")
}

/// The waits of one call: until it is connected, until the answer begins, and until all of it is here.
pub(crate) fn waits(request: &ServiceRequest, answer_ms: u64) -> TimeoutConfig {
    let mut waits = TimeoutConfig::builder()
        .connect_timeout(Duration::from_millis(CONNECT_MS))
        .read_timeout(Duration::from_millis(answer_ms));
    if let Some(ms) = request.timeout_ms {
        waits = waits.operation_timeout(Duration::from_millis(ms));
    }
    waits.build()
}
