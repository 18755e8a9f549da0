//! The list of cases that passed before, so that a drop is noticed. One `area/name` a line, sorted.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Environment variable that asks for the list to be written anew.
pub const BLESS_VARIABLE: &str = "STEPWELL_BLESS";

/// The list of this repository, `tests/conformance/passed.txt`.
pub fn passed_list() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("passed.txt")
}

/// Whether the person who runs the tests asked for the list to be written anew.
pub fn bless_asked() -> bool {
    std::env::var_os(BLESS_VARIABLE).is_some_and(|value| value == "1")
}

/// Why the list does not agree with a run.
#[derive(Debug, thiserror::Error)]
pub enum GoldenError {
    /// Cases that are listed did not pass.
    #[error("{} listed case(s) do not pass any more:\n{}", .0.len(), lines(.0))]
    Dropped(BTreeSet<String>),
    /// Cases that passed are not listed.
    #[error("{} case(s) pass that are not listed; run again with STEPWELL_BLESS=1 to list them:\n{}", .0.len(), lines(.0))]
    Unlisted(BTreeSet<String>),
    /// The list cannot be read or written.
    #[error("`{path}`: {source}")]
    File {
        /// The list.
        path: String,
        /// The system's answer.
        source: std::io::Error,
    },
}

fn lines(names: &BTreeSet<String>) -> String {
    names.iter().map(|name| format!("{name}\n")).collect()
}

/// Compares the cases that passed with the list at `path`. With `bless` more passed cases are added to the list; a drop
/// is an error all the same, so that the list never shrinks unseen: who means it takes the line out by hand.
///
/// # Errors
/// A listed case did not pass, a passed case is not listed and `bless` is off, the list cannot be read or written.
pub fn check(path: &Path, passed: &BTreeSet<String>, bless: bool) -> Result<(), GoldenError> {
    let file = |source| GoldenError::File { path: path.display().to_string(), source };
    let listed: BTreeSet<String> = match fs::read_to_string(path) {
        Ok(text) => text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => BTreeSet::new(),
        Err(cause) => return Err(file(cause)),
    };
    let dropped: BTreeSet<String> = listed.difference(passed).cloned().collect();
    if !dropped.is_empty() {
        return Err(GoldenError::Dropped(dropped));
    }
    let unlisted: BTreeSet<String> = passed.difference(&listed).cloned().collect();
    match (unlisted.is_empty(), bless) {
        (true, _) => Ok(()),
        (false, true) => fs::write(path, lines(passed)).map_err(file),
        (false, false) => Err(GoldenError::Unlisted(unlisted)),
    }
}

#[cfg(test)]
#[path = "golden_tests.rs"]
mod tests;
