//! `stepwell start`: starts an execution on a server, and waits for it or watches it if asked to.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use crate::client::follow::Follower;
use crate::client::progress::{Show, exit_of, print_outcome, to_the_end};
use crate::client::{Client, Endpoint, names};
use crate::failure::Failure;
use crate::terminal::{Stream, Terminal};
use crate::{input, output};

/// `stepwell start`
#[derive(Debug, Args)]
pub struct Start {
    /// State machine: its name or ARN
    machine: String,
    /// Input: JSON, or `@file`; `{}` if absent
    #[arg(long, value_name = "JSON|@FILE")]
    input: Option<String>,
    /// Name of the execution; made up if absent
    #[arg(long)]
    name: Option<String>,
    /// Wait for the end, then print the output; exit code 1 if it did not succeed
    #[arg(long)]
    wait: bool,
    /// Like --wait, and show what happens
    #[arg(long)]
    watch: bool,
    /// Print the answer as JSON: that of StartExecution, or with --wait that of DescribeExecution
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    endpoint: Endpoint,
}

impl Start {
    /// Starts it.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let text = input::read(self.input.as_deref())?;
        let client = Client::new(&self.endpoint)?;
        let machine = names::machine(&client, &self.machine)?;
        let asked = json!({ "stateMachineArn": machine, "input": text, "name": self.name });
        let started = client.call("StartExecution", &asked)?;
        let arn = started["executionArn"].as_str().unwrap_or_default();
        if !self.wait && !self.watch {
            self.print(&started, arn)?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut follower = Follower::new(&client, arn)?;
        let show = if self.watch { Show::Tree(Terminal::on(Stream::Errors)) } else { Show::Nothing };
        let described = to_the_end(&mut follower, show)?;
        print_outcome(&described, self.json)?;
        Ok(exit_of(&described))
    }

    fn print(&self, started: &Value, arn: &str) -> Result<(), Failure> {
        if self.json { output::json(started) } else { output::line(arn) }
    }
}
