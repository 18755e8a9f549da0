//! `stepwell supervise-job`: the process that looks after one run of a local job. Servers call it, people do not.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::failure::Failure;

/// `stepwell supervise-job`
#[derive(Debug, Args)]
pub struct SuperviseJob {
    /// Folder of the run
    folder: PathBuf,
}

impl SuperviseJob {
    /// Returns when the run has ended.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let supervised = stepwell_local::supervise(&self.folder);
        supervised.map_err(|error| Failure::new(error.to_string()))?;
        Ok(ExitCode::SUCCESS)
    }
}
