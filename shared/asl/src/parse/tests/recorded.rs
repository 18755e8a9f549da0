//! Recorded answers of the service: no definition that it accepted may be refused, except for what is not there yet,
//! and those that it refused get its words. Reads the folder named by `STEPWELL_CONFORMANCE_DIR`; skips visibly
//! without one.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity};
use crate::machine::MachineType;
use crate::parse::{Parsed, parse, parse_state};

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

/// What is said about the definition of a call; nothing if the call has none.
fn answer(step: &Value) -> Option<Parsed> {
    let request = &step["request"];
    let definition = request.get("definition").map(filled)?;
    match step["action"].as_str() {
        Some("CreateStateMachine" | "UpdateStateMachine" | "ValidateStateMachineDefinition") => {
            Some(parse(&definition, kind(request)))
        }
        Some("TestState") if request.get("stateName").is_some() => Some(parse(&definition, kind(request))),
        Some("TestState") => Some(parse_state(&definition, kind(request))),
        _ => None,
    }
}

/// The errors that the service would make too.
fn errors(parsed: &Parsed) -> Vec<&Diagnostic> {
    let is_error = |one: &&Diagnostic| one.severity == Severity::Error;
    let is_there = |one: &&Diagnostic| !one.message.ends_with("is not supported yet");
    parsed.diagnostics.iter().filter(is_error).filter(is_there).collect()
}

/// All calls with a definition, each with the name of its case.
fn calls(folder: &Path) -> Vec<(String, Value, Parsed)> {
    let mut calls = Vec::new();
    for (name, case) in cases(folder) {
        for step in case["steps"].as_array().unwrap() {
            calls.extend(answer(step).map(|parsed| (name.clone(), step.clone(), parsed)));
        }
    }
    calls
}

#[test]
fn recorded_definitions() {
    let Some(folder) = folder() else {
        eprintln!("skipped 1 suite: no conformance data ({VARIABLE} is not set)");
        return;
    };
    let (mut accepted, mut not_yet, mut refused) = (0, 0, 0);
    for (name, step, parsed) in calls(&folder) {
        let errors = errors(&parsed);
        let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let message = step["expectError"]["message"].as_str().unwrap_or_default();
        if step["action"] == "ValidateStateMachineDefinition" {
            let found: Vec<Value> = errors.iter().map(|one| wire(one)).collect();
            assert_eq!(Value::from(found), step["expect"]["diagnostics"], "{name}");
            refused += 1;
        } else if let Some(expected) = message.strip_prefix("Invalid State Machine Definition: '") {
            assert_eq!(format!("{}'", told.join(", ")), expected, "{name}");
            refused += 1;
        } else if step.get("expectError").is_none() {
            assert!(told.is_empty(), "{name}: {told:#?}");
            accepted += usize::from(parsed.program.is_some());
            not_yet += usize::from(parsed.program.is_none());
        }
    }
    eprintln!(
        "recorded definitions: {accepted} accepted, {refused} told, {not_yet} need what is not there yet"
    );
    assert!(accepted > 0 && refused > 0);
}

fn wire(one: &Diagnostic) -> Value {
    json!({"severity": one.severity.name(), "code": one.code.name(), "message": one.message, "location": one.location})
}
