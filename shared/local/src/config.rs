//! `stepwell.toml`: which function is which command, which job is which command, and what the server is told at start.
//! All mistakes are reported together, each with its key and a remedy; relative paths count from the file's folder.
//! Deliberately absent: looking whether commands exist. They may be built after the server has started.

mod mistake;
mod read;
mod section;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use mistake::{ConfigError, Mistake};

/// What `stepwell.toml` says, with all defaults filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The file it was read from, for messages.
    pub file: PathBuf,
    /// `[server]`.
    pub server: Server,
    /// `[mail]`; without it no mail leaves the machine.
    pub mail: Option<Mail>,
    /// `[[state_machines]]` in the order of the file; names are unique.
    pub state_machines: Vec<StateMachine>,
    /// `[functions.<name>]` by name.
    pub functions: BTreeMap<String, Function>,
    /// `[jobs.<name>]` by name.
    pub jobs: BTreeMap<String, Job>,
}

/// `[server]`: whom the server plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// `account`, 12 digits; default `123456789012`.
    pub account: String,
    /// `region`; default `us-east-1`.
    pub region: String,
    /// `history_events_max`: events after which an execution fails; default 25,000, as on AWS.
    pub history_events_max: u64,
    /// `payload_bytes_max`: bytes of an input, output or result; default 262,144, as on AWS.
    pub payload_bytes_max: u64,
    /// `record_schema`: schema in which records are written; default the newest. A fleet is upgraded in two steps: the
    /// new program everywhere with the old schema, then the new schema.
    pub record_schema: u64,
}

/// `[mail]`: how requests for approval leave the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// `smtp`: URL of the mail server, `smtp://…` or `smtps://…`, with user and password if it needs them.
    pub smtp: String,
    /// `from`: sender, `Stepwell <stepwell@example.com>` or the address alone.
    pub from: String,
}

/// `[[state_machines]]`: a state machine that the server creates or updates when it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateMachine {
    /// `name`, unique in the file.
    pub name: String,
    /// `definition`: path of the ASL file, absolute after reading.
    pub definition: PathBuf,
    /// `role`: ARN shown as its execution role.
    pub role: Option<String>,
}

/// A command line and where it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Program: an absolute path, or a bare name that is looked up in `PATH`.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// `dir`: working directory, absolute; default the folder of `stepwell.toml`.
    pub dir: PathBuf,
    /// `env`: variables set on top of the server's own.
    pub env: BTreeMap<String, String>,
}

/// `[functions.<name>]`: a Lambda function as a local command that speaks the Lambda Runtime API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// What is started.
    pub command: Command,
    /// `timeout_seconds`, 1 to 900; default 3 as on Lambda.
    pub timeout: Duration,
    /// `concurrency`: most processes at once, 1 to 1,000; default 10.
    pub concurrency: usize,
    /// `memory_mb`, 128 to 10,240; default 128. The function is told, nothing is enforced.
    pub memory_mb: u64,
}

/// `[jobs.<name>]`: a Glue job as a local command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// What is started; the run's arguments follow its own.
    pub command: Command,
    /// `timeout_minutes`, 1 to 10,080; default 480 as on Glue. A call's `Timeout` goes before it.
    pub timeout: Duration,
    /// `max_concurrent_runs`, 1 to 1,000; default 1 as on Glue.
    pub max_concurrent_runs: usize,
    /// `default_arguments`: `--KEY` and value, for those that a call does not give.
    pub default_arguments: BTreeMap<String, String>,
}

impl Config {
    /// Reads the file. All mistakes come together, in the order of the file's sections.
    pub fn read(file: &Path) -> Result<Config, ConfigError> {
        let size = std::fs::metadata(file).map_err(|cause| ConfigError::unreadable(file, &cause))?.len();
        if size > crate::limits::CONFIG_BYTES_MAX {
            return Err(ConfigError::one(file, "", "it is larger than 1 MB", "is it the right file?"));
        }
        let text = std::fs::read_to_string(file).map_err(|cause| ConfigError::unreadable(file, &cause))?;
        Config::parse(&text, file)
    }

    /// Parses the text of a file that stands, or would stand, at `file`.
    pub fn parse(text: &str, file: &Path) -> Result<Config, ConfigError> {
        let file = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
        let table: toml::Table =
            text.parse().map_err(|cause: toml::de::Error| ConfigError::not_toml(&file, text, &cause))?;
        read::config(&table, &file)
    }
}
