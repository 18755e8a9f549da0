//! The folder in which a test takes place: definitions, `stepwell.toml`, data, the diary.

use std::ffi::OsString;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{Trouble, diary};

/// The folder and how servers are started on it. It stays where it is when a test fails, so that one can look into it.
#[derive(Clone, Debug)]
pub struct Ground {
    /// Its path.
    pub path: PathBuf,
    /// The data directory of the servers.
    pub data: PathBuf,
    /// Environment variables of the servers beside those of the test.
    pub env: Vec<(String, OsString)>,
}

impl Ground {
    /// A fresh folder below that for temporary files.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn new() -> Result<Self, Trouble> {
        let path = std::env::temp_dir().join(format!("stepwell-kill-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&path)?;
        Ok(Ground { data: path.join("data"), path, env: Vec::new() })
    }

    /// Writes definitions and a `stepwell.toml` with them, one function and one job.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn furnish(&self, machines: &[(&str, Value)], function: &Path, job: &Path) -> Result<(), Trouble> {
        let mut config = String::new();
        for (name, definition) in machines {
            let file = format!("{name}.asl.json");
            std::fs::write(self.path.join(&file), definition.to_string())?;
            writeln!(config, "[[state_machines]]\nname = {name:?}\ndefinition = {file:?}")?;
        }
        let env = format!("env = {{ {} = {:?} }}", diary::VARIABLE, self.diary());
        writeln!(
            config,
            "[functions.work]\ncommand = [{function:?}]\ntimeout_seconds = 120\nconcurrency = 500\n{env}"
        )?;
        writeln!(
            config,
            "[jobs.job]\ncommand = [{job:?}]\ntimeout_minutes = 5\nmax_concurrent_runs = 1000\n{env}"
        )?;
        Ok(std::fs::write(self.config(), config)?)
    }

    /// The configuration.
    pub fn config(&self) -> PathBuf {
        self.path.join("stepwell.toml")
    }

    /// The diary.
    pub fn diary(&self) -> PathBuf {
        self.path.join("diary")
    }

    /// What the servers have logged.
    pub fn log(&self) -> PathBuf {
        self.path.join("server.log")
    }

    /// Removes it.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn remove(self) -> Result<(), Trouble> {
        Ok(std::fs::remove_dir_all(self.path)?)
    }
}
