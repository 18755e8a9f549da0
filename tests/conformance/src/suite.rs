//! Finds and loads the conformance folder. A file that does not parse, or stands in the wrong place, fails the load: a
//! case must not vanish silently. Absent on purpose: the folders `jsonpath` and `jsonata`, which the query crate reads.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::case::{Case, Kind};

/// Environment variable that names the conformance folder.
pub const FOLDER_VARIABLE: &str = "STEPWELL_CONFORMANCE_DIR";

/// Why the cases could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The variable names a folder that is not there.
    #[error("`STEPWELL_CONFORMANCE_DIR` names `{0}`, which is not a folder")]
    NoFolder(PathBuf),
    /// A file or folder cannot be read.
    #[error("`{path}` cannot be read: {source}")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// A file is not a case.
    #[error("`{path}` is not a case: {source}")]
    Parse {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        source: serde_json::Error,
    },
    /// Name, area or kind of the case contradict its file.
    #[error("`{path}` contradicts itself: {reason}")]
    Contradiction {
        /// The file.
        path: PathBuf,
        /// What contradicts what.
        reason: &'static str,
    },
    /// The folder holds no case.
    #[error("`{0}` holds no case")]
    Empty(PathBuf),
}

/// The conformance folder: what `STEPWELL_CONFORMANCE_DIR` names, else `../shared/conformance` next to the repository if
/// it exists, else `None`. A caller that gets `None` prints that its suite was skipped.
///
/// # Errors
/// The variable is set and its folder is not there.
pub fn conformance_dir() -> Result<Option<PathBuf>, LoadError> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance");
    choose(env::var_os(FOLDER_VARIABLE).map(PathBuf::from), beside)
}

fn choose(named: Option<PathBuf>, beside: PathBuf) -> Result<Option<PathBuf>, LoadError> {
    match named {
        Some(folder) if folder.is_dir() => Ok(Some(folder)),
        Some(folder) => Err(LoadError::NoFolder(folder)),
        None if beside.is_dir() => Ok(Some(beside)),
        None => Ok(None),
    }
}

/// Writes to the standard error past the test harness, which shows what a passing test prints to nobody.
pub fn announce(text: &str) {
    // Nobody is left to be told when the standard error is closed.
    drop(writeln!(std::io::stderr(), "{text}"));
}

/// Says that suites were skipped, and why.
pub fn announce_skipped(suites: usize, what: &str) {
    announce(&format!(
        "skipped {suites} suite(s), {what}: {FOLDER_VARIABLE} is not set and there is no folder beside the repository"
    ));
}

/// All recorded cases of a conformance folder, by area and name.
///
/// # Errors
/// Any file that cannot be read, does not parse or contradicts its place; a folder without cases.
pub fn load(folder: &Path) -> Result<Vec<Case>, LoadError> {
    let recorded = folder.join("recorded");
    let mut cases = Vec::new();
    for area in entries(&recorded)?.into_iter().filter(|path| path.is_dir()) {
        for path in entries(&area)? {
            cases.push(load_case(&path)?);
        }
    }
    if cases.is_empty() { Err(LoadError::Empty(recorded)) } else { Ok(cases) }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let read = |source| LoadError::Read { path: folder.to_owned(), source };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(read)? {
        paths.push(entry.map_err(read)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// One case from its file.
///
/// # Errors
/// The file cannot be read, does not parse, or contradicts its place.
pub fn load_case(path: &Path) -> Result<Case, LoadError> {
    let text =
        fs::read_to_string(path).map_err(|source| LoadError::Read { path: path.to_owned(), source })?;
    let case: Case =
        serde_json::from_str(&text).map_err(|source| LoadError::Parse { path: path.to_owned(), source })?;
    match contradiction(&case, path) {
        Some(reason) => Err(LoadError::Contradiction { path: path.to_owned(), reason }),
        None => Ok(case),
    }
}

fn contradiction(case: &Case, path: &Path) -> Option<&'static str> {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let area = path.parent().and_then(Path::file_name).and_then(|area| area.to_str());
    if stem != Some(case.name.as_str()) || path.extension().is_none_or(|ending| ending != "json") {
        return Some("`name` is not the name of the file");
    }
    if area != Some(case.area.as_str()) {
        return Some("`area` is not the name of the folder");
    }
    if (case.kind == Kind::NeedsLambdaScript) != case.lambda_script.is_some() {
        return Some("`kind` says something else than `lambdaScript`");
    }
    case.steps.is_empty().then_some("`steps` is empty")
}

#[cfg(test)]
#[path = "suite_tests.rs"]
mod tests;
