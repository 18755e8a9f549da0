//! Limits: bytes of payloads, events of a history, work of one decision.

use serde_json::json;
use stepwell_engine::history::Detail;
use stepwell_engine::{Event, Payload};

use crate::transcript::{check_history, check_outcome, outcome};
use crate::world::Act::{Gives, Submits};
use crate::world::{World, execution, one, program};

const FUNCTION: &str = r#""Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f""#;
const LOOP: &str = r#"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Choice","Choices":[{"Variable":"$.end","IsPresent":true,"Next":"C"}],"Default":"A"},"C":{"Type":"Succeed"}}}"#;

fn small() -> World {
    let mut world =
        World::answering(&[("S", &[(0, Gives(r#""0123456789""#))]), ("T", &[(0, Gives("12345678"))])]);
    world.limits.payload_bytes_max = 10;
    world
}

#[test]
fn payloads_too_large() {
    let text = |who: &str| {
        format!(
            "FAILED States.DataLimitExceeded: The state/task '{who}' returned a result with a size exceeding the maximum number of bytes service limit."
        )
    };
    let caught = format!(
        r#"{{"StartAt":"S","States":{{"S":{{{FUNCTION},"End":true,"Catch":[{{"ErrorEquals":["States.DataLimitExceeded"],"ResultPath":null,"Next":"N"}}]}},"N":{{"Type":"Succeed"}}}}}}"#
    );
    let branch = r#"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}"#;
    let cases = [
        (one(r#""Type":"Pass","Result":"0123456789""#), text("S")),
        (one(r#""Type":"Pass","Parameters":{"a":"01234567"}"#), text("S")),
        (one(r#""Type":"Pass","Result":"01234567""#), r#"SUCCEEDED "01234567""#.to_owned()),
        (one(FUNCTION), text("arn:aws:lambda:us-east-1:123456789012:function:f")),
        (
            one(
                r#""Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"}"#,
            ),
            text("S"),
        ),
        (caught, "SUCCEEDED {}".to_owned()),
        (one(&format!(r#""Type":"Parallel","Branches":[{branch}]"#)), "SUCCEEDED [12345678]".to_owned()),
        (
            one(&format!(
                r#""Type":"Parallel","Branches":[{branch},{{"StartAt":"P","States":{{"P":{{"Type":"Pass","Result":1,"End":true}}}}}}]"#
            )),
            text("S"),
        ),
        (one(r#""Type":"Succeed","OutputPath":"$$.Execution.Id""#), text("S")),
    ];
    for (definition, expected) in cases {
        check_outcome(&definition, "{}", small(), &expected);
    }
}

#[test]
fn events_of_payloads_too_large() {
    let expected = "
        1<0 ExecutionStarted
        2<0 PassStateEntered S
        3<2 ExecutionFailed States.DataLimitExceeded";
    check_history(&one(r#""Type":"Pass","Result":"0123456789""#), "{}", small(), expected);
    let expected = "
        1<0 ExecutionStarted
        2<0 TaskStateEntered S
        3<2 LambdaFunctionScheduled
        4<3 LambdaFunctionStarted
        5<4 LambdaFunctionFailed States.DataLimitExceeded
        6<5 ExecutionFailed States.DataLimitExceeded";
    check_history(&one(FUNCTION), "{}", small(), expected);
    let asks = r#""Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","Parameters":{"FunctionName":"f","Payload":{"t.$":"$$.Task.Token"}}"#;
    let mut world = World::answering(&[("S", &[(0, Submits(r#""0123456789""#))])]);
    world.limits.payload_bytes_max = 10;
    check_outcome(
        &one(asks),
        "{}",
        world,
        "FAILED States.DataLimitExceeded: The state/task 'S' returned a result with a size exceeding the maximum number of bytes service limit.",
    );
}

#[test]
fn items_that_cannot_be_selected_leave_nothing_behind() {
    let definition = format!(
        r#"{{"StartAt":"S","States":{{"S":{{"Type":"Map","ItemSelector":{{"v.$":"$$.Map.Item.Value"}},"End":true,
        "ItemProcessor":{{"StartAt":"T","States":{{"T":{{{},"End":true}}}}}},
        "Catch":[{{"ErrorEquals":["States.ALL"],"ResultPath":null,"Next":"N"}}]}},"N":{{"Type":"Wait","Seconds":9,"End":true}}}}}}"#,
        FUNCTION
    );
    let mut world = small();
    world.limits.payload_bytes_max = 20;
    let expected = "
        1<0 ExecutionStarted
        2<0 MapStateEntered S
        3<2 MapStateStarted 2
        4<3 MapIterationStarted 0
        5<3 MapIterationAborted 0
        6<3 MapStateExited S
        7<6 WaitStateEntered N
        8<7 WaitStateExited N
        9<8 ExecutionSucceeded";
    let (_, ended) = check_history(&definition, r#"[1,"0123456789012"]"#, world, expected);
    assert!(ended.frames.is_empty());
}

#[test]
fn full_history() {
    let mut world = World::default();
    let ended = world.run(&program(LOOP), execution("{}"));
    assert_eq!(
        outcome(&ended),
        "FAILED States.Runtime: The execution reached the maximum number of history events (25000)."
    );
    let last = world.history.last().unwrap();
    assert_eq!((world.history.len(), last.id, last.previous), (25_000, 25_000, 24_999));
    assert!(matches!(last.detail, Detail::ExecutionFailed(_)));
}

#[test]
fn an_endless_loop_can_be_stopped_and_never_outruns_its_budget() {
    let program = program(LOOP);
    let mut world = World::default();
    world.limits.history_events_max = u64::MAX;
    let mut execution = world.step(&program, &execution("{}"), vec![Event::Started]);
    let budget = world.limits.steps_per_decision_max;
    while execution.last_event < 2_000_000 {
        world.history.clear();
        world.decided.clear();
        execution = world.step(&program, &execution, vec![Event::Continued]);
        let entered =
            world.history.iter().filter(|event| matches!(event.detail, Detail::StateEntered { .. }));
        assert!(entered.count() <= budget);
    }
    world.history.clear();
    let stopped = world.step(&program, &execution, vec![Event::StopRequested { error: None, cause: None }]);
    assert_eq!((outcome(&stopped).as_str(), world.history.len()), ("ABORTED -: -", 1));
}

#[test]
fn bytes_end_a_decision_too() {
    let definition = LOOP.replacen(r#""Pass""#, r#""Pass","Result":"0123456789","ResultPath":"$.r""#, 1);
    let mut world = World::default();
    world.limits.bytes_per_decision_max = 1_000;
    let execution = world.step(&program(&definition), &execution("{}"), vec![Event::Started]);
    assert!(execution.is_runnable());
    assert!(world.history.len() < 250, "{}", world.history.len());
}

#[test]
fn a_result_that_could_not_be_read_back_fails_its_task() {
    for (levels, expected) in [(127, "SUCCEEDED [["), (128, "FAILED States.DataLimitExceeded: ")] {
        let value = (0..levels).fold(json!(1), |inner, _| json!([inner]));
        let output = Payload::from_value(value);
        let mut world = World::default().at(5, Event::TaskSucceeded { stamp: 3, output: output.clone() });
        let ended = world.run(&program(&one(FUNCTION)), execution("{}"));
        assert!(outcome(&ended).starts_with(expected), "{levels}: {}", outcome(&ended));
        let kept = Payload::from_text(output.text().unwrap());
        assert_eq!(kept.value().unwrap() == output.value().unwrap(), levels == 127, "{levels}");
    }
}
