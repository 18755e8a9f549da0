//! JSON text in and out as the service reads and writes it: compact, members in the author's order, errors in the
//! words of its parser.
//!
//! Absent on purpose: doubles are written as `serde_json` writes them (`1.0`, `1e20`); no recording shows how
//! the service writes large ones.

mod error;
mod scan;
#[cfg(test)]
mod tests;

use serde_json::Value;

pub use error::{JsonError, JsonErrorKind};

use crate::limits::VALUE_NESTING_MAX;

/// What a JSON text may be at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Length of the text in bytes.
    pub bytes_max: usize,
    /// Nesting of arrays and objects; never above [`VALUE_NESTING_MAX`].
    pub nesting_max: usize,
}

impl Limits {
    /// A size limit with this crate's nesting limit.
    #[must_use]
    pub fn bytes(bytes_max: usize) -> Self {
        Self { bytes_max, nesting_max: VALUE_NESTING_MAX }
    }
}

/// Reads one JSON value. The nesting is measured without recursion before anything is built.
///
/// # Errors
/// [`JsonError`] with the text of the service's parser, and where in the text it stands.
pub fn parse(text: &str, limits: Limits) -> Result<Value, JsonError> {
    if text.len() > limits.bytes_max {
        return Err(JsonError::too_large(limits.bytes_max));
    }
    let nesting_max = limits.nesting_max.min(VALUE_NESTING_MAX);
    if scan::nesting(text) > nesting_max {
        return Err(scan::diagnose(text, nesting_max).unwrap_or_else(|| JsonError::too_deep(nesting_max)));
    }
    serde_json::from_str(text)
        .map_err(|cause| scan::diagnose(text, nesting_max).unwrap_or_else(|| JsonError::unexplained(&cause)))
}

/// Writes a value as compact JSON text.
#[must_use]
pub fn write(value: &Value) -> String {
    value.to_string()
}

/// How a place in a text is told: `[Source: (String)"<text>"; line: 1, column: 4]`. Long texts are cut.
#[must_use]
pub fn source_location(text: &str, line: usize, column: usize) -> String {
    error::source_location(text, line, column)
}

/// Whether the value's arrays and objects are nested at most `levels` deep.
#[must_use]
pub fn fits_nesting(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels > 0 && items.iter().all(|item| fits_nesting(item, levels - 1)),
        Value::Object(members) => {
            levels > 0 && members.values().all(|member| fits_nesting(member, levels - 1))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

/// Takes the rough size of the value's text, in bytes, from `bytes`; `false` if it does not suffice. Stops as soon as
/// that is known.
pub(crate) fn weigh(value: &Value, bytes: &mut usize) -> bool {
    let own = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => 4,
        Value::String(text) => text.len() + 2,
    };
    let Some(left) = bytes.checked_sub(own) else {
        *bytes = 0;
        return false;
    };
    *bytes = left;
    match value {
        Value::Array(items) => items.iter().all(|item| weigh(item, bytes)),
        Value::Object(members) => members.iter().all(|(name, member)| {
            *bytes = bytes.saturating_sub(name.len());
            weigh(member, bytes)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}
