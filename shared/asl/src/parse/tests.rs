//! Definitions and what is said about them. A complaint is written as CreateStateMachine reports it, after `warning`
//! if it is one; `(ours)` follows if the service would not make it. `SVF` stands for SCHEMA_VALIDATION_FAILED.

use serde_json::{Value, json};

use super::{Parsed, parse};
use crate::diagnostic::Severity;
use crate::machine::MachineType;

mod choice;
mod hostile;
mod machine;
mod mutated;
mod not_yet;
mod recorded;
mod retry_catch;
mod state;
mod task;
mod text;
mod valid;

/// All complaints as text.
fn told(parsed: &Parsed) -> Vec<String> {
    let told = parsed.diagnostics.iter().map(|one| {
        let severity = match one.severity {
            Severity::Error => "",
            Severity::Warning => "warning ",
        };
        let ours = if one.ours { " (ours)" } else { "" };
        format!("{severity}{one}{ours}").replace("SCHEMA_VALIDATION_FAILED", "SVF")
    });
    told.collect()
}

/// Checks that a definition gets these complaints, no other, in this order, and a program if none is an error.
fn check_as(kind: MachineType, definition: &Value, expected: &[&str]) {
    let parsed = parse(&definition.to_string(), kind);
    assert_eq!(told(&parsed), expected, "{definition}");
    let is_right = parsed.diagnostics.iter().all(|one| one.severity == Severity::Warning);
    assert_eq!(parsed.program.is_some(), is_right, "{definition}");
}

fn check(definition: &Value, expected: &[&str]) {
    check_as(MachineType::Standard, definition, expected);
}

/// A machine of the state `X` and, where the state leads to it, of the state `Y`.
fn around(state: Value) -> Value {
    let leads_on = super::graph::targets(&state).contains(&"Y");
    let mut states = json!({"X": state});
    if leads_on {
        states["Y"] = json!({"Type": "Succeed"});
    }
    json!({"StartAt": "X", "States": states})
}

fn check_states<const N: usize>(cases: [(Value, &[&str]); N]) {
    for (state, expected) in cases {
        check(&around(state), expected);
    }
}
