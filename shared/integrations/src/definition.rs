//! Definitions as this version can run them: what the language accepts, less the tasks that no integration here can
//! carry out. Such a task would fail when it runs, so whoever makes the machine hears of it first.

use stepwell_asl::resource::ResourceKind;
use stepwell_asl::{Code, Diagnostic, MachineType, Parsed, Severity, Work};

use crate::call::find;

/// Parses a definition and complains of tasks whose resource is not supported yet.
pub fn parse(text: &str, kind: MachineType) -> Parsed {
    let mut parsed = stepwell_asl::parse(text, kind);
    let Some(program) = &parsed.program else { return parsed };
    let mut complaints = Vec::new();
    for state in &program.states {
        let Work::Task(task) = &state.work else { continue };
        // Activities are the language's own affair: it refuses them itself.
        if matches!(task.resource.kind, ResourceKind::Activity) || find(&task.resource.kind).is_some() {
            continue;
        }
        complaints.push(Diagnostic {
            severity: Severity::Error,
            code: Code::SchemaValidationFailed,
            message: format!("the resource `{}` is not supported yet", task.resource.arn),
            location: Some(format!("/States/{}/Resource", state.name)),
            ours: true,
        });
    }
    if !complaints.is_empty() {
        parsed.diagnostics.extend(complaints);
        parsed.program = None;
    }
    parsed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(resource: &str, expected: &str) {
        let definition = format!(
            r#"{{"StartAt":"S","States":{{"S":{{"Type":"Task","Resource":"{resource}","Parameters":{{"a":1}},"End":true}}}}}}"#
        );
        let parsed = parse(&definition, MachineType::Standard);
        let told = parsed.diagnostics.iter().find(|found| found.severity == Severity::Error);
        assert_eq!(told.map(ToString::to_string).unwrap_or_default(), expected, "{resource}");
        assert_eq!(parsed.program.is_some(), expected.is_empty(), "{resource}");
    }

    #[test]
    fn what_cannot_run_is_told_before_it_runs() {
        check("arn:aws:states:::lambda:invoke", "");
        check("arn:aws:lambda:us-east-1:123456789012:function:f", "");
        check("arn:aws:states:::glue:startJobRun.sync", "");
        let not_yet = "SCHEMA_VALIDATION_FAILED: the resource `arn:aws:states:::sqs:sendMessage` is not supported yet at /States/S/Resource";
        check("arn:aws:states:::sqs:sendMessage", not_yet);
    }
}
