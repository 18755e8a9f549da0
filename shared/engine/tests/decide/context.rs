//! The context object as states see it.

use crate::transcript::check_outcome;
use crate::world::Act::{Fails, Submits};
use crate::world::{World, execution, one, program};

const EXECUTION: &str = r#""Execution":{"Id":"arn:aws:states:us-east-1:123456789012:execution:m:e","Input":{"i":1},"StartTime":"2026-01-02T03:04:05.678Z","Name":"e","RoleArn":"arn:aws:iam::123456789012:role/r","RedriveCount":0}"#;
const MACHINE: &str =
    r#""StateMachine":{"Id":"arn:aws:states:us-east-1:123456789012:stateMachine:m","Name":"m"}"#;

#[test]
fn whole_object_in_a_pass_state() {
    let expected = format!(
        r#"SUCCEEDED {{"c":{{{EXECUTION},{MACHINE},"State":{{"Name":"S","EnteredTime":"2026-01-02T03:04:05.678Z"}}}}}}"#
    );
    check_outcome(
        &one(r#""Type":"Pass","Parameters":{"c.$":"$$"}"#),
        r#"{"i":1}"#,
        World::default(),
        &expected,
    );
    let plain = expected.replace(r#"{"c":"#, "").replacen("}}}", "}}", 1);
    check_outcome(&one(r#""Type":"Pass","InputPath":"$$""#), r#"{"i":1}"#, World::default(), &plain);
}

#[test]
fn retry_count_and_token_of_a_task() {
    let definition = one(r#""Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters":{"FunctionName":"f","Payload":{"t.$":"$$.Task.Token","n.$":"$$.State.RetryCount","e.$":"$$.State.EnteredTime"}},
        "Retry":[{"ErrorEquals":["A"]},{"ErrorEquals":["B"]}]"#);
    let mut world = World::answering(&[
        ("S", &[(0, Fails("A", ""))]),
        ("S", &[(0, Fails("B", ""))]),
        ("S", &[(0, Submits("{}"))]),
    ]);
    world.run(&program(&definition), execution("{}"));
    let payloads: Vec<String> = world
        .history
        .iter()
        .filter_map(|event| match &event.detail {
            stepwell_engine::history::Detail::TaskScheduled { parameters, .. } => {
                Some(parameters.value().unwrap()["Payload"].to_string())
            }
            _ => None,
        })
        .collect();
    let entered = "2026-01-02T03:04:05.678Z";
    let expected = [(3, 0), (6, 1), (9, 2)]
        .map(|(stamp, n)| format!(r#"{{"t":"token-{stamp}","n":{n},"e":"{entered}"}}"#));
    assert_eq!(payloads, expected);
}

#[test]
fn items_of_nested_maps() {
    let inner = r#"{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}"#;
    let outer = format!(
        r#"{{"StartAt":"A","States":{{
        "A":{{"Type":"Pass","Parameters":{{"v.$":"$$.Map.Item.Value","i.$":"$$.Map.Item.Index"}},"Next":"M"}},
        "M":{{"Type":"Map","ItemsPath":"$$.Map.Item.Value","ItemSelector":{{"o.$":"$.i","v.$":"$$.Map.Item.Value","i.$":"$$.Map.Item.Index"}},
            "ItemProcessor":{inner},"Next":"Z"}},
        "Z":{{"Type":"Pass","Parameters":{{"m.$":"$","i.$":"$$.Map.Item.Index"}},"End":true}}}}}}"#
    );
    let definition = one(&format!(r#""Type":"Map","ItemProcessor":{outer}"#));
    let expected = r#"SUCCEEDED [{"m":[{"o":0,"v":"a","i":0}],"i":0},{"m":[{"o":1,"v":"b","i":0},{"o":1,"v":"c","i":1}],"i":1}]"#;
    check_outcome(&definition, r#"[["a"],["b","c"]]"#, World::default(), expected);
}

#[test]
fn no_item_outside_a_map() {
    let text = "FAILED States.Runtime: An error occurred while executing the state 'S' (entered at the event id #2). \
        The JSONPath '$$.Map.Item.Value' specified for the field 'v.$' could not be found in the input '{}'";
    check_outcome(
        &one(r#""Type":"Pass","Parameters":{"v.$":"$$.Map.Item.Value"}"#),
        "{}",
        World::default(),
        text,
    );
}
