//! What stands in brackets: quoted names, indexes, slices, `*` and filters.

use super::cursor::{Cursor, unescape};
use super::error::PathError;
use super::filter;
use super::segment::Segment;

/// Reads one bracketed segment and moves behind its `]`.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Segment, PathError> {
    let inside = cursor.significant(cursor.at + 1);
    let unreadable = cursor.bad_token(". Expected ?, ', 0-9, * ");
    match cursor.byte(inside) {
        Some(b'\'' | b'"') => read_names(cursor, inside),
        Some(b'0'..=b'9' | b'-' | b':') => read_numbers(cursor)?.ok_or(unreadable),
        Some(b'*') => {
            let close = cursor.significant(inside + 1);
            if cursor.byte(close) != Some(b']') {
                let position = cursor.position(inside + 1);
                return Err(PathError::syntax(format!(
                    "Expected wildcard token to end with ']' on position {position}"
                )));
            }
            cursor.at = close + 1;
            Ok(Segment::Wildcard)
        }
        Some(b'?') => read_filter(cursor, inside),
        Some(_) | None => Err(unreadable),
    }
}

fn read_names(cursor: &mut Cursor<'_>, first: usize) -> Result<Segment, PathError> {
    let mut names = Vec::new();
    let mut open = first;
    loop {
        let quote = cursor.byte(open);
        if !matches!(quote, Some(b'\'' | b'"')) || quote != cursor.byte(first) {
            let position = cursor.position(open);
            return Err(PathError::syntax(format!("Found empty property at index {position}")));
        }
        let Some(after) = cursor.after_quote(open) else {
            let quote = char::from(quote.unwrap_or(b'\''));
            return Err(PathError::syntax(format!("Property has not been closed - missing closing {quote}")));
        };
        names.push(unescape(cursor.slice(open + 1, after - 1), quote.unwrap_or(b'\'')));
        let next = cursor.significant(after);
        match cursor.byte(next) {
            Some(b',') => open = cursor.significant(next + 1),
            Some(b']') => {
                cursor.at = next + 1;
                break;
            }
            None => return Err(PathError::syntax("Property has not been closed - missing closing ]")),
            Some(_) => {
                let position = cursor.position(after - 1);
                return Err(PathError::syntax(format!(
                    "Property must be separated by comma or Property must be terminated close square bracket at index {position}"
                )));
            }
        }
    }
    Ok(match (names.pop(), names.is_empty()) {
        (Some(only), true) => Segment::Property(only),
        (last, _) => {
            names.extend(last);
            Segment::Properties(names)
        }
    })
}

/// Indexes or a slice; nothing if other characters stand in the brackets.
fn read_numbers(cursor: &mut Cursor<'_>) -> Result<Option<Segment>, PathError> {
    let Some(length) = cursor.rest().find(']') else { return Ok(None) };
    let close = cursor.at + length;
    let expression = cursor.slice(cursor.at + 1, close).trim();
    if !expression.bytes().all(|byte| byte.is_ascii_digit() || b",-: ".contains(&byte)) {
        return Ok(None);
    }
    let segment = if expression.contains(':') { slice(expression)? } else { indexes(expression)? };
    cursor.at = close + 1;
    Ok(Some(segment))
}

fn indexes(expression: &str) -> Result<Segment, PathError> {
    let mut numbers = Vec::new();
    for token in expression.split(',') {
        let bad = || PathError::syntax(format!("Failed to parse token in ArrayIndexOperation: {token}"));
        numbers.push(i64::from(token.trim().parse::<i32>().map_err(|_| bad())?));
    }
    Ok(match numbers.as_slice() {
        [only] => Segment::Index(*only),
        _ => Segment::Indexes(numbers),
    })
}

fn slice(expression: &str) -> Result<Segment, PathError> {
    let bad = || PathError::syntax(format!("Failed to parse SliceOperation: {expression}"));
    let side = |token: Option<&str>| match token {
        None | Some("") => Ok(None),
        Some(token) => token.parse::<i32>().map(|number| Some(i64::from(number))).map_err(|_| bad()),
    };
    let mut tokens = expression.split(':');
    let from = side(tokens.next())?;
    let to = side(tokens.next())?;
    if from.is_none() && to.is_none() {
        return Err(bad());
    }
    Ok(Segment::Slice(from, to))
}

fn read_filter(cursor: &mut Cursor<'_>, question: usize) -> Result<Segment, PathError> {
    let open = cursor.significant(question + 1);
    if cursor.byte(open) != Some(b'(') {
        return Err(cursor.bad_token(". Expected ?, ', 0-9, * "));
    }
    cursor.at = open;
    let filter = filter::parse::read(cursor)?;
    cursor.skip_blanks();
    if cursor.peek() != Some(b']') {
        return Err(PathError::syntax("Expected character: ]"));
    }
    cursor.at += 1;
    Ok(Segment::Filter(filter))
}
