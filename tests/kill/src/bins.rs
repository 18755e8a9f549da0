//! The programs under test: built once, found beside the test.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Trouble;

/// Builds the server in the profile of `program`, one of this crate's programs, and says where it is.
///
/// # Errors
/// It cannot be built.
pub fn server_beside(program: &Path) -> Result<PathBuf, Trouble> {
    beside(program, "stepwell", "stepwell")
}

/// Builds the function and the job of the kill test beside `program` and says where they are.
///
/// # Errors
/// They cannot be built.
pub fn workers_beside(program: &Path) -> Result<(PathBuf, PathBuf), Trouble> {
    let package = env!("CARGO_PKG_NAME");
    Ok((beside(program, package, "kill-function")?, beside(program, package, "kill-job")?))
}

/// Builds a program in the profile of another that stands in a folder of builds.
fn beside(program: &Path, package: &str, name: &str) -> Result<PathBuf, Trouble> {
    let folder = program.parent().ok_or("the program stands nowhere")?;
    let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build.args(["build", "--quiet", "--package", package, "--bin", name]);
    build.current_dir(env!("CARGO_MANIFEST_DIR"));
    // Where the test was built is where the program is built too, however the test was told to build there.
    build.env("CARGO_TARGET_DIR", folder.parent().ok_or("the program stands in no folder of builds")?);
    if folder.file_name().is_some_and(|name| name == "release") {
        build.arg("--release");
    }
    let status = build.status()?;
    if !status.success() {
        return Err(format!("`{name}` was not built: {status}").into());
    }
    Ok(folder.join(name))
}
