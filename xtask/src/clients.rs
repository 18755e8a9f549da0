//! The tests in `tests/clients`: AWS's own clients in Python and on the command line against the server. They run in a
//! virtual environment under the target folder that is made once for each `requirements.txt`.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::report::Report;
use crate::repository::{Repository, answers};

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
    let Some(python) = environment(repository, &folder, report) else { return };
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

/// The interpreter of the virtual environment with everything in `requirements.txt`.
fn environment(repository: &Repository, folder: &Path, report: &mut Report) -> Option<PathBuf> {
    let home = repository.target.join("clients");
    let python = home.join("bin/python");
    let requirements = folder.join("requirements.txt");
    let wanted = match std::fs::read(&requirements) {
        Ok(wanted) => wanted,
        Err(cause) => {
            report.fail(NAME, &format!("`{}` cannot be read: {cause}", requirements.display()));
            return None;
        }
    };
    let stamp = home.join("requirements.txt");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) && python.is_file() {
        return Some(python);
    }
    let mut probe = Command::new("python3");
    probe.args(["-c", "import ensurepip, venv"]);
    if !answers(probe) {
        report.skip(NAME, "`python3` with its module `venv` is not installed");
        return None;
    }
    let mut venv = Command::new("python3");
    if !report.step("clients: python", venv.args(["-m", "venv", "--clear"]).arg(&home)) {
        return None;
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    if !report.step("clients: packages", pip.arg(&requirements)) {
        return None;
    }
    // Written last: an environment that was not finished is made anew.
    if let Err(cause) = std::fs::write(&stamp, wanted) {
        report.fail(NAME, &format!("`{}` cannot be written: {cause}", stamp.display()));
        return None;
    }
    Some(python)
}
