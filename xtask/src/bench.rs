//! `cargo xtask bench`: every `benches/*.rs` of the workspace.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::report::Report;
use crate::repository::Repository;

/// Runs the benchmarks one after the other, for two at once disturb each other.
pub fn run(repository: &Repository) -> ExitCode {
    let mut report = Report::new();
    let benches = benches(&repository.root);
    if benches.is_empty() {
        report.skip("benchmarks", "no crate has a folder `benches`");
    }
    for (manifest, bench) in benches {
        let manifest = manifest.to_string_lossy();
        let words = ["bench", "--manifest-path", &*manifest, "--bench", &*bench];
        report.step(&bench, &mut repository.cargo(&words));
    }
    report.close()
}

/// Manifest and name of every benchmark, in order.
fn benches(root: &Path) -> Vec<(PathBuf, String)> {
    let mut members = vec![root.join("cli")];
    for folder in ["shared", "tests"] {
        members.extend(children(&root.join(folder)));
    }
    let mut found = Vec::new();
    for member in members {
        for file in children(&member.join("benches")) {
            if file.extension().is_some_and(|extension| extension == "rs")
                && let Some(name) = file.file_stem()
            {
                found.push((member.join("Cargo.toml"), name.to_string_lossy().into_owned()));
            }
        }
    }
    found
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}
