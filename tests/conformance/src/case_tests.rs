//! Files that are cases and files that are not.

use serde_json::{Value, json};

use super::*;

fn case_with(step: Value) -> Result<Case, String> {
    let value = json!({"name": "n", "area": "a", "kind": "plain", "recorded": "2024-01-01", "seconds": 1, "steps": [step]});
    serde_json::from_value(value).map_err(|cause| cause.to_string())
}

#[test]
fn steps_are_read() {
    let good = [
        json!({"action": "ListActivities", "request": {}}),
        json!({"action": "ListActivities", "request": {}, "expect": {"activities": []}, "unordered": true}),
        json!({"action": "A", "request": {}, "expectError": {"code": "E", "status": 500, "reason": "r"}}),
        json!({"wait": "execution-ended", "executionArn": "<<executionArn.1>>"}),
        json!({"wait": "listed", "action": "A", "request": {}, "arn": "x"}),
        json!({"wait": "seconds", "seconds": 1.5}),
    ];
    for step in good {
        assert!(case_with(step.clone()).is_ok(), "{step}: {:?}", case_with(step.clone()));
    }
}

#[test]
fn steps_that_are_no_steps_are_refused_with_their_number() {
    let bad = [
        (json!({"action": "A"}), "step 1: missing field `request`"),
        (json!({"action": "A", "request": {}, "expects": {}}), "step 1: unknown field `expects`"),
        (json!({"wait": "sometimes"}), "step 1: unknown variant `sometimes`"),
        (json!({"wait": "execution-ended"}), "step 1: missing field `executionArn`"),
        (json!({"wait": "seconds", "seconds": 1, "minutes": 2}), "step 1: unknown field `minutes`"),
        (json!({"action": "A", "request": {}, "expect": {}, "expectPart": {}}), "step 1: more than one of"),
    ];
    for (step, complaint) in bad {
        let got = case_with(step.clone()).map(|case| case.name);
        assert!(got.as_ref().is_err_and(|text| text.contains(complaint)), "{step}: {got:?}");
    }
}

#[test]
fn a_null_result_is_a_result() {
    let entry: ScriptEntry =
        serde_json::from_value(json!({"integration": "function", "result": null})).unwrap();
    assert_eq!(entry.result, Some(Value::Null));
}
