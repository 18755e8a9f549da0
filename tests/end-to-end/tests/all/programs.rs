//! The programs under test: built once for all tests, by the cargo that runs them and into the same folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

static BUILT: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();

/// Where a program stands: `stepwell`, `make-orders`, …
pub fn program(name: &str) -> &'static Path {
    let built = BUILT.get_or_init(build);
    built.get(name).unwrap_or_else(|| panic!("no program `{name}` was built, only {:?}", built.keys()))
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// A program that runs as on a machine without settings of ours.
pub fn command(name: &str) -> Command {
    let mut command = Command::new(program(name));
    command.env_remove("STEPWELL_ENDPOINT").env_remove("RUST_LOG").env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

fn build() -> BTreeMap<String, PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--message-format=json-render-diagnostics"])
        .args(["-p", "stepwell", "-p", "etl-approval-functions"])
        .current_dir(root())
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success(), "the programs could not be built");
    let lines = output.stdout.split(|byte| *byte == b'\n');
    let messages = lines.filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    let program = |message: Value| {
        let path = PathBuf::from(message["executable"].as_str()?);
        Some((message["target"]["name"].as_str()?.to_owned(), path))
    };
    messages.filter_map(program).collect()
}
