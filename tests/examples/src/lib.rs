//! Where the examples are. The tests beside this hold them against the code: every definition is valid, every function
//! and job that it names is mapped, every picture in the documents is the one that is drawn today.
//! Deliberately absent: running them; that needs a server, and the end-to-end tests have one.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Paths of all definitions (`*.asl.json`) of the examples, from the root of the repository, in order.
///
/// # Errors
/// The folder of the examples cannot be read.
pub fn definitions() -> std::io::Result<Vec<String>> {
    let mut found = Vec::new();
    for example in std::fs::read_dir(repository().join("examples"))? {
        let example = example?;
        if !example.file_type()?.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(example.path())? {
            let (folder, file) = (example.file_name(), file?.file_name());
            let path = format!("examples/{}/{}", folder.to_string_lossy(), file.to_string_lossy());
            if path.ends_with(".asl.json") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The states of a definition by name, in the author's order. Nested states are not looked at: the examples have none.
pub fn states(definition: &Value) -> Vec<(&str, &Value)> {
    let states = definition["States"].as_object();
    states.into_iter().flatten().map(|(name, state)| (name.as_str(), state)).collect()
}
