//! From text to JSON: size, depth, syntax. What gets through is an object whose nesting is bounded, so that whoever
//! walks it may recurse.

use serde_json::Value;
use stepwell_query::json::{self, JsonError, JsonErrorKind, Limits};

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::limits::DEFINITION_BYTES_MAX;

use super::complaints::Complaints;
use super::place;

/// The definition as a JSON object, or none after a complaint.
pub(super) fn read(text: &str, complaints: &mut Complaints) -> Option<Value> {
    if text.len() <= DEFINITION_BYTES_MAX && text.trim().is_empty() {
        complaints.error_nowhere(Code::SchemaValidationFailed, "Definition must be a valid JSON object");
        return None;
    }
    match json::parse(text, Limits::bytes(DEFINITION_BYTES_MAX)) {
        Ok(value @ Value::Object(_)) => Some(value),
        Ok(_) => {
            complaints.error_nowhere(Code::SchemaValidationFailed, "Definition must be a valid JSON object");
            None
        }
        Err(error) => {
            refuse(text, &error, complaints);
            None
        }
    }
}

fn refuse(text: &str, error: &JsonError, complaints: &mut Complaints) {
    match error.kind {
        JsonErrorKind::Syntax => {
            let location = error.location(text);
            complaints.push(Diagnostic {
                severity: Severity::Error,
                code: Code::InvalidJsonDescription,
                message: format!("{error}\n at {location}"),
                location: Some(location),
                ours: false,
            });
        }
        JsonErrorKind::TooDeep => {
            complaints.own_error(Code::TooDeeplyNested, &place::ROOT, error.to_string());
        }
        JsonErrorKind::TooLarge => {
            complaints.own_error(Code::SchemaValidationFailed, &place::ROOT, error.to_string());
        }
    }
}
