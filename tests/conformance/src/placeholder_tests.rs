//! Pieces of texts, and requests with their placeholders filled in.

use serde_json::json;
use time::macros::datetime;

use super::Piece::{Literal, Placeholder};
use super::*;

#[test]
fn texts_fall_into_pieces() {
    let table: [(&str, &[Piece<'_>]); 8] = [
        ("", &[]),
        ("plain", &[Literal("plain")]),
        ("<<a>>", &[Placeholder("a")]),
        ("x<<a:0>>y<<b.1>>", &[Literal("x"), Placeholder("a:0"), Literal("y"), Placeholder("b.1")]),
        ("<<now+1>>Z", &[Placeholder("now+1"), Literal("Z")]),
        ("a << b >> c", &[Literal("a << b >> c")]),
        ("<<<a>>>", &[Literal("<"), Placeholder("a"), Literal(">")]),
        ("<<>>", &[Literal("<<>>")]),
    ];
    for (text, expected) in table {
        assert_eq!(pieces(text), expected, "{text}");
    }
}

#[test]
fn requests_are_filled_in() {
    let mut scope = Scope::new("us-east-1", "123456789012", 7);
    scope.save("executionArn.1", "arn:e");
    let now = datetime!(2026-02-28 23:59:59.5 UTC);
    let table = [
        (json!("<<region>>/<<account>>"), json!("us-east-1/123456789012")),
        (json!({"a": ["<<executionArn.1>>", 1]}), json!({"a": ["arn:e", 1]})),
        (json!({"<<lambda-name:1>>": 1}), json!({"conformance-function-1": 1})),
        (
            json!("<<lambda-arn:0>>:2"),
            json!("arn:aws:lambda:us-east-1:123456789012:function:conformance-function-0:2"),
        ),
        (json!("<<role:3>>"), json!("arn:aws:iam::123456789012:role/conformance-role-3")),
        (json!("<<now+2>>.000Z"), json!("2026-03-01T00:00:01.000Z")),
        (json!({"$json": {"b": "<<region>>", "a": 1.0}}), json!(r#"{"b":"us-east-1","a":1.0}"#)),
        (json!({"$json": {}, "more": 1}), json!({"$json": {}, "more": 1})),
    ];
    for (request, expected) in table {
        assert_eq!(scope.request(&request, now), Ok(expected), "{request}");
    }
}

#[test]
fn a_placeholder_without_value_is_an_error() {
    let scope = Scope::new("r", "a", 0);
    let now = OffsetDateTime::UNIX_EPOCH;
    for name in ["executionArn.1", "machine:0", "now+x"] {
        let got = scope.request(&json!([format!("<<{name}>>")]), now);
        assert_eq!(got, Err(Unfilled(name.to_owned())));
    }
}

#[test]
fn unique_is_eight_digits_one_per_number() {
    let scope = Scope::new("r", "a", 99);
    let one = scope.known("unique:0").unwrap();
    assert!(one.len() == 8 && one.chars().all(|c| c.is_ascii_hexdigit()), "{one}");
    assert_eq!(scope.known("unique:0"), Some(one.clone()));
    assert_ne!(scope.known("unique:1"), Some(one));
}

#[test]
fn masks_in_scripts_stay() {
    let scope = Scope::new("r", "a", 0);
    let got = scope.script(&json!({"id": "<<uuid:1>>", "name": "<<lambda-name:0>>"}));
    assert_eq!(got, json!({"id": "<<uuid:1>>", "name": "conformance-function-0"}));
}
