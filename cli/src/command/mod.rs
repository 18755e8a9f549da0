//! The commands: one file each. Deliberately absent: anything that two of them share.

mod dev;
mod graph;
mod history;
mod list;
mod run;
mod start;
mod stop;
mod supervise_job;
mod validate;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Failure;

/// AWS Step Functions workflows on your own machine and in your own account.
#[derive(Debug, Parser)]
#[command(name = "stepwell", version, about, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve: the Step Functions API, pages and approvals, kept in one directory
    Dev(dev::Dev),
    /// Run a definition to its end without a server
    Run(run::Run),
    /// Check definitions and tell everything that is wrong with them
    Validate(validate::Validate),
    /// Draw a definition as SVG
    Graph(graph::Graph),
    /// Start an execution on a server
    Start(start::Start),
    /// Watch an execution until it ends
    Watch(watch::Watch),
    /// Show the events of an execution
    History(history::History),
    /// Stop an execution
    Stop(stop::Stop),
    /// List state machines, or the executions of one
    List(list::List),
    /// Look after one run of a job; called by the server
    #[command(hide = true)]
    SuperviseJob(supervise_job::SuperviseJob),
}

impl Command {
    /// Does it.
    pub fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Command::Dev(command) => command.run(),
            Command::Run(command) => command.run(),
            Command::Validate(command) => command.run(),
            Command::Graph(command) => command.run(),
            Command::Start(command) => command.run(),
            Command::Watch(command) => command.run(),
            Command::History(command) => command.run(),
            Command::Stop(command) => command.run(),
            Command::List(command) => command.run(),
            Command::SuperviseJob(command) => command.run(),
        }
    }
}

#[cfg(test)]
mod tests;
