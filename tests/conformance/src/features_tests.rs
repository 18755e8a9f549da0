//! What definitions and requests use.

use serde_json::json;

use super::expression::{intrinsics, is_variable};
use super::*;

fn features(action: &str, request: Value) -> Vec<String> {
    let case = json!({"name": "n", "area": "a", "kind": "plain", "recorded": "2024-01-01", "seconds": 1,
        "steps": [{"action": action, "request": request}]});
    let case: Case = serde_json::from_value(case).unwrap();
    used(&case).iter().map(Feature::to_string).collect()
}

fn of_state(state: Value) -> Vec<String> {
    let definition = json!({"StartAt": "A", "States": {"A": state}});
    let mut found = features("CreateStateMachine", json!({"definition": {"$json": definition}}));
    found.retain(|feature| feature != "action CreateStateMachine");
    found
}

#[test]
fn states() {
    let table: [(Value, &[&str]); 12] = [
        (json!({"Type": "Pass"}), &["state type Pass"]),
        (
            json!({"Type": "Pass", "Result": {"a.$": "States.UUID()", "QueryLanguage": "JSONata"}}),
            &["state type Pass"],
        ),
        (json!({"QueryLanguage": "JSONata"}), &["JSONata"]),
        (json!({"Parameters": {"a": {"b.$": "$x.y"}, "c": "$z"}}), &["variables"]),
        (json!({"Parameters": {"c": "$z", "d.$": "$$.Execution.Id", "e.$": "$"}}), &[]),
        (
            json!({"Parameters": {"a.$": "States.Format('States.UUID() {}', States.Hash($v, 'MD5'))"}}),
            &["intrinsic function States.Format", "intrinsic function States.Hash", "variables"],
        ),
        (
            json!({"Choices": [{"Not": {"And": [{"Variable": "$v", "StringEqualsPath": "$"}]}}]}),
            &["variables"],
        ),
        (json!({"Choices": [{"Variable": "$.a", "NumericEqualsPath": "$v"}]}), &["variables"]),
        (json!({"Catch": [{"Assign": {}}], "Retry": []}), &["variables", "Retry", "Catch"]),
        (
            json!({"ItemReader": {"Resource": "arn:aws:states:::s3:getObject"}, "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED"}, "States": {"B": {"Type": "Succeed"}}}}),
            &["state type Succeed", "distributed Map", "ItemReader"],
        ),
        (
            json!({"Branches": [{"States": {"B": {"Resource": "arn:aws:states:::sqs:sendMessage"}}}]}),
            &["resource sqs:sendMessage"],
        ),
        (json!({"Resource": "<<activityArn.1>>", "Credentials": {}}), &["activities", "Credentials"]),
    ];
    for (state, expected) in table {
        assert_eq!(of_state(state.clone()), expected, "{state}");
    }
}

#[test]
fn requests() {
    let table: [(&str, Value, &[&str]); 7] = [
        (
            "CreateStateMachine",
            json!({"type": "EXPRESS", "publish": false}),
            &["action CreateStateMachine", "type EXPRESS"],
        ),
        (
            "CreateStateMachine",
            json!({"publish": true, "tags": []}),
            &["action CreateStateMachine", "versions", "tags"],
        ),
        (
            "CreateStateMachine",
            json!({"definition": "{\"QueryLanguage\":\"JSONata\",\"States\":{}}"}),
            &["action CreateStateMachine", "JSONata"],
        ),
        ("CreateStateMachine", json!({"definition": "{"}), &["action CreateStateMachine"]),
        ("ListStateMachineAliases", json!({}), &["action ListStateMachineAliases", "aliases"]),
        (
            "TestState",
            json!({"input": "{}", "mock": {}, "variables": "{}"}),
            &[
                "action TestState",
                "request member TestState.mock",
                "request member TestState.variables",
                "variables",
            ],
        ),
        (
            "UpdateStateMachine",
            json!({"loggingConfiguration": {}, "tracingConfiguration": {}}),
            &["action UpdateStateMachine", "loggingConfiguration", "tracingConfiguration"],
        ),
    ];
    for (action, request, expected) in table {
        assert_eq!(features(action, request.clone()), expected, "{action} {request}");
    }
}

#[test]
fn paths_and_calls() {
    for (path, variable) in
        [("$", false), ("$.a", false), ("$$.a", false), ("$[0]", false), ("$a", true), ("$_a.b", true)]
    {
        assert_eq!(is_variable(path), variable, "{path}");
    }
    let table: [(&str, &[&str], bool); 4] = [
        ("States.UUID()", &["States.UUID"], false),
        ("States.Array(States.UUID(), $a)", &["States.Array", "States.UUID"], true),
        (r"States.Format('it\'s $a (States.UUID()) {}', $.b)", &["States.Format"], false),
        ("$.a", &[], false),
    ];
    for (text, names, variable) in table {
        assert_eq!(
            intrinsics(text),
            (names.iter().map(|name| (*name).to_owned()).collect(), variable),
            "{text}"
        );
    }
}
