//! The `stepwell` binary: reads the command line, runs one command, and ends with its exit code. Deliberately absent:
//! what the commands do; each stands in a file of its own under `command/`.

mod client;
mod command;
mod complaints;
mod configuration;
mod document;
mod failure;
mod input;
mod limits;
mod log;
mod output;
mod server;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = command::Arguments::parse();
    match arguments.command.run() {
        Ok(exit) => exit,
        Err(failure) => failure.report(),
    }
}
