//! Why a command could not do its work: one message for the person who called it, and the exit code.

use std::io;
use std::process::ExitCode;

/// Exit code for wrong usage, a bad definition, or a world that does not answer.
const USAGE: u8 = 2;

/// A command that could not do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong and what to do about it; empty if there is nobody left to tell.
    pub message: String,
    /// Exit code.
    pub exit: u8,
}

impl Failure {
    /// Wrong usage, a bad definition, or a world that does not answer.
    pub fn new(message: impl Into<String>) -> Self {
        Failure { message: message.into(), exit: USAGE }
    }

    /// Output that could not be written. A reader that went away (`stepwell list | head -1`) is no mistake.
    pub fn output(cause: &io::Error) -> Self {
        if cause.kind() == io::ErrorKind::BrokenPipe {
            return Failure { message: String::new(), exit: 0 };
        }
        Failure::new(format!("the output cannot be written: {cause}"))
    }

    /// Tells it on standard error.
    pub fn report(self) -> ExitCode {
        if !self.message.is_empty() {
            eprintln!("error: {}", self.message);
        }
        ExitCode::from(self.exit)
    }
}
