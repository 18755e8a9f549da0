//! Function calls in a path: `.sum()`, `.concat($.a, "x")`. An argument is a path on the root document or JSON.

use super::cursor::Cursor;
use super::error::PathError;
use super::parse;
use super::segment::{Function, Parameter, Segment};

/// Reads the call whose bracket opens at `open` and moves behind it.
pub(super) fn read(cursor: &mut Cursor<'_>, name: &str, open: usize) -> Result<Segment, PathError> {
    let unclosed = || PathError::syntax(format!("Arguments to function: '{name}' are not closed properly."));
    let after = cursor.after_bracket(open).ok_or_else(unclosed)?;
    let function = Function::named(name).ok_or_else(|| PathError::UnknownFunction(name.to_owned()))?;
    let arguments = cursor.slice(open + 1, after - 1);
    let nesting = cursor.nesting + 1;
    let mut parameters = Vec::new();
    if !arguments.trim().is_empty() {
        for argument in split(arguments) {
            parameters.push(parameter(argument.trim(), name, nesting)?);
        }
    }
    cursor.at = after;
    Ok(Segment::Function(function, parameters))
}

fn parameter(text: &str, name: &str, nesting: usize) -> Result<Parameter, PathError> {
    if text.starts_with('$') {
        return Ok(Parameter::Path(parse::parse(text, nesting)?.segments));
    }
    serde_json::from_str(text)
        .map(Parameter::Value)
        .map_err(|_| PathError::syntax(format!("Could not parse an argument of function '{name}': {text}")))
}

/// Cuts at the commas that stand in no bracket and no quotes.
fn split(arguments: &str) -> Vec<&str> {
    let cursor = Cursor::new(arguments, 0);
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(byte) = cursor.byte(at) {
        at = match byte {
            b'\'' | b'"' => cursor.after_quote(at).unwrap_or(arguments.len()),
            b'(' | b'[' | b'{' => cursor.after_bracket(at).unwrap_or(arguments.len()),
            b',' => {
                parts.push(cursor.slice(start, at));
                start = at + 1;
                at + 1
            }
            _ => at + 1,
        };
    }
    parts.push(cursor.slice(start, arguments.len()));
    parts
}
