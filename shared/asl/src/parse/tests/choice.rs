//! Rules of Choice states.

use serde_json::{Value, json};

use super::{check, check_states};

/// Checks a machine whose Choice state `X` has this one rule, which leads to `Y` unless it says otherwise.
fn check_rules<const N: usize>(cases: [(Value, &[&str]); N]) {
    for (mut rule, expected) in cases {
        rule["Next"] = json!("Y");
        let states = json!({"X": {"Type": "Choice", "Choices": [rule]}, "Y": {"Type": "Succeed"}});
        check(&json!({"StartAt": "X", "States": states}), expected);
    }
}

#[test]
fn choices() {
    check_states([
        (
            json!({"Type": "Choice", "Default": "Y"}),
            &["SVF: These fields are required: [Choices] at /States/X"],
        ),
        (
            json!({"Type": "Choice", "Choices": [], "Default": "Y"}),
            &["SVF: Value cannot be empty at /States/X/Choices"],
        ),
        (
            json!({"Type": "Choice", "Choices": [1, {"Variable": "$", "IsNull": true}], "Default": "Y", "Next": "Y", "Retry": []}),
            &[
                "SVF: Field 'Next' is not supported at /States/X",
                "SVF: Field 'Retry' is not supported at /States/X",
                "SVF: Expected value of type Object at /States/X/Choices[0]",
                "SVF: These fields are required: [Next] at /States/X/Choices[1]",
            ],
        ),
    ]);
}

#[test]
fn forms() {
    let one = "SVF: The object must have only one of the following fields, [And, Or, Not, Variable, Condition] at /States/X/Choices[0]";
    check_rules([
        (json!({}), &[one]),
        (json!({"StringEquals": "a"}), &[one]),
        (json!({"Variable": "$.a", "And": []}), &[one]),
        (json!({"And": []}), &["SVF: Value cannot be empty at /States/X/Choices[0]/And"]),
        (json!({"Or": {}}), &["SVF: Expected value of type Array at /States/X/Choices[0]/Or"]),
        (json!({"Not": []}), &["SVF: Expected value of type Object at /States/X/Choices[0]/Not"]),
        (
            json!({"And": [{"Variable": "$.a", "IsNull": true, "Next": "Y"}, {"Not": {"Or": [{"Variable": "$.a", "IsNull": 1}]}}], "IsNull": true}),
            &[
                "SVF: Field 'IsNull' is not supported at /States/X/Choices[0]",
                "SVF: Field 'Next' is not supported at /States/X/Choices[0]/And[0]",
                "SVF: Expected value of type Boolean at /States/X/Choices[0]/And[1]/Not/Or[0]/IsNull",
            ],
        ),
        (
            json!({"Condition": "{% true %}"}),
            &[
                "SVF: The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' QueryLanguage at /States/X/Choices[0]",
            ],
        ),
        (
            json!({"Variable": "$.a"}),
            &[
                "SVF: This object should have one comparison operator besides 'Variable' at /States/X/Choices[0]",
            ],
        ),
        (
            json!({"Variable": "$.a", "IsNull": true, "IsString": true}),
            &[
                "SVF: There should only be one of the following fields: [IsNull, IsString] at /States/X/Choices[0]",
            ],
        ),
        (
            json!({"Variable": "$.a", "BooleanLessThan": true, "IsNull": true}),
            &["SVF: Field 'BooleanLessThan' is not supported at /States/X/Choices[0]"],
        ),
    ]);
}

#[test]
fn operands_have_the_operators_type() {
    check_rules([
        (
            json!({"Variable": "$.a", "StringEquals": 1}),
            &["SVF: Expected value of type String at /States/X/Choices[0]/StringEquals"],
        ),
        (
            json!({"Variable": "$.a", "StringMatches": 1}),
            &["SVF: Expected value of type String at /States/X/Choices[0]/StringMatches"],
        ),
        (
            json!({"Variable": "$.a", "NumericLessThan": "1"}),
            &["SVF: Expected value of type Float at /States/X/Choices[0]/NumericLessThan"],
        ),
        (
            json!({"Variable": "$.a", "BooleanEquals": "true"}),
            &["SVF: Expected value of type Boolean at /States/X/Choices[0]/BooleanEquals"],
        ),
        (
            json!({"Variable": "$.a", "TimestampEquals": "today"}),
            &["SVF: String does not match RFC3339 timestamp at /States/X/Choices[0]/TimestampEquals"],
        ),
        (
            json!({"Variable": "$.a", "TimestampEquals": 1}),
            &["SVF: Expected value of type String at /States/X/Choices[0]/TimestampEquals"],
        ),
        (
            json!({"Variable": "$.a", "IsPresent": "true"}),
            &["SVF: Expected value of type Boolean at /States/X/Choices[0]/IsPresent"],
        ),
        (
            json!({"Variable": "$.a", "StringEqualsPath": "b"}),
            &[
                "SVF: Value is not a Reference Path: Reference path didn't start with '$' at /States/X/Choices[0]/StringEqualsPath",
            ],
        ),
        (
            json!({"Variable": "a", "IsNull": true}),
            &[
                "SVF: Value is not a Reference Path: Reference path didn't start with '$' at /States/X/Choices[0]/Variable",
            ],
        ),
        (
            json!({"Variable": "$.a", "StringEquals": "$.b"}),
            &[
                "warning NO_PATH: the value of 'StringEquals' looks like a path, but is taken as it is: the name of a field for paths ends in 'Path' at /States/X/Choices[0]/StringEquals",
            ],
        ),
    ]);
}

#[test]
fn every_operator_is_known() {
    let relations = ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"];
    let mut rules = Vec::new();
    for relation in relations {
        for (family, operand) in
            [("String", json!("a")), ("Numeric", json!(1.5)), ("Timestamp", json!("2026-01-01T00:00:00Z"))]
        {
            rules.push(json!({"Variable": "$.a", "Next": "Y", format!("{family}{relation}"): operand}));
            rules.push(
                json!({"Variable": "$.a", "Next": "Y", format!("{family}{relation}Path"): "$$.b['c'][0]"}),
            );
        }
    }
    rules.push(json!({"Variable": "$.a", "Next": "Y", "BooleanEquals": false}));
    rules.push(json!({"Variable": "$.a", "Next": "Y", "BooleanEqualsPath": "$.b"}));
    rules.push(json!({"Variable": "$.a", "Next": "Y", "StringMatches": "a*"}));
    for looked_for in ["IsNull", "IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp"] {
        rules.push(json!({"Variable": "$.a", "Next": "Y", looked_for: true, "Comment": "why"}));
    }
    check(
        &json!({"StartAt": "X", "States": {"X": {"Type": "Choice", "Choices": rules}, "Y": {"Type": "Succeed"}}}),
        &[],
    );
}
