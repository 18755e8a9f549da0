//! Where things are, and commands that start there.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The repository that this program was started for.
pub struct Repository {
    /// Its root.
    pub root: PathBuf,
    /// Where cargo builds: `CARGO_TARGET_DIR`, else `target` in the root.
    pub target: PathBuf,
    cargo: PathBuf,
}

impl Repository {
    /// Asks cargo's variables, which are set by the alias `cargo xtask`.
    pub fn find() -> io::Result<Repository> {
        let member =
            std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&member).join("..").canonicalize()?;
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => std::path::absolute(folder)?,
            None => root.join("target"),
        };
        let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
        Ok(Repository { root, target, cargo })
    }

    /// A cargo command in the root.
    pub fn cargo(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.cargo);
        command.args(words).current_dir(&self.root);
        command
    }

    /// Whether `cargo <subcommand>` is installed.
    pub fn has_subcommand(&self, subcommand: &str) -> bool {
        answers(self.cargo(&[subcommand, "--version"]))
    }

    /// The folder with cases recorded on the real service: the variable, else a folder beside the repository.
    pub fn conformance(&self) -> Option<PathBuf> {
        match std::env::var_os("STEPWELL_CONFORMANCE_DIR") {
            // Tests run in the folders of their crates, so a relative path would lead elsewhere.
            Some(folder) => std::path::absolute(folder).ok(),
            None => Some(self.root.join("../shared/conformance")).filter(|folder| folder.is_dir()),
        }
    }
}

/// Whether a command can be started and ends well. What it prints is thrown away.
pub fn answers(mut command: Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
