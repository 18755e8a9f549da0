//! Comparisons of the Choice state. Values of different types never match.
//! Source: Amazon States Language, "Data-test expressions".

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::Value;
use stepwell_asl::state::choice::{Family, Relation};
use stepwell_asl::time::parse_rfc3339;

/// Whether two values are of the family and in the relation.
pub(crate) fn matches(family: Family, relation: Relation, left: &Value, right: &Value) -> bool {
    let order = match family {
        Family::String => match (left.as_str(), right.as_str()) {
            (Some(left), Some(right)) => Some(left.encode_utf16().cmp(right.encode_utf16())),
            _ => None,
        },
        Family::Numeric => match (left, right) {
            (Value::Number(left), Value::Number(right)) => numbers(left, right),
            _ => None,
        },
        Family::Boolean => match (left, right) {
            (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
            _ => None,
        },
        Family::Timestamp => match (instant(left), instant(right)) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => None,
        },
    };
    order.is_some_and(|order| match relation {
        Relation::Equals => order.is_eq(),
        Relation::LessThan => order.is_lt(),
        Relation::GreaterThan => order.is_gt(),
        Relation::LessThanEquals => order.is_le(),
        Relation::GreaterThanEquals => order.is_ge(),
    })
}

/// Integers are compared as such, so that large ones do not meet in a rounded double.
fn numbers(left: &serde_json::Number, right: &serde_json::Number) -> Option<Ordering> {
    if let (Some(left), Some(right)) = (left.as_i64(), right.as_i64()) {
        return Some(left.cmp(&right));
    }
    left.as_f64()?.partial_cmp(&right.as_f64()?)
}

fn instant(value: &Value) -> Option<stepwell_asl::time::Instant> {
    parse_rfc3339(value.as_str()?)
}

/// Whether a text consists of the pieces with anything between them.
pub(crate) fn wildcard(text: &str, pieces: &[Arc<str>]) -> bool {
    let [first, middle @ .., last] = pieces else {
        return pieces.first().is_some_and(|only| &**only == text);
    };
    let Some(rest) = text.strip_prefix(&**first) else { return false };
    let Some(mut rest) = rest.strip_suffix(&**last) else { return false };
    for piece in middle {
        match rest.find(&**piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    true
}
