//! Numbers that `…Path` fields point at: integers, or strings that hold one (recorded on the service).

use serde_json::Value;
use stepwell_query::path::Path;

/// A count of at least 0.
pub(crate) fn count(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The service's text for a value that is none.
pub(crate) fn not_an_integer(field: &str, value: &Value, path: &Path) -> String {
    let shown = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    format!("The {field} field refers to value \"{shown}\" which is not a valid integer: {}", path.text())
}
