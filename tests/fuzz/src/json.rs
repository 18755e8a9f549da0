//! Values for targets that read JSON, and changes of them.

use serde_json::{Value, json};

/// The value of a text; what is no JSON is the text itself, as hosts take it.
pub fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// Values that stand on some edge.
pub fn edges() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(99_999_999),
        json!(""),
        json!("$"),
        json!("$.a"),
        json!("$$.Task.Token"),
        json!("$.a[?(@.b == 1)]"),
        json!("2026-01-01T00:00:00Z"),
        json!([]),
        json!({}),
        json!([1, [2]]),
        json!({"a": {"b": 1}}),
        json!("\u{0}\u{10FFFF}ä"),
    ]
}

/// How many values a tree has, itself included.
pub fn count(value: &Value) -> usize {
    let inner: usize = match value {
        Value::Object(members) => members.values().map(count).sum(),
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    };
    inner + 1
}

/// The n-th value of a tree, counted from the root.
pub fn nth<'v>(value: &'v mut Value, n: &mut usize) -> Option<&'v mut Value> {
    if *n == 0 {
        return Some(value);
    }
    *n -= 1;
    match value {
        Value::Object(members) => members.values_mut().find_map(|member| nth(member, n)),
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, n)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// Changes one value of a tree: drops a member, renames one, doubles an item, wraps it, or puts something else there.
pub fn change(tree: &mut Value, at: usize, how: usize, other: Value) {
    let mut at = at % count(tree);
    let Some(value) = nth(tree, &mut at) else { return };
    match (how % 6, value) {
        (0, Value::Object(members)) => {
            let name = members.keys().nth(how / 6 % members.len().max(1)).cloned();
            name.map(|name| members.shift_remove(&name));
        }
        (1, Value::Object(members)) => {
            let name = members.keys().nth(how / 6 % members.len().max(1)).cloned();
            members.insert(format!("{}.$", name.unwrap_or_default()), other);
        }
        (2, Value::Array(items)) => {
            let item = items.get(how / 6 % items.len().max(1)).cloned().unwrap_or(other);
            items.push(item);
        }
        (3, value) => *value = json!([value.take()]),
        (4, value) => *value = json!({ "a": value.take() }),
        (_, value) => *value = other,
    }
}
