//! What is wrong with a JSON text and where, in the form of the service's parser (Jackson): line and column count
//! from 1, columns in UTF-16 units.

use thiserror::Error;

use crate::limits::SOURCE_QUOTE_CHARS_MAX;

/// Why a text is not taken as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonErrorKind {
    /// It is not JSON.
    Syntax,
    /// Its arrays and objects are nested too deeply.
    TooDeep,
    /// It is too long. It has not been looked at.
    TooLarge,
}

/// A JSON text that is not taken. `Display` gives the parser's text without the place.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text}")]
pub struct JsonError {
    /// Which kind of problem.
    pub kind: JsonErrorKind,
    /// The parser's text.
    pub text: String,
    /// The line where the parser stopped, from 1.
    pub line: usize,
    /// The column where the parser stopped, from 1; usually one behind the character that is wrong.
    pub column: usize,
}

impl JsonError {
    pub(super) fn syntax(text: String, (line, column): (usize, usize)) -> Self {
        Self { kind: JsonErrorKind::Syntax, text, line, column }
    }

    pub(super) fn too_large(bytes_max: usize) -> Self {
        let text = format!("Document length exceeds the maximum allowed ({bytes_max} bytes)");
        Self { kind: JsonErrorKind::TooLarge, text, line: 1, column: 1 }
    }

    pub(super) fn too_deep(nesting_max: usize) -> Self {
        let text = format!("Document nesting depth exceeds the maximum allowed ({nesting_max})");
        Self { kind: JsonErrorKind::TooDeep, text, line: 1, column: 1 }
    }

    /// For what the reader refuses and the service's parser would not: a number no double can hold, half of a
    /// surrogate pair.
    pub(super) fn unexplained(cause: &serde_json::Error) -> Self {
        let text = cause.to_string();
        let text = text.split(" at line ").next().unwrap_or_default().to_owned();
        Self::syntax(text, (cause.line(), cause.column()))
    }

    /// The place in the form of the parser; `source` is the text that was read.
    #[must_use]
    pub fn location(&self, source: &str) -> String {
        source_location(source, self.line, self.column)
    }
}

pub(super) fn source_location(text: &str, line: usize, column: usize) -> String {
    let units = text.encode_utf16().count();
    if units <= SOURCE_QUOTE_CHARS_MAX {
        return format!("[Source: (String)\"{text}\"; line: {line}, column: {column}]");
    }
    let head: String = text.chars().take(SOURCE_QUOTE_CHARS_MAX).collect();
    let cut = units - head.encode_utf16().count();
    format!("[Source: (String)\"{head}\"[truncated {cut} chars]; line: {line}, column: {column}]")
}
