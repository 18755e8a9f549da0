//! Scripts as the target gets them.

use serde_json::json;

use super::*;

fn check(entry: Value, outcome: Outcome) {
    let read: ScriptEntry = serde_json::from_value(entry.clone()).unwrap();
    assert_eq!(ScriptedCall::new(&read, &Scope::new("r", "a", 0)).outcome, outcome, "{entry}");
}

#[test]
fn outcomes() {
    let fails = |error: Option<&str>, cause: Option<&str>| Outcome::Fails {
        error: error.map(str::to_owned),
        cause: cause.map(str::to_owned),
    };
    check(json!({"integration": "function", "result": "<<uuid:1>>"}), Outcome::Succeeds(json!("<<uuid:1>>")));
    check(json!({"integration": "function", "result": null}), Outcome::Succeeds(Value::Null));
    check(json!({"integration": "function", "timesOut": true}), Outcome::TimesOut);
    check(json!({"integration": "function", "error": "E"}), fails(Some("E"), None));
    check(json!({"integration": "function", "error": "E", "cause": "why"}), fails(Some("E"), Some("why")));
    let cause = json!({"a": {"b": "<<lambda-name:0>>: x"}, "c": [1, "y"], "d": []});
    check(
        json!({"integration": "function", "error": "E", "cause": cause.clone()}),
        fails(Some("E"), Some(r#"{"a": {"b": "conformance-function-0: x"}, "c": [1, "y"], "d": []}"#)),
    );
    check(
        json!({"integration": "lambda:invoke", "error": "E", "cause": cause}),
        fails(Some("E"), Some(r#"{"a":{"b":"conformance-function-0: x"},"c":[1,"y"],"d":[]}"#)),
    );
}
