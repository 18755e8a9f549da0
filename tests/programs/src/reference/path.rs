//! The paths that generated programs use: members, indexes, `[*]` and slices from the front.

use std::fmt;

use serde_json::{Map, Value};

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Member(String),
    Index(usize),
    All,
    Slice(usize, Option<usize>),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Member(name) => write!(f, "['{name}']"),
            Step::Index(index) => write!(f, "[{index}]"),
            Step::All => f.write_str("[*]"),
            Step::Slice(from, to) => write!(f, "[{from}:{}]", to.map_or(String::new(), |to| to.to_string())),
        }
    }
}

/// Why a path has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Missing {
    path: String,
    is_last: bool,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if self.is_last { "No results for path: " } else { "Missing property in path " };
        write!(f, "{text}{}", self.path)
    }
}

/// Takes a path apart.
fn steps(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in path.trim_start_matches('$').split('.').filter(|part| !part.is_empty()) {
        let (name, brackets) = part.split_once('[').unwrap_or((part, ""));
        if !name.is_empty() {
            steps.push(Step::Member(name.to_owned()));
        }
        for inside in
            brackets.split('[').map(|inside| inside.trim_end_matches(']')).filter(|inside| !inside.is_empty())
        {
            steps.push(match inside.split_once(':') {
                Some((from, to)) => Step::Slice(from.parse().unwrap_or(0), to.parse().ok()),
                None if inside == "*" => Step::All,
                None => Step::Index(inside.parse().unwrap_or(usize::MAX)),
            });
        }
    }
    steps
}

/// The value at a path; a list if the path may name several.
pub(crate) fn read(path: &str, data: &Value) -> Result<Value, Missing> {
    let steps = steps(path);
    let is_definite = steps.iter().all(|step| matches!(step, Step::Member(_) | Step::Index(_)));
    let mut found = vec![data];
    let mut passed = "$".to_owned();
    for (place, step) in steps.iter().enumerate() {
        passed.push_str(&step.to_string());
        found = found.into_iter().flat_map(|value| taken(step, value)).collect();
        if found.is_empty() && is_definite {
            return Err(Missing { path: passed, is_last: place + 1 == steps.len() });
        }
    }
    if is_definite {
        return Ok(found[0].clone());
    }
    Ok(Value::Array(found.into_iter().cloned().collect()))
}

fn taken<'v>(step: &Step, value: &'v Value) -> Vec<&'v Value> {
    match (step, value) {
        (Step::Member(name), Value::Object(members)) => members.get(name).into_iter().collect(),
        (Step::Index(index), Value::Array(items)) => items.get(*index).into_iter().collect(),
        (Step::All, Value::Array(items)) => items.iter().collect(),
        (Step::All, Value::Object(members)) => members.values().collect(),
        (Step::Slice(from, to), Value::Array(items)) => {
            let to = to.unwrap_or(items.len()).min(items.len());
            items.get(*from..to).into_iter().flatten().collect()
        }
        (Step::Member(_) | Step::Index(_) | Step::All | Step::Slice(..), _) => Vec::new(),
    }
}

/// Puts a value at a path of members; none if something on the way is not an object.
pub(crate) fn place(path: &str, into: Value, value: Value) -> Option<Value> {
    let mut whole = into;
    let mut place = &mut whole;
    for step in steps(path) {
        let (Step::Member(name), Value::Object(members)) = (step, place) else { return None };
        place = members.entry(name).or_insert_with(|| Value::Object(Map::new()));
    }
    *place = value;
    Some(whole)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{place, read};

    #[test]
    fn reading() {
        let data = json!({ "a": { "b": [1, { "c": 2 }, 3] }, "n": null });
        let check = |path: &str, expected: &str| {
            let answer =
                read(path, &data).map_or_else(|missing| missing.to_string(), |value| value.to_string());
            assert_eq!(answer, expected, "{path}");
        };
        check("$", &data.to_string());
        check("$.a.b[1].c", "2");
        check("$.a.b[*].c", "[2]");
        check("$.a.b[1:]", r#"[{"c":2},3]"#);
        check("$.a.b[3:]", "[]");
        check("$.a.b[4:]", "[]");
        check("$.a.b[0:1]", "[1]");
        check("$.x.y[*]", "[]");
        check("$.n", "null");
        check("$.x", "No results for path: $['x']");
        check("$.a.x.y", "Missing property in path $['a']['x']");
    }

    #[test]
    fn placing() {
        assert_eq!(
            place("$.a.b", json!({ "a": { "c": 1 } }), json!(2)),
            Some(json!({ "a": { "c": 1, "b": 2 } }))
        );
        assert_eq!(place("$", json!(1), json!(2)), Some(json!(2)));
        assert_eq!(place("$.a.b", json!({ "a": 1 }), json!(2)), None);
    }
}
