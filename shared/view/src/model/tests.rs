//! Definitions and what is drawn of them.

use super::{EdgeKind, Workflow, resource, rules};
use serde_json::{Value, json};

#[test]
fn rules_become_short_labels() {
    for (rule, expected) in [
        (json!({"Variable": "$.x", "NumericGreaterThan": 3, "Next": "A"}), "$.x > 3"),
        (json!({"Variable": "$.x", "NumericLessThanEqualsPath": "$.y", "Next": "A"}), "$.x ≤ $.y"),
        (json!({"Variable": "$.s", "StringEquals": "a\"b", "Next": "A"}), r#"$.s = "a\"b""#),
        (json!({"Variable": "$.s", "StringMatches": "a*", "Next": "A"}), r#"$.s matches "a*""#),
        (json!({"Not": {"Variable": "$.x", "IsPresent": true}, "Next": "A"}), "not $.x is present"),
        (json!({"Variable": "$.x", "IsNull": false}), "$.x is not null"),
        (
            json!({"And": [{"Variable": "$.a", "BooleanEquals": true}, {"Or": [{"Variable": "$.b", "IsNull": true}, {"Variable": "$.c", "IsString": true}]}]}),
            "$.a = true and ($.b is null or $.c is string)",
        ),
        (json!({"Condition": "{% $states.input.x > 3 %}"}), "$states.input.x > 3"),
        (json!({"Condition": true}), "true"),
        (json!(7), ""),
    ] {
        assert_eq!(rules::label(&rule), expected, "{rule}");
    }
}

#[test]
fn resources_become_short_names() {
    for (arn, expected) in [
        ("arn:aws:states:::lambda:invoke", "lambda:invoke"),
        ("arn:aws:states:::aws-sdk:dynamodb:putItem", "aws-sdk:dynamodb:putItem"),
        ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "sqs:sendMessage.waitForTaskToken"),
        ("arn:aws:lambda:us-east-1:123456789012:function:work:live", "function work"),
        ("arn:aws:states:us-east-1:123456789012:activity:ask", "activity ask"),
        ("{% $f %}", "$f"),
    ] {
        assert_eq!(resource(arn), expected);
    }
}

#[test]
fn reads_edges_in_the_order_in_which_they_are_tried() {
    let flow = Workflow::from_definition(&json!({"StartAt": "C", "States": {
        "C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 1, "Next": "T"}], "Default": "F"},
        "T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "C",
              "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "F"}]},
        "F": {"Type": "Fail", "Error": "E", "Cause": "c"}}}));
    let edges: Vec<_> = flow.scope.states.iter().flat_map(|state| &state.edges).collect();
    let seen: Vec<_> = edges.iter().map(|edge| (edge.to.as_str(), edge.kind, edge.label.as_str())).collect();
    assert_eq!(
        seen,
        [
            ("T", EdgeKind::Choice, "$.n = 1"),
            ("F", EdgeKind::Default, "default"),
            ("C", EdgeKind::Next, ""),
            ("F", EdgeKind::Catch, "catch States.ALL"),
        ]
    );
    assert!(flow.scope.states[2].end);
    assert_eq!(flow.scope.states[2].error, Some(("E".to_owned(), Some("c".to_owned()))));
}

#[test]
fn draws_what_it_can_of_what_is_wrong() {
    for value in
        [json!(null), json!([]), json!({"States": []}), json!({"States": {"A": 1}}), json!({"StartAt": 4})]
    {
        assert_eq!(Workflow::from_definition(&value).scope.states.len(), 0, "{value}");
    }
    let odd = Workflow::from_definition(&json!({"States": {"A": {"Next": 3, "Choices": "x", "Catch": [1]}}}));
    assert_eq!(odd.scope.states[0].kind, "");
    assert_eq!(Workflow::from_text("{"), Workflow::default());
}

#[test]
fn nests_only_so_deep() {
    let mut value = json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}});
    for _ in 0..200 {
        value = json!({"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": [Value::take(&mut value)], "End": true}}});
    }
    assert_eq!(Workflow::from_definition(&value).states().len(), crate::limits::SCOPE_DEPTH_MAX + 1);
}
