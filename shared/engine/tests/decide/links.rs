//! Which event points to which: single states, one after the other.

use stepwell_engine::Event;

use crate::transcript::check_history;
use crate::world::Act::{Fails, FailsBare, Gives, Submits};
use crate::world::{Reply, World, one};

const FUNCTION: &str = r#""Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f""#;
const INVOKE: &str =
    r#""Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"}"#;
const CALLBACK: &str = r#""Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","Parameters":{"FunctionName":"f","Payload":{"t.$":"$$.Task.Token"}}"#;

#[test]
fn states_one_after_the_other() {
    let definition = r#"{"StartAt":"P","States":{
        "P":{"Type":"Pass","Next":"C"},
        "C":{"Type":"Choice","Choices":[{"Variable":"$.a","IsPresent":true,"Next":"W"}],"Default":"F"},
        "W":{"Type":"Wait","Seconds":5,"Next":"S"},
        "S":{"Type":"Succeed"},
        "F":{"Type":"Fail","Error":"E"}}}"#;
    let expected = "
        1<0 ExecutionStarted
        2<0 PassStateEntered P
        3<2 PassStateExited P
        4<3 ChoiceStateEntered C
        5<4 ChoiceStateExited C
        6<5 WaitStateEntered W
        7<6 WaitStateExited W
        8<7 SucceedStateEntered S
        9<8 SucceedStateExited S
        10<9 ExecutionSucceeded";
    check_history(definition, r#"{"a":1}"#, World::default(), expected);
    let expected = "
        1<0 ExecutionStarted
        2<0 PassStateEntered P
        3<2 PassStateExited P
        4<3 ChoiceStateEntered C
        5<4 ChoiceStateExited C
        6<5 FailStateEntered F
        7<6 ExecutionFailed E";
    check_history(definition, "{}", World::default(), expected);
}

/// What stands between the entered event 2 of a task `S` and the end, for each way it can go.
#[test]
fn task_patterns() {
    let cases: [(&str, Reply, &str); 11] = [
        (
            FUNCTION,
            &[(0, Gives("1"))],
            "3<2 LambdaFunctionScheduled
            4<3 LambdaFunctionStarted
            5<4 LambdaFunctionSucceeded
            6<5 TaskStateExited S
            7<6 ExecutionSucceeded",
        ),
        (
            FUNCTION,
            &[(0, Fails("E", "c"))],
            "3<2 LambdaFunctionScheduled
            4<3 LambdaFunctionStarted
            5<4 LambdaFunctionFailed E
            6<5 ExecutionFailed E",
        ),
        (
            INVOKE,
            &[(0, Gives("1"))],
            "3<2 TaskScheduled
            4<3 TaskStarted
            5<4 TaskSucceeded
            6<5 TaskStateExited S
            7<6 ExecutionSucceeded",
        ),
        (
            INVOKE,
            &[(0, Fails("E", "c"))],
            "3<2 TaskScheduled
            4<3 TaskStarted
            5<4 TaskFailed E
            6<5 ExecutionFailed E",
        ),
        // A request-response call has no submitted event: the fact is ignored.
        (
            INVOKE,
            &[(0, Submits("{}")), (1, Gives("1"))],
            "3<2 TaskScheduled
            4<3 TaskStarted
            5<4 TaskSucceeded
            6<5 TaskStateExited S
            7<6 ExecutionSucceeded",
        ),
        (
            CALLBACK,
            &[(0, Submits("{}")), (9, Gives("1"))],
            "3<2 TaskScheduled
            4<3 TaskStarted
            5<4 TaskSubmitted
            6<5 TaskSucceeded
            7<6 TaskStateExited S
            8<7 ExecutionSucceeded",
        ),
        // The callback may come before the answer of the call, which is stale then.
        (
            CALLBACK,
            &[(0, Gives("1")), (1, Submits("{}"))],
            "3<2 TaskScheduled
            4<3 TaskStarted
            5<4 TaskSucceeded
            6<5 TaskStateExited S
            7<6 ExecutionSucceeded",
        ),
        (
            CALLBACK,
            &[(0, Submits("{}")), (1, FailsBare)],
            "3<2 TaskScheduled
            4<3 TaskStarted
            5<4 TaskSubmitted
            6<5 TaskFailed
            7<6 ExecutionFailed",
        ),
        // Twice submitted is submitted once.
        (
            CALLBACK,
            &[(0, Submits("{}")), (1, Submits("[]")), (9, Gives("1"))],
            "3<2 TaskScheduled
            4<3 TaskStarted
            5<4 TaskSubmitted
            6<5 TaskSucceeded
            7<6 TaskStateExited S
            8<7 ExecutionSucceeded",
        ),
        (
            r#""Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","TimeoutSeconds":9"#,
            &[],
            "3<2 LambdaFunctionScheduled
            4<3 LambdaFunctionStarted
            5<4 LambdaFunctionTimedOut States.Timeout
            6<5 ExecutionFailed States.Timeout",
        ),
        (
            r#""Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","Parameters":{"FunctionName":"f","Payload":{"t.$":"$$.Task.Token"}},"HeartbeatSeconds":5"#,
            &[(0, Submits("{}"))],
            "3<2 TaskScheduled
            4<3 TaskStarted
            5<4 TaskSubmitted
            6<5 TaskTimedOut States.Timeout
            7<6 ExecutionFailed States.Timeout",
        ),
    ];
    for (fields, reply, expected) in cases {
        let world = World::answering(&[("S", reply)]);
        let expected = format!("1<0 ExecutionStarted\n2<0 TaskStateEntered S\n{expected}");
        check_history(&one(fields), "{}", world, &expected);
    }
}

#[test]
fn started_events_of_calls_that_others_make() {
    let mut world = World::answering(&[("S", &[(3, Gives("1"))])]);
    world.starts_calls = false;
    let expected = "
        1<0 ExecutionStarted
        2<0 TaskStateEntered S
        3<2 LambdaFunctionScheduled
        4<3 LambdaFunctionStarted
        5<4 LambdaFunctionSucceeded
        6<5 TaskStateExited S
        7<6 ExecutionSucceeded";
    let (world, _) = check_history(&one(FUNCTION), "{}", world, expected);
    let times: Vec<u64> = world.history.iter().map(|event| event.at_ms - world.history[0].at_ms).collect();
    assert_eq!(times, [0, 0, 0, 3, 3, 3, 3]);
}

#[test]
fn failures_of_fields() {
    let cases = [
        (r#""Type":"Pass","InputPath":"$.x""#.to_owned(), "2<0 PassStateEntered S
            3<2 ExecutionFailed States.Runtime"),
        (format!(r#"{FUNCTION},"OutputPath":"$.x""#), "2<0 TaskStateEntered S
            3<2 LambdaFunctionScheduled
            4<3 LambdaFunctionStarted
            5<4 LambdaFunctionSucceeded
            6<5 ExecutionFailed States.Runtime"),
        // What cannot be scheduled makes no event of the task; nothing catches it.
        (format!(r#"{FUNCTION},"Parameters":{{"x.$":"$.x"}},"Catch":[{{"ErrorEquals":["States.ALL"],"Next":"S"}}]"#), "2<0 TaskStateEntered S
            3<2 ExecutionFailed States.Runtime"),
        (r#""Type":"Map","ItemsPath":"$.n","MaxConcurrencyPath":"$.c","ItemProcessor":{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}"#.to_owned(), "2<0 MapStateEntered S
            3<2 ExecutionFailed States.Runtime"),
        (r#""Type":"Map","ItemsPath":"$.n","ItemSelector":{"x.$":"$.x"},"ItemProcessor":{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}"#.to_owned(), "2<0 MapStateEntered S
            3<2 MapStateStarted 1
            4<3 ExecutionFailed States.Runtime"),
    ];
    for (fields, expected) in cases {
        let world = World::answering(&[("S", &[(0, Gives("1"))])]);
        let expected = format!("1<0 ExecutionStarted\n{expected}");
        check_history(&one(&fields), r#"{"n":[0],"c":1.5}"#, world, &expected);
    }
}

#[test]
fn stops() {
    let stop = || Event::StopRequested { error: Some("E".to_owned()), cause: None };
    let expected = "
        1<0 ExecutionStarted
        2<0 WaitStateEntered S
        3<0 ExecutionAborted E";
    check_history(&one(r#""Type":"Wait","Seconds":5"#), "{}", World::default().at(1, stop()), expected);
    let expected = "
        1<0 ExecutionStarted
        2<0 TaskStateEntered S
        3<2 LambdaFunctionScheduled
        4<3 LambdaFunctionStarted
        5<0 ExecutionAborted E";
    check_history(&one(FUNCTION), "{}", World::default().at(1, stop()), expected);
}
