//! `ValidateStateMachineDefinition`: all complaints about a definition, whatever it is.

use serde_json::{Value, json};
use stepwell_asl::{Diagnostic, MachineType, Severity};
use stepwell_integrations::definition::parse;

use super::Call;
use crate::fault::Fault;
use crate::limits::DIAGNOSTICS_DEFAULT;
use crate::model::{Member, Shape, optional, required};

/// The request.
pub const MEMBERS: &[Member] = &[
    required("definition", Shape::DEFINITION),
    optional("type", Shape::MACHINE_TYPE),
    optional("severity", Shape::Enum(&["ERROR", "WARNING"])),
    optional("maxResults", Shape::Whole { min: 0, max: 100 }),
];

/// Carries it out.
pub fn run(call: Call<'_>) -> Result<Value, Fault> {
    let request = call.request;
    let kind =
        if request.text("type") == Some("EXPRESS") { MachineType::Express } else { MachineType::Standard };
    let warnings = request.text("severity") == Some("WARNING");
    Ok(verdict(request.required("definition")?, kind, warnings, request.page_size(DIAGNOSTICS_DEFAULT)))
}

fn verdict(definition: &str, kind: MachineType, warnings: bool, max: usize) -> Value {
    let parsed = parse(definition, kind);
    let wanted = |diagnostic: &&Diagnostic| warnings || diagnostic.severity == Severity::Error;
    let all: Vec<&Diagnostic> = parsed.diagnostics.iter().filter(wanted).collect();
    let shown: Vec<Value> = all.iter().take(max).copied().map(shown).collect();
    json!({
        "result": if parsed.program.is_some() { "OK" } else { "FAIL" },
        "truncated": all.len() > max || parsed.omitted > 0,
        "diagnostics": shown,
    })
}

fn shown(diagnostic: &Diagnostic) -> Value {
    let mut shown = json!({
        "severity": diagnostic.severity.name(),
        "code": diagnostic.code.name(),
        "message": diagnostic.message,
    });
    if let Some(location) = &diagnostic.location {
        shown["location"] = json!(location);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_are_shown_as_the_service_shows_them() {
        let error = |message: &str, location: &str| json!({"severity": "ERROR", "code": "SCHEMA_VALIDATION_FAILED", "message": message, "location": location});
        let cases = [
            (r#"{"StartAt": "S", "States": {"S": {"Type": "Pass", "End": true}}}"#, json!([])),
            ("{}", json!([error("These fields are required: [States, StartAt]", "/")])),
            (
                r#"{"States": {"S": {"Type": "Pass", "End": true}}}"#,
                json!([error("These fields are required: [StartAt]", "/")]),
            ),
            (
                " ",
                json!([{
                    "severity": "ERROR", "code": "SCHEMA_VALIDATION_FAILED",
                    "message": "Definition must be a valid JSON object",
                }]),
            ),
        ];
        for (definition, diagnostics) in cases {
            let result = if diagnostics == json!([]) { "OK" } else { "FAIL" };
            let expected = json!({"result": result, "truncated": false, "diagnostics": diagnostics});
            assert_eq!(verdict(definition, MachineType::Standard, false, 100), expected, "{definition}");
        }
    }

    #[test]
    fn more_complaints_than_wanted_are_told() {
        let states: Vec<String> =
            (0..5).map(|n| format!(r#""S{n}": {{"Type": "Pass", "Next": "Gone{n}"}}"#)).collect();
        let definition = format!(r#"{{"StartAt": "S0", "States": {{{}}}}}"#, states.join(", "));
        let all = verdict(&definition, MachineType::Standard, false, 100);
        let some = verdict(&definition, MachineType::Standard, false, 2);
        assert_eq!(all["truncated"], json!(false));
        assert_eq!(some["truncated"], json!(true));
        assert_eq!(some["diagnostics"].as_array().unwrap()[..], all["diagnostics"].as_array().unwrap()[..2]);
    }
}
