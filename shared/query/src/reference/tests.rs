//! What `ResultPath` does to an input, and what it refuses.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::ReferencePath;

#[test]
fn values_are_put_in_place() {
    let cases = [
        ("$", json!({"a": 1}), Ok(json!("new"))),
        ("$.b", json!({"a": 1}), Ok(json!({"a": 1, "b": "new"}))),
        ("$.a", json!({"a": 1}), Ok(json!({"a": "new"}))),
        ("$.b.c['d e']", json!({"a": 1}), Ok(json!({"a": 1, "b": {"c": {"d e": "new"}}}))),
        ("$.a[1].x", json!({"a": [1, {}]}), Ok(json!({"a": [1, {"x": "new"}]}))),
        ("$.a[2]", json!({"a": [1, 2]}), Err("cannot insert at `$.a[2]`: $['a'] has 2 items")),
        ("$.b[0]", json!({"a": 1}), Err("cannot insert at `$.b[0]`: $['b'] is not an array")),
        ("$.a.b", json!({"a": 1}), Err("cannot insert at `$.a.b`: $['a'] is not an object")),
        ("$.x", json!("text"), Err("cannot insert at `$.x`: $ is not an object")),
        ("$.x", json!(null), Err("cannot insert at `$.x`: $ is not an object")),
        ("$.x", json!([1]), Err("cannot insert at `$.x`: $ is not an object")),
    ];
    for (path, input, expected) in cases {
        let answer = ReferencePath::parse(path).unwrap().insert(input, json!("new"));
        assert_eq!(answer.map_err(|error| error.to_string()), expected.map_err(str::to_owned), "{path}");
    }
}

#[test]
fn places_must_be_single_and_in_the_input() {
    let cases = [
        ("$.a[*]", "not a reference path: `$.a[*]`"),
        ("$.a[-1]", "not a reference path: `$.a[-1]`"),
        ("$.a.length()", "not a reference path: `$.a.length()`"),
        ("$$.Execution", "reference path must start at the input: `$$.Execution`"),
        ("$x", "reference path must start at the input: `$x`"),
        ("a", "path must start with `$`: `a`"),
    ];
    for (path, expected) in cases {
        let error = ReferencePath::parse(path).err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some(expected), "{path}");
    }
}

#[test]
fn wrapping_in_a_loop_ends_with_an_error() {
    let path = ReferencePath::parse("$.a").unwrap();
    let mut value = json!({});
    for _ in 0..1_000 {
        match path.insert(json!({}), value) {
            Ok(wrapped) => value = wrapped,
            Err(error) => {
                let text = "cannot insert at `$.a`: the result is nested more than 100 levels deep";
                assert_eq!(error.to_string(), text);
                return;
            }
        }
    }
    panic!("the nesting was not bounded");
}

proptest! {
    #[test]
    fn what_is_inserted_is_read_back(names in prop::collection::vec("[a-c' .]{1,3}", 0..6), value in any::<i64>()) {
        let steps: String = names.iter().map(|name| format!("['{}']", name.replace('\'', "\\'"))).collect();
        let path = ReferencePath::parse(&format!("${steps}")).unwrap();
        let whole = path.insert(json!({"other": true}), Value::from(value)).unwrap();
        let read = path.path().read(&whole).unwrap();
        prop_assert_eq!(read.as_ref(), &Value::from(value));
        prop_assert!(names.is_empty() || whole.get("other").is_some());
    }
}
