//! The answers of scripted functions, ready to be given: placeholders filled in, causes as text.

use serde_json::{Value, ser};

use crate::case::ScriptEntry;
use crate::placeholder::Scope;

/// How one call of a function ends, as the state sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct ScriptedCall {
    /// `function`: the state's `Resource` is the function's ARN; `lambda:invoke`: the optimised integration.
    pub integration: String,
    /// What comes back.
    pub outcome: Outcome,
}

/// What comes back from a function.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The result: the function's answer, or for `lambda:invoke` the whole result of the task.
    Succeeds(Value),
    /// The task fails.
    Fails {
        /// Error name.
        error: Option<String>,
        /// Cause as text.
        cause: Option<String>,
    },
    /// No answer comes: the state's own timeout ends it.
    TimesOut,
}

impl ScriptedCall {
    /// The call that an entry of a case's script describes.
    pub fn new(entry: &ScriptEntry, scope: &Scope) -> Self {
        let outcome = match (&entry.result, entry.times_out) {
            (Some(result), _) => Outcome::Succeeds(scope.script(result)),
            (None, true) => Outcome::TimesOut,
            (None, false) => Outcome::Fails {
                error: entry.error.as_deref().map(|error| scope.script_text(error)),
                cause: entry.cause.as_ref().map(|cause| cause_text(&scope.script(cause), &entry.integration)),
            },
        };
        Self { integration: entry.integration.clone(), outcome }
    }
}

/// A cause that is an object stands for its JSON text. A function's own answer comes through as its runtime wrote it, with
/// spaces; the optimised integration writes it anew, without. The recordings show both where a cause is quoted.
fn cause_text(cause: &Value, integration: &str) -> String {
    match cause {
        Value::String(text) => text.clone(),
        other if integration == "function" => spaced(other),
        other => other.to_string(),
    }
}

fn spaced(value: &Value) -> String {
    let mut text = Vec::new();
    let mut serializer = ser::Serializer::with_formatter(&mut text, Spaced);
    match serde::Serialize::serialize(value, &mut serializer) {
        Ok(()) => String::from_utf8_lossy(&text).into_owned(),
        Err(_) => value.to_string(),
    }
}

/// JSON with one space after each comma and colon, as the Python runtime writes it.
struct Spaced;

impl ser::Formatter for Spaced {
    fn begin_array_value<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + std::io::Write>(&mut self, writer: &mut W) -> std::io::Result<()> {
        writer.write_all(b": ")
    }
}

#[cfg(test)]
#[path = "script_tests.rs"]
mod tests;
