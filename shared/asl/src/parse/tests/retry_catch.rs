//! Retriers and catchers.

use serde_json::{Value, json};

use super::{around, check};

fn check_fields<const N: usize>(cases: [(Value, &[&str]); N]) {
    for (fields, expected) in cases {
        let mut state = json!({"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Next": "Y"});
        for (name, value) in fields.as_object().unwrap() {
            state[name] = value.clone();
        }
        check(&around(state), expected);
    }
}

#[test]
fn retry() {
    check_fields([
        (json!({"Retry": []}), &[]),
        (json!({"Retry": {}}), &["SVF: Expected value of type Array at /States/X/Retry"]),
        (
            json!({"Retry": [{}, 1]}),
            &[
                "SVF: These fields are required: [ErrorEquals] at /States/X/Retry[0]",
                "SVF: Expected value of type Object at /States/X/Retry[1]",
            ],
        ),
        (
            json!({"Retry": [{"ErrorEquals": ["A"], "IntervalSeconds": -1, "MaxAttempts": 1.5, "BackoffRate": 0.9,
                "MaxDelaySeconds": 0, "JitterStrategy": "SOME", "Times": 3}]}),
            &[
                "SVF: Field 'Times' is not supported at /States/X/Retry[0]",
                "SVF: Minimum value is 0 at /States/X/Retry[0]/IntervalSeconds",
                "SVF: Expected value of type Integer at /States/X/Retry[0]/MaxAttempts",
                "SVF: Minimum value is 1 at /States/X/Retry[0]/BackoffRate",
                "SVF: Minimum value is 1 at /States/X/Retry[0]/MaxDelaySeconds",
                "SVF: Value should be one of the following: [NONE, FULL] at /States/X/Retry[0]/JitterStrategy",
            ],
        ),
        (
            json!({"Retry": [{"ErrorEquals": ["A"], "IntervalSeconds": 100_000_000, "MaxAttempts": 100_000_000, "MaxDelaySeconds": 31_622_401}]}),
            &[
                "SVF: Maximum value is 99999999 at /States/X/Retry[0]/IntervalSeconds",
                "SVF: Maximum value is 99999999 at /States/X/Retry[0]/MaxAttempts",
                "SVF: Maximum value is 31622400 at /States/X/Retry[0]/MaxDelaySeconds",
            ],
        ),
        (
            json!({"Retry": [{"ErrorEquals": ["A"], "IntervalSeconds": 5, "MaxDelaySeconds": 5}]}),
            &["SVF: 'MaxDelaySeconds' must be greater than 'IntervalSeconds' at /States/X/Retry[0] (ours)"],
        ),
    ]);
}

#[test]
fn error_names() {
    let alone = "SVF: States.ALL must appear alone and at end of list at";
    check_fields([
        (
            json!({"Retry": [{"ErrorEquals": []}]}),
            &["SVF: Value cannot be empty at /States/X/Retry[0]/ErrorEquals"],
        ),
        (
            json!({"Retry": [{"ErrorEquals": "A"}]}),
            &["SVF: Expected value of type Array at /States/X/Retry[0]/ErrorEquals"],
        ),
        (
            json!({"Retry": [{"ErrorEquals": ["A", 1]}]}),
            &["SVF: Expected value of type String at /States/X/Retry[0]/ErrorEquals[1]"],
        ),
        (
            json!({"Retry": [{"ErrorEquals": ["A", "States.ALL"]}]}),
            &[&*format!("{alone} /States/X/Retry[0]/ErrorEquals")],
        ),
        (
            json!({"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Y"}, {"ErrorEquals": ["States.ALL"], "Next": "Y"}]}),
            &[&*format!("{alone} /States/X/Catch[0]/ErrorEquals")],
        ),
        (
            json!({"Catch": [{"ErrorEquals": ["State.ALL", "A"], "Next": "Y"}, {"ErrorEquals": ["States.ALL"], "Next": "Y"}]}),
            &[],
        ),
        (
            json!({"Catch": [{"ErrorEquals": ["States.Timout", "States.Http.StatusCode.404"], "Next": "Y"}]}),
            &[
                "warning UNKNOWN_ERROR_NAME: `States.Timout` is none of the errors whose names begin with `States.`: it never occurs at /States/X/Catch[0]/ErrorEquals[0] (ours)",
            ],
        ),
    ]);
}

#[test]
fn catch() {
    check_fields([
        (json!({"Catch": []}), &[]),
        (
            json!({"Catch": [{}]}),
            &["SVF: These fields are required: [ErrorEquals, Next] at /States/X/Catch[0]"],
        ),
        (
            json!({"Catch": [{"ErrorEquals": ["A"], "Next": "Y", "ResultPath": "$.a[*]", "MaxAttempts": 1, "Comment": 1, "Output": {}}]}),
            &[
                "SVF: Field 'MaxAttempts' is not supported at /States/X/Catch[0]",
                "SVF: Expected value of type String at /States/X/Catch[0]/Comment",
                "SVF: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/X/Catch[0]",
                "SVF: Value is not a Reference Path: not a reference path: `$.a[*]` at /States/X/Catch[0]/ResultPath",
            ],
        ),
    ]);
}
