//! Jayway's comparisons: numbers and numeric strings are equal, order needs two numbers or two strings, a pattern
//! must match the whole text.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::operand::Side;
use super::{Operator, Stop};

/// Compares two sides.
pub(super) fn compare(left: &Side<'_>, operator: Operator, right: &Side<'_>) -> Result<bool, Stop> {
    match operator {
        Operator::Equal => Ok(equal(left, right)),
        Operator::NotEqual => Ok(!equal(left, right)),
        Operator::SameTypeEqual => Ok(same_type(left, right) && equal(left, right)),
        Operator::SameTypeNotEqual => Ok(!(same_type(left, right) && equal(left, right))),
        Operator::Less => Ok(order(left, right).is_some_and(Ordering::is_lt)),
        Operator::LessOrEqual => Ok(order(left, right).is_some_and(Ordering::is_le)),
        Operator::Greater => Ok(order(left, right).is_some_and(Ordering::is_gt)),
        Operator::GreaterOrEqual => Ok(order(left, right).is_some_and(Ordering::is_ge)),
        Operator::Matches => Ok(matches(left, right)),
        Operator::In => Ok(contains(list(right)?, left)),
        Operator::NotIn => Ok(!contains(list(right)?, left)),
        Operator::Contains => Ok(holds(left, right)),
        Operator::All => Ok(items(left).is_some_and(|all| list_in(right, all))),
        Operator::SubsetOf => {
            let wanted = list(right)?;
            Ok(items(left).is_some_and(|items| items.iter().all(|item| value_in(wanted, item))))
        }
        Operator::AnyOf => {
            let wanted = list(right)?;
            Ok(items(left).is_some_and(|items| items.iter().any(|item| value_in(wanted, item))))
        }
        Operator::NoneOf => {
            let wanted = list(right)?;
            Ok(items(left).is_some_and(|items| !items.iter().any(|item| value_in(wanted, item))))
        }
        Operator::Size => Ok(size(left, right)),
        Operator::Empty => empty(left, right),
    }
}

fn equal(left: &Side<'_>, right: &Side<'_>) -> bool {
    match (left, right) {
        (Side::Value(left), Side::Value(right)) => equal_values(left, right),
        (Side::Pattern(left), Side::Pattern(right)) => left.as_str() == right.as_str(),
        (Side::Undefined | Side::Value(_) | Side::Pattern(_), _) => false,
    }
}

/// The left value says how a string and a number are compared: as text or as numbers.
fn equal_values(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            order_numbers(left, right).is_some_and(Ordering::is_eq)
        }
        (Value::Number(left), Value::String(right)) => {
            parse_number(right).and_then(|right| order_numbers(left, &right)).is_some_and(Ordering::is_eq)
        }
        (Value::String(left), Value::Number(right)) => *left == right.to_string(),
        _ => left == right,
    }
}

fn same_type(left: &Side<'_>, right: &Side<'_>) -> bool {
    let (Side::Value(left), Side::Value(right)) = (left, right) else { return false };
    let is_node = |value: &Value| value.is_array() || value.is_object();
    std::mem::discriminant(left.as_ref()) == std::mem::discriminant(right.as_ref())
        || (is_node(left) && is_node(right))
}

fn order(left: &Side<'_>, right: &Side<'_>) -> Option<Ordering> {
    let (Side::Value(left), Side::Value(right)) = (left, right) else { return None };
    match (left.as_ref(), right.as_ref()) {
        (Value::Number(left), Value::Number(right)) => order_numbers(left, right),
        (Value::String(left), Value::String(right)) => Some(left.encode_utf16().cmp(right.encode_utf16())),
        _ => None,
    }
}

/// Exact for integers, as doubles otherwise.
fn order_numbers(left: &Number, right: &Number) -> Option<Ordering> {
    let whole = |number: &Number| number.as_i128();
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

/// A number literal, also in Java's looser spelling (`01`, `.5`, `5.`).
pub(super) fn parse_number(text: &str) -> Option<Number> {
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) {
        return None;
    }
    text.parse::<f64>().ok().and_then(Number::from_f64)
}

fn matches(left: &Side<'_>, right: &Side<'_>) -> bool {
    let (pattern, side) = match (left, right) {
        (Side::Pattern(pattern), side) | (side, Side::Pattern(pattern)) => (pattern, side),
        _ => return false,
    };
    match side {
        Side::Pattern(_) => false,
        Side::Undefined => pattern.is_match(""),
        Side::Value(value) => match value.as_ref() {
            Value::Array(items) => items.iter().any(|item| pattern.is_match(&text(item))),
            value => pattern.is_match(&text(value)),
        },
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

fn items<'s>(side: &'s Side<'_>) -> Option<&'s [Value]> {
    match side {
        Side::Value(value) => value.as_array().map(Vec::as_slice),
        Side::Undefined | Side::Pattern(_) => None,
    }
}

/// The list an operator asks for on its right. An object holds nothing; a scalar makes the operator inapplicable.
fn list<'s>(side: &'s Side<'_>) -> Result<&'s [Value], Stop> {
    match side {
        Side::Value(value) => match value.as_ref() {
            Value::Array(items) => Ok(items),
            Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                Err(Stop::Inapplicable)
            }
        },
        Side::Undefined | Side::Pattern(_) => Err(Stop::Inapplicable),
    }
}

fn contains(list: &[Value], side: &Side<'_>) -> bool {
    match side {
        Side::Value(value) => value_in(list, value),
        Side::Undefined | Side::Pattern(_) => false,
    }
}

fn value_in(list: &[Value], value: &Value) -> bool {
    list.iter().any(|item| equal_values(value, item))
}

fn list_in(required: &Side<'_>, all: &[Value]) -> bool {
    items(required).is_some_and(|required| required.iter().all(|item| value_in(all, item)))
}

fn holds(left: &Side<'_>, right: &Side<'_>) -> bool {
    let (Side::Value(left), Side::Value(part)) = (left, right) else { return false };
    match (left.as_ref(), part.as_ref()) {
        (Value::String(text), Value::String(part)) => text.contains(part.as_str()),
        (Value::Array(items), part) => value_in(items, part),
        _ => false,
    }
}

fn size(left: &Side<'_>, right: &Side<'_>) -> bool {
    let (Side::Value(left), Side::Value(right)) = (left, right) else { return false };
    let length = match left.as_ref() {
        Value::String(text) => text.encode_utf16().count(),
        Value::Array(items) => items.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => return false,
    };
    right.as_f64().is_some_and(|wanted| wanted.trunc() == length as f64)
}

fn empty(left: &Side<'_>, right: &Side<'_>) -> Result<bool, Stop> {
    let Side::Value(left) = left else { return Ok(false) };
    let is_empty = match left.as_ref() {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) => return Ok(false),
    };
    match right {
        Side::Value(wanted) => wanted.as_bool().map(|wanted| wanted == is_empty).ok_or(Stop::Inapplicable),
        Side::Undefined | Side::Pattern(_) => Err(Stop::Inapplicable),
    }
}
