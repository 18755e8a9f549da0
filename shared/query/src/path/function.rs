//! Jayway's path functions: aggregations give doubles, a function that does not fit its value gives null.

use std::cell::Cell;

use serde_json::{Number, Value};

use super::answer;
use super::error::NotFound;
use super::evaluate::Walk;
use super::segment::{self, Function, Parameter, Segment};
use crate::limits::PATH_RESULT_BYTES_MAX;

/// Applies a function to a value.
pub(super) fn apply(
    function: Function,
    parameters: &[Parameter],
    value: &Value,
    root: &Value,
    visits: &Cell<usize>,
) -> Result<Value, NotFound> {
    let mut arguments = Vec::with_capacity(parameters.len());
    for parameter in parameters {
        arguments.push(match parameter {
            Parameter::Value(value) => value.clone(),
            Parameter::Path(path) if matches!(function, Function::Length | Function::Size) => {
                return counted(path, root, visits);
            }
            Parameter::Path(path) => argument(path, root, visits)?,
        });
    }
    match function {
        Function::Avg | Function::Max | Function::Min | Function::Stddev | Function::Sum => {
            aggregate(function, &numbers(value, &arguments))
        }
        Function::Concat => Ok(Value::String(texts(value, &arguments).concat())),
        Function::First => pick(value, 0),
        Function::Last => pick(value, -1),
        Function::Index => pick(value, arguments.first().and_then(Value::as_i64).unwrap_or(0)),
        Function::Keys => Ok(match value {
            Value::Object(members) => members.keys().cloned().map(Value::String).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Value::Null
            }
        }),
        Function::Length | Function::Size => Ok(length(value).map_or(Value::Null, Value::from)),
    }
}

fn argument(path: &[Segment], root: &Value, visits: &Cell<usize>) -> Result<Value, NotFound> {
    let found = Walk::run(path, root, root, visits)?;
    answer::conclude(path, segment::is_definite(path), found, PATH_RESULT_BYTES_MAX)
        .map(std::borrow::Cow::into_owned)
}

/// How many members and items everything the path leads to has.
fn counted(path: &[Segment], root: &Value, visits: &Cell<usize>) -> Result<Value, NotFound> {
    let found = Walk::run(path, root, root, visits)?;
    Ok(Value::from(found.iter().filter_map(|value| length(value)).sum::<usize>()))
}

fn length(value: &Value) -> Option<usize> {
    match value {
        Value::Array(items) => Some(items.len()),
        Value::Object(members) => Some(members.len()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// The item itself, or the items of an array.
fn flat(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            std::slice::from_ref(value)
        }
    }
}

fn numbers(value: &Value, arguments: &[Value]) -> Vec<f64> {
    let own = value.as_array().map(Vec::as_slice).unwrap_or_default();
    own.iter().chain(arguments.iter().flat_map(flat)).filter_map(Value::as_f64).collect()
}

fn aggregate(function: Function, numbers: &[f64]) -> Result<Value, NotFound> {
    if numbers.is_empty() {
        return Err(NotFound::EmptyAggregation);
    }
    let count = numbers.len() as f64;
    let sum: f64 = numbers.iter().sum();
    let result = match function {
        Function::Avg => sum / count,
        Function::Max => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        Function::Min => numbers.iter().copied().fold(f64::INFINITY, f64::min),
        Function::Stddev => {
            let squares: f64 = numbers.iter().map(|number| number * number).sum();
            (squares / count - sum * sum / count / count).max(0.0).sqrt()
        }
        Function::Sum => sum,
        Function::Concat
        | Function::First
        | Function::Index
        | Function::Keys
        | Function::Last
        | Function::Length
        | Function::Size => return Ok(Value::Null),
    };
    Ok(Number::from_f64(result).map_or(Value::Null, Value::Number))
}

/// The texts of an array's strings, and of the arguments whatever they are.
fn texts(value: &Value, arguments: &[Value]) -> Vec<String> {
    let own = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let strings = own.iter().filter_map(|item| item.as_str().map(str::to_owned));
    let given = arguments.iter().flat_map(flat).map(|item| match item {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            item.to_string()
        }
    });
    strings.chain(given).collect()
}

fn pick(value: &Value, index: i64) -> Result<Value, NotFound> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    if items.is_empty() {
        return Err(NotFound::EmptyAggregation);
    }
    answer::at(items, index).cloned().ok_or(NotFound::IndexBeyond { index, count: items.len() })
}
