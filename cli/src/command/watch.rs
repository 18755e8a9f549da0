//! `stepwell watch`: an execution as a live tree until it ends. Its outcome is the exit code.

use std::process::ExitCode;

use clap::Args;

use crate::client::follow::Follower;
use crate::client::progress::{Show, exit_of, to_the_end};
use crate::client::{Client, Endpoint, names};
use crate::failure::Failure;
use crate::terminal::{Stream, Terminal};

/// `stepwell watch`
#[derive(Debug, Args)]
pub struct Watch {
    /// Execution: `machine/name` or its ARN
    execution: String,
    /// Print each event as a line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    endpoint: Endpoint,
}

impl Watch {
    /// Watches it. Exit code 0 if it succeeded, 1 if it ended otherwise.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let client = Client::new(&self.endpoint)?;
        let arn = names::execution(&client, &self.execution)?;
        let mut follower = Follower::new(&client, &arn)?;
        let show = if self.json { Show::Events } else { Show::Tree(Terminal::on(Stream::Output)) };
        Ok(exit_of(&to_the_end(&mut follower, show)?))
    }
}
