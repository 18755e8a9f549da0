//! AWS over its SDK. Lambda and Glue as a host of service calls, behind the port
//! [`stepwell_integrations::service::Services`], asked for what nothing local answers; and, with the feature `ports`, the
//! journal's store, queue and payloads on DynamoDB, SQS and S3.
//! Deliberately absent: every other service, retries (the engine and the author's `Retry` decide about them), and the
//! SDK itself unless the feature `sdk` asks for it, because it costs minutes of building.

pub mod limits;
pub mod reach;

#[cfg(feature = "sdk")]
mod course;
#[cfg(feature = "sdk")]
mod credentials;
#[cfg(feature = "sdk")]
mod failure;
#[cfg(feature = "sdk")]
mod glue;
#[cfg(feature = "sdk")]
mod lambda;
#[cfg(feature = "sdk")]
mod members;
#[cfg(feature = "ports")]
pub mod ports;
#[cfg(feature = "sdk")]
mod services;
#[cfg(feature = "sdk")]
#[cfg(test)]
mod tests;

use std::sync::Arc;

use stepwell_integrations::service::Services;

pub use reach::Reach;
#[cfg(feature = "sdk")]
pub use services::AwsServices;

/// What a person can do so that a call which nothing local answers goes to AWS; the end of a sentence.
#[cfg(feature = "sdk")]
pub const REMEDY: &str = "set credentials (`AWS_ACCESS_KEY_ID`, `AWS_PROFILE`) to call the real service, or \
                          `AWS_ENDPOINT_URL` to call an emulator";
/// What a person can do so that a call which nothing local answers goes to AWS; the end of a sentence.
#[cfg(not(feature = "sdk"))]
pub const REMEDY: &str = "build with the AWS client, which this program does not have: \
                          `cargo build -p stepwell --features aws`";

/// The real services as far as this process can reach them by its environment and the files of the AWS CLI; none if
/// neither says anything, or if this build has no client. Makes no network call. `region` is the region of the ARNs
/// here; it also serves the calls for credentials.
#[cfg(feature = "sdk")]
pub async fn load(region: &str) -> Option<Arc<dyn Services>> {
    let services = AwsServices::load(region).await?;
    Some(Arc::new(services))
}

/// None: this build has no client.
#[cfg(not(feature = "sdk"))]
pub async fn load(_region: &str) -> Option<Arc<dyn Services>> {
    None
}
