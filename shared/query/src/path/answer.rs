//! From what was found to the answer, and the arithmetic of indexes and slices. Paths of members and indexes alone
//! are followed here without allocating anything.

use std::borrow::Cow;
use std::cell::Cell;

use serde_json::Value;

use super::error::NotFound;
use super::evaluate::Walk;
use super::segment::{self, Segment};
use crate::json;
use crate::limits::{PATH_RESULT_BYTES_MAX, PATH_VISITS_MAX};

/// Follows members and indexes only: nothing is allocated unless something is missing.
pub(super) fn follow<'v>(segments: &[Segment], value: &'v Value) -> Result<&'v Value, NotFound> {
    let mut place = value;
    for segment in segments {
        let next = match (segment, place) {
            (Segment::Property(name), Value::Object(members)) => members.get(name),
            (Segment::Index(index), Value::Array(items)) => at(items, *index),
            _ => None,
        };
        match next {
            Some(next) => place = next,
            // The slow way finds the words for what is missing.
            None => return Err(explain(segments, value)),
        }
    }
    Ok(place)
}

fn explain(segments: &[Segment], value: &Value) -> NotFound {
    let visits = Cell::new(PATH_VISITS_MAX);
    match Walk::run(segments, value, value, &visits) {
        Err(error) => error,
        Ok(_) => NotFound::NoResults { path: segment::normalised(segments) },
    }
}

/// Makes the answer of what was found: the one value, or the list.
pub(super) fn conclude<'v>(
    segments: &[Segment],
    definite: bool,
    mut found: Vec<Cow<'v, Value>>,
    bytes_max: usize,
) -> Result<Cow<'v, Value>, NotFound> {
    if definite {
        return found.pop().ok_or_else(|| NotFound::NoResults { path: segment::normalised(segments) });
    }
    let mut bytes = bytes_max;
    if !found.iter().all(|value| json::weigh(value, &mut bytes)) {
        return Err(NotFound::TooLarge { limit: PATH_RESULT_BYTES_MAX, unit: "bytes for its result" });
    }
    Ok(Cow::Owned(Value::Array(found.into_iter().map(Cow::into_owned).collect())))
}

/// The item at an index; negative ones count from the end.
pub(super) fn at(items: &[Value], index: i64) -> Option<&Value> {
    let length = i64::try_from(items.len()).ok()?;
    let index = if index < 0 { length + index } else { index };
    items.get(usize::try_from(index).ok()?)
}

/// The indexes of a slice by Jayway's arithmetic: with both ends given, a negative start is not counted from the end
/// but walked through, `[-4:1]` being -4 … 0.
pub(super) fn slice_bounds(from: Option<i64>, to: Option<i64>, length: usize) -> (i64, i64) {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    match (from, to) {
        (Some(from), Some(to)) => (from.max(-length), to.min(length)),
        (Some(from), None) => (if from < 0 { (length + from).max(0) } else { from }, length),
        (None, Some(to)) => (0, if to < 0 { length + to } else { to.min(length) }),
        (None, None) => (0, 0),
    }
}

/// Jayway's name for a value that is not what was looked for.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "java.lang.Boolean",
        Value::Number(number) if number.is_f64() => "java.lang.Double",
        Value::Number(_) => "java.lang.Integer",
        Value::String(_) => "java.lang.String",
        Value::Array(_) => "net.minidev.json.JSONArray",
        Value::Object(_) => "java.util.LinkedHashMap",
    }
}

/// A value as Jayway quotes it.
pub(super) fn context(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}
