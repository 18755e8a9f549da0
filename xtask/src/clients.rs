//! The tests in `tests/clients`: AWS's own clients in Python and on the command line against the server. They run in a
//! virtual environment of their own.

use std::process::{Command, ExitCode};

use crate::python;
use crate::report::Report;
use crate::repository::Repository;

const NAME: &str = "clients";

/// `cargo xtask clients`: these tests and nothing else.
pub fn alone(repository: &Repository) -> ExitCode {
    let mut report = Report::new();
    run(repository, &mut report);
    report.close()
}

/// Sets up the environment if need be and runs the tests.
pub fn run(repository: &Repository, report: &mut Report) {
    let folder = repository.root.join("tests/clients");
    if !folder.is_dir() {
        return report.skip(NAME, "there is no folder `tests/clients`");
    }
    let Some(python) = python::environment(repository, NAME, &folder, report) else { return };
    let programs = ["build", "--package", "stepwell", "--package", "etl-approval-functions", "--bins"];
    if !report.step("clients: build the server", &mut repository.cargo(&programs)) {
        return;
    }
    // The command-line client of AWS stands beside the interpreter.
    let beside = python.parent().unwrap_or(&repository.target).to_path_buf();
    let known = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(beside).chain(std::env::split_paths(&known));
    let Ok(path) = std::env::join_paths(path) else {
        return report.fail(NAME, "the path of the target folder has a colon in it");
    };
    let mut command = Command::new(python);
    command
        .args(["-m", "unittest", "discover", "--verbose", "--start-directory"])
        .arg(&folder)
        .current_dir(&repository.root)
        .env("PATH", path)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("STEPWELL_PROGRAMS", repository.target.join("debug"))
        .env("AWS_ACCESS_KEY_ID", "local")
        .env("AWS_SECRET_ACCESS_KEY", "local")
        .env("AWS_DEFAULT_REGION", "us-east-1")
        // Nobody is asked for credentials outside this machine.
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    report.tests(NAME, &mut command);
}
