//! Jayway's own answers to paths on one document, as recorded in the conformance data. The folder is named by
//! `STEPWELL_CONFORMANCE_DIR` or lies beside the repository; without it the test says that it was skipped.

use std::path::PathBuf;

use super::Path;
use serde_json::Value;

/// The file, or nothing if no folder is named and none lies beside the repository.
fn cases_file() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("STEPWELL_CONFORMANCE_DIR") {
        return Some(PathBuf::from(folder).join("jsonpath/cases.json"));
    }
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance");
    beside.is_dir().then(|| beside.join("jsonpath/cases.json"))
}

/// What is wrong with one case, if anything.
fn check(document: &Value, case: &Value) -> Result<(), String> {
    let selector = case["selector"].as_str().expect("a case has a selector");
    let path = match (Path::parse_jayway(selector), case["invalid"].as_str()) {
        (Err(error), Some(expected)) if error.to_string() == expected => return Ok(()),
        (Err(error), expected) => {
            return Err(format!("{selector}: `{error}`, expected invalid {expected:?}"));
        }
        (Ok(_), Some(expected)) => return Err(format!("{selector}: parsed, expected `{expected}`")),
        (Ok(path), None) => path,
    };
    if Some(path.is_definite()) != case["definite"].as_bool() {
        return Err(format!("{selector}: definite is {}", path.is_definite()));
    }
    match (path.read_jayway(document), case.get("result"), case["notFound"].as_str()) {
        (Ok(found), Some(expected), _) if found.as_ref() == expected => Ok(()),
        (Err(error), None, Some(expected)) if error.to_string() == expected => Ok(()),
        (answer, expected, text) => {
            let answer = answer.map_err(|error| error.to_string());
            Err(format!("{selector}:\n  is       {answer:?}\n  expected {expected:?} {text:?}"))
        }
    }
}

#[test]
fn jayway_vectors() {
    let Some(file) = cases_file() else {
        eprintln!("skipped 1 suite: jsonpath (no conformance folder)");
        return;
    };
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let suite: Value = serde_json::from_str(&text).expect("the cases are JSON");
    let cases = suite["cases"].as_array().expect("the suite has cases");
    let failures: Vec<String> =
        cases.iter().filter_map(|case| check(&suite["document"], case).err()).collect();
    let passed = cases.len() - failures.len();
    eprintln!("jsonpath: run {}, passed {passed}, failed {}", cases.len(), failures.len());
    assert!(!cases.is_empty());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
