//! `stepwell run`: one execution of a definition, from start to end, with everything in memory. Waits last as long as
//! they say. Approvals can be decided meanwhile in the mailbox of the small server that it is.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};
use stepwell_local::config::StateMachine;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use uuid::Uuid;

use super::dev::runtime;
use crate::client::follow::Follower;
use crate::client::progress::{Show, exit_of, print_outcome, to_the_end};
use crate::client::{Client, Endpoint};
use crate::configuration::Configuration;
use crate::failure::Failure;
use crate::input;
use crate::log::Log;
use crate::server::machines::{Checked, check, register};
use crate::server::{Server, Setup};
use crate::terminal::{Stream, Terminal};

/// `stepwell run`
#[derive(Debug, Args)]
pub struct Run {
    /// Definition
    definition: PathBuf,
    /// Input: JSON, or `@file`; `{}` if absent
    #[arg(long, value_name = "JSON|@FILE")]
    input: Option<String>,
    /// Print the execution as DescribeExecution does, as JSON, and no progress
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    configuration: Configuration,
    #[command(flatten)]
    log: Log,
}

impl Run {
    /// Runs it. Exit code 0 if it succeeded, 1 if it ended otherwise.
    pub fn run(self) -> Result<ExitCode, Failure> {
        self.log.begin()?;
        let text = input::read(self.input.as_deref())?;
        let config = self.configuration.read()?;
        let machine =
            StateMachine { name: name(&self.definition), definition: self.definition.clone(), role: None };
        let machine = check(&[machine])?.remove(0);
        let data = std::env::temp_dir().join(format!("stepwell-run-{}", Uuid::new_v4()));
        let setup = Setup {
            host: "127.0.0.1".to_owned(),
            port: 0,
            public_url: None,
            config,
            data: data.clone(),
            forgets: true,
        };
        let described = self.execute(&setup, &machine, &text);
        // Only jobs leave something there; what cannot be removed is the operating system's to clear.
        let _ = std::fs::remove_dir_all(&data);
        let described = described?;
        print_outcome(&described, self.json)?;
        Ok(exit_of(&described))
    }

    /// Serves in the background, starts the execution and follows it.
    fn execute(&self, setup: &Setup, machine: &Checked, text: &str) -> Result<Value, Failure> {
        let runtime = runtime()?;
        let server = runtime.block_on(Server::open(setup))?;
        let arn = runtime.block_on(register(&server.api, machine))?;
        let endpoint = Endpoint { endpoint: server.url.clone() };
        let (stop, stopped) = watch::channel(false);
        let running = runtime.spawn(server.run(stopped));
        let described = self.follow(&runtime, &endpoint, &arn, text);
        stop.send_replace(true);
        runtime
            .block_on(running)
            .map_err(|error| Failure::new(format!("the run ended early: {error}")))??;
        described
    }

    fn follow(
        &self,
        runtime: &Runtime,
        endpoint: &Endpoint,
        machine: &str,
        text: &str,
    ) -> Result<Value, Failure> {
        let client = Client::new(endpoint)?;
        let started = client.call("StartExecution", &json!({ "stateMachineArn": machine, "input": text }))?;
        let execution = started["executionArn"].as_str().unwrap_or_default();
        stop_when_interrupted(runtime, endpoint, execution);
        let show = if self.json { Show::Nothing } else { Show::Tree(Terminal::on(Stream::Errors)) };
        to_the_end(&mut Follower::new(&client, execution)?, show)
    }
}

/// The first SIGINT stops the execution, so that jobs are cancelled and its end is shown; the second ends the program.
fn stop_when_interrupted(runtime: &Runtime, endpoint: &Endpoint, execution: &str) {
    let (endpoint, execution) = (endpoint.clone(), execution.to_owned());
    runtime.spawn(async move {
        if tokio::signal::ctrl_c().await.is_err() {
            return;
        }
        let stopping = tokio::task::spawn_blocking(move || {
            let asked = json!({ "executionArn": execution, "error": "Interrupted" });
            let client = Client::new(&endpoint)?;
            client.call("StopExecution", &asked).map_err(Failure::from)
        });
        if let Ok(Err(failure)) = stopping.await {
            tracing::warn!("the execution could not be stopped: {}", failure.message);
        }
        if tokio::signal::ctrl_c().await.is_ok() {
            std::process::exit(1);
        }
    });
}

/// A name for the state machine: that of the file, as far as names allow it, or that of the folder for files that are
/// all called the same.
fn name(definition: &Path) -> String {
    let file = definition.file_name().unwrap_or_default().to_string_lossy();
    let stem = file.split('.').next().unwrap_or_default();
    let folder = definition.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let chosen = if stem == "definition" && !folder.is_empty() { &folder } else { stem };
    let good = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
    let name: String = chosen.chars().take(80).map(good).collect();
    if name.is_empty() { "machine".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::name;

    #[test]
    fn machines_are_named_after_their_files() {
        let cases = [
            ("a.asl.json", "a"),
            ("x/hello world.json", "hello-world"),
            ("x/definition.asl.json", "x"),
            ("definition.json", "definition"),
            (".json", "machine"),
            ("-", "-"),
        ];
        for (file, expected) in cases {
            assert_eq!(name(Path::new(file)), expected, "{file}");
        }
    }
}
