//! `stepwell stop`: stops an execution on a server.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use crate::client::{Client, Endpoint, names};
use crate::failure::Failure;
use crate::output;

/// `stepwell stop`
#[derive(Debug, Args)]
pub struct Stop {
    /// Execution: `machine/name` or its ARN
    execution: String,
    /// Error name to be recorded
    #[arg(long)]
    error: Option<String>,
    /// Cause to be recorded
    #[arg(long)]
    cause: Option<String>,
    /// Print the answer of StopExecution as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    endpoint: Endpoint,
}

impl Stop {
    /// Stops it; one that has ended already stays as it is.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let client = Client::new(&self.endpoint)?;
        let arn = names::execution(&client, &self.execution)?;
        let asked = json!({ "executionArn": arn, "error": self.error, "cause": self.cause });
        let stopped = client.call("StopExecution", &asked)?;
        if self.json {
            output::json(&stopped)?;
        } else {
            let described = client.call("DescribeExecution", &json!({ "executionArn": arn }))?;
            let status = described["status"].as_str().unwrap_or_default();
            output::line(&format!("{}  {status}", names::short(&arn)))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
