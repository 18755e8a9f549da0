//! Virtual environments of Python under the target folder, each made once for its `requirements.txt`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::report::Report;
use crate::repository::{Repository, answers};

/// The interpreter of the virtual environment with everything in `requirements.txt`.
pub fn environment(
    repository: &Repository,
    name: &str,
    folder: &Path,
    report: &mut Report,
) -> Option<PathBuf> {
    let home = repository.target.join(name);
    let python = home.join("bin/python");
    let requirements = folder.join("requirements.txt");
    let wanted = match std::fs::read(&requirements) {
        Ok(wanted) => wanted,
        Err(cause) => {
            report.fail(name, &format!("`{}` cannot be read: {cause}", requirements.display()));
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
        report.skip(name, "`python3` with its module `venv` is not installed");
        return None;
    }
    let mut venv = Command::new("python3");
    if !report.step(&format!("{name}: python"), venv.args(["-m", "venv", "--clear"]).arg(&home)) {
        return None;
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    if !report.step(&format!("{name}: packages"), pip.arg(&requirements)) {
        return None;
    }
    // Written last: an environment that was not finished is made anew.
    if let Err(cause) = std::fs::write(&stamp, wanted) {
        report.fail(name, &format!("`{}` cannot be written: {cause}", stamp.display()));
        return None;
    }
    Some(python)
}
