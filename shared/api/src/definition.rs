//! Refusing a definition: all its errors in one text.

use stepwell_asl::{MachineType, Severity};
use stepwell_integrations::definition::parse;

use crate::fault::{Code, Fault};
use crate::limits::COMPLAINTS_JOINED_MAX;

/// Refuses a definition that has errors; warnings do not count.
///
/// # Errors
/// `InvalidDefinition` with the errors, joined by `, `.
pub fn check(definition: &str, kind: MachineType) -> Result<(), Fault> {
    let parsed = parse(definition, kind);
    if parsed.program.is_some() {
        return Ok(());
    }
    let errors = parsed.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let told: Vec<String> = errors.take(COMPLAINTS_JOINED_MAX).map(ToString::to_string).collect();
    Err(Fault::new(
        Code::InvalidDefinition,
        format!("Invalid State Machine Definition: '{}'", told.join(", ")),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_in_the_services_form() {
        let good = r#"{"StartAt": "S", "States": {"S": {"Type": "Pass", "End": true}}}"#;
        let cases = [
            (good, MachineType::Standard, ""),
            (good, MachineType::Express, ""),
            (
                r#"{"Comment": "x", "StartAt": "State_1"}"#,
                MachineType::Standard,
                "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'",
            ),
            (
                r#"{"StartAt": "S", "States": {"S": {"Type": "Task", "End": true,
                    "Resource": "arn:aws:states:::states:startExecution.sync", "Parameters": {"StateMachineArn": "a"}}}}"#,
                MachineType::Express,
                "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Express state machine does not support \
                 '.sync' service integration at /States/S/Resource'",
            ),
        ];
        for (definition, kind, expected) in cases {
            let found = check(definition, kind).map_err(|fault| fault.message).err().unwrap_or_default();
            assert_eq!(found, expected, "{definition}");
        }
    }
}
