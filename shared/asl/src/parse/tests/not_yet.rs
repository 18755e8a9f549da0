//! What the language has and this project has not yet: each is refused by its name.

use serde_json::{Value, json};

use super::{around, check, check_as, check_states};
use crate::machine::MachineType;

#[test]
fn jsonata() {
    check(
        &json!({"StartAt": "X", "QueryLanguage": "JSONata", "States": {
            "X": {"Type": "Pass", "Output": "{% 1 %}", "Assign": {"a": 1}, "Next": "Y"},
            "Y": {"Type": "Map", "Items": [], "QueryLanguage": "JSONata", "End": true,
                "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Pass"}}}}}}),
        &[
            "SVF: the query language JSONata is not supported yet at /QueryLanguage (ours)",
            "SVF: This object should have only one of the following fields: [Next, End] at /States/Y/ItemProcessor/States/A",
        ],
    );
    check(
        &json!({"StartAt": "X", "QueryLanguage": "JSONata", "States": {"X": {"Type": "Pass", "QueryLanguage": "JSONPath", "End": true}}}),
        &[
            "SVF: the query language JSONata is not supported yet at /QueryLanguage (ours)",
            "SVF: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/X",
        ],
    );
    check_states([
        (
            json!({"Type": "Pass", "QueryLanguage": "JSONata", "Output": 1, "End": true}),
            &["SVF: the query language JSONata is not supported yet at /States/X/QueryLanguage (ours)"],
        ),
        (
            json!({"Type": "Pass", "Output": 1, "Arguments": 1, "End": true}),
            &[
                "SVF: Field 'Arguments' is not supported at /States/X",
                "SVF: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/X",
            ],
        ),
    ]);
}

#[test]
fn variables() {
    check_states([
        (
            json!({"Type": "Pass", "Assign": {"a": 1}, "InputPath": "$b.c", "Parameters": {"d.$": "$e"}, "End": true}),
            &[
                "SVF: assigning variables is not supported yet at /States/X/Assign (ours)",
                "SVF: the variable `$e` in the field 'd.$' is not supported yet at /States/X/Parameters (ours)",
                "SVF: the variable `$b` is not supported yet at /States/X/InputPath (ours)",
            ],
        ),
        (
            json!({"Type": "Choice", "Choices": [{"Variable": "$a", "StringEqualsPath": "$b", "Next": "Y", "Assign": {}}]}),
            &[
                "SVF: assigning variables is not supported yet at /States/X/Choices[0]/Assign (ours)",
                "SVF: the variable `$a` is not supported yet at /States/X/Choices[0]/Variable (ours)",
                "SVF: the variable `$b` is not supported yet at /States/X/Choices[0]/StringEqualsPath (ours)",
            ],
        ),
    ]);
}

#[test]
fn intrinsic_functions() {
    check_states([
        (
            json!({"Type": "Pass", "Parameters": {"a": [{"b.$": "States.Format('{}', States.UUID())"}]}, "End": true}),
            &[
                "SVF: the intrinsic function `States.Format` in the field 'b.$' is not supported yet at /States/X/Parameters (ours)",
            ],
        ),
        (
            json!({"Type": "Fail", "ErrorPath": "States.Format('{}', $.a)"}),
            &[
                "SVF: the intrinsic function `States.Format` is not supported yet at /States/X/ErrorPath (ours)",
            ],
        ),
    ]);
}

fn distributed() -> Value {
    let config = json!({"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"});
    let inner = json!({"ProcessorConfig": config, "StartAt": "A", "States": {"A": {"Type": "Succeed"}}});
    around(json!({"Type": "Map", "ItemProcessor": inner, "Label": "l", "ItemReader": {}, "End": true}))
}

#[test]
fn distributed_map_and_activities() {
    let place = "/States/X/ItemProcessor/ProcessorConfig/Mode";
    let rest = [
        "SVF: 'ItemReader' (distributed Map) is not supported yet at /States/X/ItemReader (ours)",
        "SVF: 'Label' (distributed Map) is not supported yet at /States/X/Label (ours)",
    ];
    let standard = format!("SVF: the Map mode 'DISTRIBUTED' is not supported yet at {place} (ours)");
    check(&distributed(), &[&standard, rest[0], rest[1]]);
    let express = format!(
        "SVF: The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines at {place}"
    );
    check_as(MachineType::Express, &distributed(), &[&express, rest[0], rest[1]]);
    check_states([(
        json!({"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "End": true}),
        &["SVF: a task of an activity is not supported yet at /States/X/Resource (ours)"],
    )]);
}
