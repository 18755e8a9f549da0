//! Definitions that the service accepted, as recorded: none may be refused, except for what is not there yet.
//! Reads the folder named by `STEPWELL_CONFORMANCE_DIR`; skips visibly without one.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use stepwell_asl::{MachineType, Severity, parse};

const VARIABLE: &str = "STEPWELL_CONFORMANCE_DIR";
const DEFAULT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/conformance");

fn folder() -> Option<PathBuf> {
    if let Some(given) = std::env::var_os(VARIABLE) {
        let folder = PathBuf::from(given).join("recorded");
        assert!(folder.is_dir(), "{VARIABLE} is set, but `{}` is not there", folder.display());
        return Some(folder);
    }
    Some(Path::new(DEFAULT).join("recorded")).filter(|folder| folder.is_dir())
}

fn cases(folder: &Path) -> Vec<(String, Value)> {
    let mut cases = Vec::new();
    for area in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        for path in fs::read_dir(area).unwrap().map(|entry| entry.unwrap().path()) {
            let text = fs::read_to_string(&path).unwrap();
            let case: Value = serde_json::from_str(&text).unwrap();
            cases.push((path.file_stem().unwrap().to_string_lossy().into_owned(), case));
        }
    }
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    cases
}

/// Fills in the placeholders that stand where a definition needs a certain form.
fn filled(definition: &Value) -> String {
    let text = match definition.get("$json") {
        Some(value) => value.to_string(),
        None => definition.as_str().unwrap().to_owned(),
    };
    let mut filled = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("<<") {
        let (name, after) = after.split_once(">>").unwrap();
        filled.push_str(before);
        filled.push_str(match name {
            name if name.starts_with("lambda-arn") => "arn:aws:lambda:us-east-1:000000000000:function:f",
            name if name.starts_with("activityArn") => "arn:aws:states:us-east-1:000000000000:activity:a",
            name if name.starts_with("now+") => "2026-01-02T03:04:05",
            _ => "x",
        });
        rest = after;
    }
    filled + rest
}

fn kind(request: &Value) -> MachineType {
    match request.get("type").and_then(Value::as_str) {
        Some("EXPRESS") => MachineType::Express,
        _ => MachineType::Standard,
    }
}

#[test]
fn accepted_definitions_parse() {
    let Some(folder) = folder() else {
        eprintln!("skipped 1 suite: no conformance data ({VARIABLE} is not set)");
        return;
    };
    let (mut parsed, mut not_yet) = (0, 0);
    for (name, case) in cases(&folder) {
        for step in case["steps"].as_array().unwrap() {
            let is_create =
                matches!(step["action"].as_str(), Some("CreateStateMachine" | "UpdateStateMachine"));
            let definition = &step["request"]["definition"];
            if !is_create || definition.is_null() || step.get("expectError").is_some() {
                continue;
            }
            let answer = parse(&filled(definition), kind(&step["request"]));
            let errors: Vec<_> =
                answer.diagnostics.iter().filter(|one| one.severity == Severity::Error).collect();
            let unexpected: Vec<_> =
                errors.iter().filter(|one| !one.message.ends_with("is not supported yet")).collect();
            assert!(unexpected.is_empty(), "{name}: {unexpected:#?}");
            assert_eq!(answer.program.is_some(), errors.is_empty(), "{name}");
            parsed += usize::from(errors.is_empty());
            not_yet += usize::from(!errors.is_empty());
        }
    }
    eprintln!("recorded definitions: {parsed} parsed, {not_yet} need what is not there yet");
    assert!(parsed > 0);
}
