//! The files of the repository. Deliberately absent: git; an archive without history is held to the same rules.

use std::io;
use std::path::{Path, PathBuf};

/// A text file.
#[derive(Clone, Debug)]
pub struct File {
    /// From the root of the repository, with `/` between the names.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What is made by building and running, or belongs to tools.
const SKIPPED: [&str; 5] = [".git", "target", ".stepwell", "examples/etl-approval/data", "node_modules"];

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All text files below the root, in the order of their paths. What is not UTF-8 is left out.
///
/// # Errors
/// A folder or a file cannot be read.
pub fn files(root: &Path) -> io::Result<Vec<File>> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if SKIPPED.contains(&path.as_str()) || SKIPPED.contains(&name.as_str()) {
                continue;
            }
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file()
                && let Ok(text) = String::from_utf8(std::fs::read(entry.path())?)
            {
                found.push(File { path, text });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}
