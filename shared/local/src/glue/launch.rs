//! How supervisors are started: the server's own program again, with a hidden subcommand, in a group of its own.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::directory::{JobState, RunDirectory};
use crate::config::Job;
use crate::lambda::environment::inherited;
use crate::process::Identity;

/// The command line that starts a supervisor: `program`, `arguments`, and behind them the folder of the run. It must end
/// up in [`super::supervise`] with that folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupervisorCommand {
    /// Usually the running program, `std::env::current_exe()`.
    pub program: PathBuf,
    /// Usually the hidden subcommand.
    pub arguments: Vec<OsString>,
}

impl SupervisorCommand {
    /// Starts the supervisor of a run. If that fails, the run has failed and says so; an error is one of the disk.
    pub(super) fn launch(&self, run: &RunDirectory, job: &Job) -> io::Result<()> {
        let log = File::create(run.path().join("supervisor.log"))?;
        // The job inherits these from its supervisor; so the author's variables stand in no file.
        let started = Command::new(&self.program)
            .args(&self.arguments)
            .arg(run.path())
            .env_clear()
            .envs(inherited())
            .envs(&job.command.env)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        match started {
            Ok(mut child) => {
                // Somebody must take note of its end, else it stays as a zombie while this server lives.
                std::thread::spawn(move || child.wait());
                Ok(())
            }
            Err(cause) => {
                let message = format!("cannot start the supervisor `{}`: {cause}", self.program.display());
                if run.claim(&Identity::nobody())? {
                    run.end(JobState::Failed, Some(message))?;
                }
                Ok(())
            }
        }
    }
}
