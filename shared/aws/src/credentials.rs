//! Where keys come from: the SDK's own sources in the SDK's own order.
//! Deliberately absent: the instance metadata service as the last resort. A laptop has none, and whoever answers at its
//! address there is not to be asked for keys; a profile with `credential_source` still uses it, because it says so.

use aws_config::Region;
use aws_config::ecs::EcsCredentialsProvider;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::web_identity_token::WebIdentityTokenCredentialsProvider;
use aws_sdk_lambda::config::SharedHttpClient;

/// The sources of [`crate::Reach`], asked when the first call is made.
pub(crate) fn chain(region: Region, http: SharedHttpClient) -> CredentialsProviderChain {
    let config = ProviderConfig::without_region().with_region(Some(region)).with_http_client(http);
    let profile = ProfileFileCredentialsProvider::builder().configure(&config).build();
    let web_identity = WebIdentityTokenCredentialsProvider::builder().configure(&config).build();
    let container = EcsCredentialsProvider::builder().configure(&config).build();
    CredentialsProviderChain::first_try("Environment", EnvironmentVariableCredentialsProvider::new())
        .or_else("Profile", profile)
        .or_else("WebIdentityToken", web_identity)
        .or_else("EcsContainer", container)
}
