//! Values that are equal by the rules, and values that are not.

use serde_json::json;

use super::*;

fn differences(expected: &Value, actual: &Value, unordered: bool) -> Vec<String> {
    let scope = Scope::new("us-east-1", "123456789012", 0);
    let mut comparer = Comparer { unordered, ..Comparer::new(&scope, Bindings::default()) };
    comparer.value(expected, actual, &Place::Root, Depth::Answer);
    comparer.differences.into_iter().map(|difference| difference.path).collect()
}

#[test]
fn values() {
    let none: &[&str] = &[];
    let table = [
        (json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1}), none),
        (json!({"a": 1}), json!({"a": 1, "b": null}), &["$.b"]),
        (json!({"a": null}), json!({}), &["$.a"]),
        (json!(1), json!(1.0), none),
        (json!(1), json!(2), &["$"]),
        (json!(0.1), json!(0.1), none),
        (json!(9_007_199_254_740_993_i64), json!(9_007_199_254_740_992_i64), &["$"]),
        (json!([1, 2]), json!([2, 1]), &["$[0]", "$[1]"]),
        (json!([1]), json!([1, 2]), &["$[1]"]),
        (json!([1, 2]), json!([1]), &["$[1]"]),
        (json!(true), json!(false), &["$"]),
        (json!(null), json!("null"), &["$"]),
        (json!("<<timestamp>>"), json!(1.5), none),
        (json!("<<timestamp>>"), json!({"a": []}), none),
        (json!("<<timestamp>>"), json!(null), &["$"]),
        (json!("<<timestamp>>"), json!(""), &["$"]),
        (json!("<<uuid:1>>"), json!(5), &["$"]),
        (json!(["<<uuid:1>>", "<<uuid:1>>"]), json!(["a", "a"]), none),
        (json!(["<<uuid:1>>", "<<uuid:1>>"]), json!(["a", "b"]), &["$[1]"]),
        (json!(["<<date>>", "<<date>>"]), json!(["a", "b"]), none),
        (json!({"<<machine:0>>": 1}), json!({"m": 1}), none),
        (json!({"a": 1, "x<<machine:0>>": 1}), json!({"a": 1, "m": 1}), &["$.x<<machine:0>>", "$.m"]),
    ];
    for (expected, actual, paths) in table {
        assert_eq!(differences(&expected, &actual, false), paths, "{expected} ~ {actual}");
    }
}

#[test]
fn json_texts() {
    let none: &[&str] = &[];
    let table = [
        (json!({"input": {"a": [1]}}), json!({"input": "{ \"a\" : [1.0] }"}), none),
        (json!({"input": {"a": 1}}), json!({"input": "{\"a\":2}"}), &["$.input.a"]),
        (json!({"input": {"a": 1}}), json!({"input": "{\"a\":"}), &["$.input"]),
        (json!(5), json!("5.0"), none),
        (json!({"a": {"b": 1}}), json!("{\"a\":\"{\\\"b\\\":1}\"}"), &["$.a"]),
        (json!({"a": "{\"b\": 1}"}), json!({"a": "{\"b\":1}"}), &["$.a"]),
        (json!("[1, {\"a\": \"<<x>>\"}]"), json!("[1,{\"a\":\"y\"}]"), none),
        (json!("[1, 2]"), json!("[1,3]"), &["$"]),
        (json!("[1, 2]"), json!([1, 2]), &["$"]),
        (json!({"a": "[1, 2]"}), json!("{\"a\":\"[1,2]\"}"), &["$.a"]),
        (json!("1"), json!(1), &["$"]),
        (json!("1.0"), json!("1"), &["$"]),
    ];
    for (expected, actual, paths) in table {
        assert_eq!(differences(&expected, &actual, false), paths, "{expected} ~ {actual}");
    }
}

#[test]
fn lists_without_order() {
    let none: &[&str] = &[];
    let table = [
        (json!({"a": [1, [2, 3]]}), json!({"a": [[3, 2], 1]}), none),
        (json!([1, 1, 2]), json!([1, 2, 2]), &["$[1]"]),
        (json!([1]), json!([1, 1]), &["$[1]"]),
        (json!(["<<uuid:1>>", "a"]), json!(["a", "b"]), none),
    ];
    for (expected, actual, paths) in table {
        assert_eq!(differences(&expected, &actual, true), paths, "{expected} ~ {actual}");
    }
}

#[test]
fn members_that_do_not_come_from_the_engine_do_not_count() {
    let expected = json!({"output": {"Payload": 1, "SdkHttpMetadata": {"HttpStatusCode": 200}}});
    assert!(differences(&expected, &json!({"output": {"Payload": 1}}), false).is_empty());
    let other = json!({"output": {"Payload": 1, "SdkHttpMetadata": 1, "SdkResponseMetadata": {}}});
    assert!(differences(&expected, &other, false).is_empty());
}
