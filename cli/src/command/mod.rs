//! The commands: one file each. Deliberately absent: anything that two of them share.

mod graph;
mod history;
mod list;
mod start;
mod stop;
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
}

impl Command {
    /// Does it.
    pub fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Command::Validate(command) => command.run(),
            Command::Graph(command) => command.run(),
            Command::Start(command) => command.run(),
            Command::Watch(command) => command.run(),
            Command::History(command) => command.run(),
            Command::Stop(command) => command.run(),
            Command::List(command) => command.run(),
        }
    }
}

#[cfg(test)]
mod tests;
