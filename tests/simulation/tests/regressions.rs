//! Scenarios that failed once, each with exactly what went wrong in it, run for ever: `tests/regressions/*.json`.

use std::path::Path;

use stepwell_simulation::{Options, Scenario, run_scenario};

#[test]
fn what_failed_once_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../regressions");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let scenario = Scenario::from_json(&std::fs::read_to_string(&file).unwrap()).unwrap();
        assert!(!scenario.about.is_empty(), "{} says what it is about", file.display());
        let found = scenario.found.as_ref().is_some_and(|found| !found.invariant.is_empty());
        assert!(found, "{} says what failed, and in which version", file.display());
        let report = run_scenario(&scenario, &Options::default());
        let told: Vec<String> = report.violations.iter().map(ToString::to_string).collect();
        assert!(told.is_empty(), "{}:\n{}", file.display(), told.join("\n"));
    }
}
