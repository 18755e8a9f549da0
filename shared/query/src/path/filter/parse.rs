//! From a filter's text to its condition: `||` binds weakest, then `&&`, then `!` and brackets.

use regex::RegexBuilder;
use serde_json::Value;

use super::{Filter, FilterPath, Operand, Operator, compare};
use crate::limits::PATTERN_BYTES_MAX;
use crate::path::cursor::{Cursor, unescape};
use crate::path::error::PathError;
use crate::path::parse::{check_nesting, parse as parse_path};

const OPERATORS: [(&str, Operator); 18] = [
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("===", Operator::SameTypeEqual),
    ("!==", Operator::SameTypeNotEqual),
    ("<", Operator::Less),
    ("<=", Operator::LessOrEqual),
    (">", Operator::Greater),
    (">=", Operator::GreaterOrEqual),
    ("=~", Operator::Matches),
    ("IN", Operator::In),
    ("NIN", Operator::NotIn),
    ("CONTAINS", Operator::Contains),
    ("ALL", Operator::All),
    ("ANYOF", Operator::AnyOf),
    ("NONEOF", Operator::NoneOf),
    ("SUBSETOF", Operator::SubsetOf),
    ("SIZE", Operator::Size),
    ("EMPTY", Operator::Empty),
];

/// Reads a condition in round brackets and moves behind the closing one.
pub(in crate::path) fn read(cursor: &mut Cursor<'_>) -> Result<Filter, PathError> {
    check_nesting(cursor.nesting)?;
    cursor.at += 1;
    cursor.nesting += 1;
    let filter = any(cursor)?;
    cursor.nesting -= 1;
    cursor.skip_blanks();
    if cursor.peek() != Some(b')') {
        return Err(PathError::syntax("Expected character: )"));
    }
    cursor.at += 1;
    Ok(filter)
}

fn any(cursor: &mut Cursor<'_>) -> Result<Filter, PathError> {
    let mut filters = vec![all(cursor)?];
    while taken(cursor, "||") {
        filters.push(all(cursor)?);
    }
    Ok(single(filters, Filter::Or))
}

fn all(cursor: &mut Cursor<'_>) -> Result<Filter, PathError> {
    let mut filters = vec![operand(cursor)?];
    while taken(cursor, "&&") {
        filters.push(operand(cursor)?);
    }
    Ok(single(filters, Filter::And))
}

fn single(mut filters: Vec<Filter>, several: fn(Vec<Filter>) -> Filter) -> Filter {
    match (filters.pop(), filters.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            filters.extend(last);
            several(filters)
        }
    }
}

fn taken(cursor: &mut Cursor<'_>, sign: &str) -> bool {
    let at = cursor.significant(cursor.at);
    let there = cursor.slice(at, at + sign.len()) == sign;
    if there {
        cursor.at = at + sign.len();
    }
    there
}

fn operand(cursor: &mut Cursor<'_>) -> Result<Filter, PathError> {
    cursor.skip_blanks();
    let mut wanted = true;
    if cursor.peek() == Some(b'!') {
        cursor.at += 1;
        cursor.skip_blanks();
        if !matches!(cursor.peek(), Some(b'@' | b'$')) {
            check_nesting(cursor.nesting)?;
            cursor.nesting += 1;
            let filter = operand(cursor)?;
            cursor.nesting -= 1;
            return Ok(Filter::Not(Box::new(filter)));
        }
        wanted = false;
    }
    if cursor.peek() == Some(b'(') { read(cursor) } else { relation(cursor, wanted) }
}

/// A comparison; or a path alone, which asks for existence.
fn relation(cursor: &mut Cursor<'_>, wanted: bool) -> Result<Filter, PathError> {
    let left = value(cursor)?;
    let after_left = cursor.at;
    if let Some(operator) = operator(cursor) {
        let right = value(cursor)?;
        return Ok(Filter::Compare { left, operator, right });
    }
    cursor.at = after_left;
    match left {
        Operand::Path(path) => Ok(Filter::Exists { path, wanted }),
        Operand::Literal(_) | Operand::Pattern(_) => Err(PathError::syntax("Expected path node")),
    }
}

fn operator(cursor: &mut Cursor<'_>) -> Option<Operator> {
    cursor.skip_blanks();
    let rest = cursor.rest();
    let is_sign = |character: char| "<>=~!".contains(character);
    let length = if rest.starts_with(is_sign) {
        rest.find(|character| !is_sign(character))
    } else {
        rest.find(|character: char| !character.is_ascii_alphabetic())
    };
    let text = rest.get(..length.unwrap_or(rest.len()))?.to_ascii_uppercase();
    let found = OPERATORS.iter().find(|(name, _)| *name == text).map(|(_, operator)| *operator)?;
    cursor.at += text.len();
    Some(found)
}

fn value(cursor: &mut Cursor<'_>) -> Result<Operand, PathError> {
    cursor.skip_blanks();
    match cursor.peek() {
        Some(b'@' | b'$') => path(cursor),
        Some(quote @ (b'\'' | b'"')) => {
            let text = quoted(cursor)?;
            Ok(Operand::Literal(Value::String(unescape(text, quote))))
        }
        Some(b'/') => pattern(cursor),
        Some(b'[' | b'{') => json(cursor),
        Some(b't') => word(cursor, "true", Value::Bool(true)),
        Some(b'f') => word(cursor, "false", Value::Bool(false)),
        Some(b'n') => word(cursor, "null", Value::Null),
        Some(_) | None => number(cursor),
    }
}

fn path(cursor: &mut Cursor<'_>) -> Result<Operand, PathError> {
    let start = cursor.at;
    let mut at = start + 1;
    while let Some(byte) = cursor.byte(at) {
        at = match byte {
            b'[' | b'(' => {
                let unclosed =
                    || PathError::syntax(format!("Square brackets does not match in filter {}", cursor.text));
                cursor.after_bracket(at).ok_or_else(unclosed)?
            }
            b'<' | b'>' | b'=' | b'~' | b'!' | b' ' | b')' | b'&' | b'|' => break,
            _ => at + 1,
        };
    }
    cursor.at = at;
    let parsed = parse_path(cursor.slice(start, at), cursor.nesting + 1)?;
    Ok(Operand::Path(FilterPath::new(parsed.from_item, parsed.segments)))
}

/// The text between quotes, escapes still in it.
fn quoted<'t>(cursor: &mut Cursor<'t>) -> Result<&'t str, PathError> {
    let open = cursor.at;
    let Some(after) = cursor.after_quote(open) else {
        let quote = char::from(cursor.byte(open).unwrap_or(b'\''));
        return Err(PathError::syntax(format!("String not closed. Expected {quote} in {}", cursor.text)));
    };
    cursor.at = after;
    Ok(cursor.slice(open + 1, after - 1))
}

fn pattern(cursor: &mut Cursor<'_>) -> Result<Operand, PathError> {
    let open = cursor.at;
    let Some(after) = cursor.after_quote(open) else {
        return Err(PathError::syntax(format!("Pattern not closed. Expected / in {}", cursor.text)));
    };
    let text = cursor.slice(open + 1, after - 1);
    cursor.at = after;
    let rest = cursor.rest();
    let flags =
        rest.get(..rest.find(|flag: char| !"imsxu".contains(flag)).unwrap_or(rest.len())).unwrap_or_default();
    cursor.at += flags.len();
    let compiled = RegexBuilder::new(&format!("^(?:{})$", text.replace("\\/", "/")))
        .case_insensitive(flags.contains('i'))
        .multi_line(flags.contains('m'))
        .dot_matches_new_line(flags.contains('s'))
        .ignore_whitespace(flags.contains('x'))
        .size_limit(PATTERN_BYTES_MAX)
        .build();
    compiled.map(Operand::Pattern).map_err(|_| PathError::Pattern(text.to_owned()))
}

/// A list or object, in which strings may stand in single quotes.
fn json(cursor: &mut Cursor<'_>) -> Result<Operand, PathError> {
    let start = cursor.at;
    let bad = || PathError::syntax(format!("Could not parse the JSON literal in filter {}", cursor.text));
    let end = cursor.after_bracket(start).ok_or_else(bad)?;
    let mut strict = String::new();
    let mut at = start;
    while at < end {
        let quote = cursor.byte(at);
        let next = match quote {
            Some(b'\'' | b'"') => cursor.after_quote(at).ok_or_else(bad)?,
            Some(_) | None => {
                let length = cursor.slice(at, end).find(['\'', '"']).unwrap_or(end - at);
                at + length
            }
        };
        if quote == Some(b'\'') {
            strict.push_str(&Value::String(unescape(cursor.slice(at + 1, next - 1), b'\'')).to_string());
        } else {
            strict.push_str(cursor.slice(at, next));
        }
        at = next;
    }
    let value = serde_json::from_str(&strict).map_err(|_| bad())?;
    cursor.at = end;
    Ok(Operand::Literal(value))
}

fn word(cursor: &mut Cursor<'_>, word: &str, value: Value) -> Result<Operand, PathError> {
    if !cursor.rest().starts_with(word) {
        let kind = if value.is_null() { "<null> value" } else { "boolean literal" };
        return Err(PathError::syntax(format!("Expected {kind}")));
    }
    cursor.at += word.len();
    Ok(Operand::Literal(value))
}

fn number(cursor: &mut Cursor<'_>) -> Result<Operand, PathError> {
    let rest = cursor.rest();
    let length =
        rest.find(|digit: char| !(digit.is_ascii_digit() || "-.".contains(digit))).unwrap_or(rest.len());
    let text = rest.get(..length).unwrap_or_default();
    let number = compare::parse_number(text)
        .ok_or_else(|| PathError::syntax(format!("Could not compile inline filter : {}", cursor.text)))?;
    cursor.at += length;
    Ok(Operand::Literal(Value::Number(number)))
}
