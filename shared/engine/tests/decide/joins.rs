//! Parallel and inline Map: order and links of their events, failures, retries, windows, nesting.

use stepwell_engine::Event;

use crate::transcript::{check_history, check_outcome};
use crate::world::Act::{Fails, Gives};
use crate::world::{STARTED_MS, World, execution, one, program};

const PASS: &str = r#"{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}"#;
const FAIL: &str = r#"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}}"#;
const WAIT: &str = r#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"End":true}}}"#;
const TASK: &str = r#"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"TimeoutSeconds":5,"End":true}}}"#;

#[test]
fn parallel() {
    let expected = "
        1<0 ExecutionStarted
        2<0 ParallelStateEntered S
        3<2 ParallelStateStarted
        4<3 WaitStateEntered W
        5<3 PassStateEntered B
        6<5 PassStateExited B
        7<4 WaitStateExited W
        8<7 ParallelStateSucceeded
        9<7 ParallelStateExited S
        10<9 ExecutionSucceeded";
    check_history(
        &one(&format!(r#""Type":"Parallel","Branches":[{WAIT},{PASS}]"#)),
        "{}",
        World::default(),
        expected,
    );
}

#[test]
fn parallel_fails() {
    let siblings = one(&format!(r#""Type":"Parallel","Branches":[{WAIT},{FAIL},{TASK},{PASS}]"#));
    let expected = "
        1<0 ExecutionStarted
        2<0 ParallelStateEntered S
        3<2 ParallelStateStarted
        4<3 WaitStateEntered W
        5<3 FailStateEntered F
        6<5 WaitStateAborted
        7<5 ParallelStateFailed
        8<7 ExecutionFailed E";
    check_history(&siblings, "{}", World::default(), expected);
    let caught = format!(
        r#"{{"StartAt":"S","States":{{"S":{{"Type":"Parallel","Branches":[{TASK}],"End":true,
        "Catch":[{{"ErrorEquals":["States.BranchFailed"],"ResultPath":"$.e","Next":"N"}}]}},"N":{{"Type":"Succeed"}}}}}}"#
    );
    let expected = "
        1<0 ExecutionStarted
        2<0 ParallelStateEntered S
        3<2 ParallelStateStarted
        4<3 TaskStateEntered T
        5<4 TaskScheduled
        6<5 TaskStarted
        7<6 TaskFailed E
        8<7 TaskStateAborted
        9<7 ParallelStateFailed
        10<9 ParallelStateExited S
        11<10 SucceedStateEntered N
        12<11 SucceedStateExited N
        13<12 ExecutionSucceeded";
    let world = || World::answering(&[("T", &[(0, Fails("E", "c"))])]);
    check_history(&caught, "{}", world(), expected);
    check_outcome(&caught, r#"{"a":1}"#, world(), r#"SUCCEEDED {"a":1,"e":{"Error":"E","Cause":"c"}}"#);
}

#[test]
fn only_a_branch_of_a_parallel_state_is_a_branch() {
    let caught = |state: &str| {
        format!(
            r#"{{"StartAt":"S","States":{{"S":{{{state},"End":true,
            "Catch":[{{"ErrorEquals":["States.BranchFailed"],"Next":"N"}}]}},"N":{{"Type":"Succeed"}}}}}}"#
        )
    };
    let check =
        |state: &str, expected: &str| check_outcome(&caught(state), "[1]", World::default(), expected);
    check(&format!(r#""Type":"Parallel","Branches":[{FAIL}]"#), r#"SUCCEEDED {"Error":"E","Cause":""}"#);
    check(&format!(r#""Type":"Map","ItemProcessor":{FAIL}"#), "FAILED E: -");
    // The state itself fails: its result is too large.
    let branches = format!(r#""Type":"Parallel","Branches":[{PASS}]"#);
    let mut world = World::default();
    world.limits.payload_bytes_max = 4;
    check_outcome(
        &caught(&branches),
        "[1]",
        world,
        "FAILED States.DataLimitExceeded: The state/task 'S' returned a result with a size exceeding the maximum number of bytes service limit.",
    );
}

#[test]
fn parallel_retries() {
    let retry = r#""Retry":[{"ErrorEquals":["E"],"MaxAttempts":1}]"#;
    let expected = "
        1<0 ExecutionStarted
        2<0 ParallelStateEntered S
        3<2 ParallelStateStarted
        4<3 TaskStateEntered T
        5<4 TaskScheduled
        6<5 TaskStarted
        7<6 TaskFailed E
        8<7 TaskStateAborted
        9<7 ParallelStateStarted
        10<9 TaskStateEntered T
        11<10 TaskScheduled
        12<11 TaskStarted
        13<12 TaskSucceeded
        14<13 TaskStateExited T
        15<14 ParallelStateSucceeded
        16<14 ParallelStateExited S
        17<16 ExecutionSucceeded";
    let world = World::answering(&[("T", &[(0, Fails("E", "c"))]), ("T", &[(0, Gives("1"))])]);
    check_history(&one(&format!(r#""Type":"Parallel",{retry},"Branches":[{TASK}]"#)), "{}", world, expected);
    let expected = "
        1<0 ExecutionStarted
        2<0 ParallelStateEntered S
        3<2 ParallelStateStarted
        4<3 FailStateEntered F
        5<4 ParallelStateStarted
        6<5 FailStateEntered F
        7<6 ParallelStateFailed
        8<7 ExecutionFailed E";
    check_history(
        &one(&format!(r#""Type":"Parallel",{retry},"Branches":[{FAIL}]"#)),
        "{}",
        World::default(),
        expected,
    );
}

#[test]
fn map_one_at_a_time() {
    let map = one(&format!(r#""Type":"Map","MaxConcurrency":1,"ItemProcessor":{PASS}"#));
    let expected = "
        1<0 ExecutionStarted
        2<0 MapStateEntered S
        3<2 MapStateStarted 2
        4<3 MapIterationStarted 0
        5<4 PassStateEntered B
        6<5 PassStateExited B
        7<6 MapIterationSucceeded 0
        8<6 MapIterationStarted 1
        9<8 PassStateEntered B
        10<9 PassStateExited B
        11<10 MapIterationSucceeded 1
        12<11 MapStateSucceeded
        13<11 MapStateExited S
        14<13 ExecutionSucceeded";
    check_history(&map, "[1,2]", World::default(), expected);
    let expected = "
        1<0 ExecutionStarted
        2<0 MapStateEntered S
        3<2 MapStateStarted 0
        4<3 MapStateSucceeded
        5<3 MapStateExited S
        6<5 ExecutionSucceeded";
    check_history(&map, "[]", World::default(), expected);
}

#[test]
fn map_without_limit() {
    let expected = "
        1<0 ExecutionStarted
        2<0 MapStateEntered S
        3<2 MapStateStarted 2
        4<3 MapIterationStarted 0
        5<3 MapIterationStarted 1
        6<4 PassStateEntered B
        7<6 PassStateExited B
        8<7 MapIterationSucceeded 0
        9<5 PassStateEntered B
        10<9 PassStateExited B
        11<10 MapIterationSucceeded 1
        12<11 MapStateSucceeded
        13<11 MapStateExited S
        14<13 ExecutionSucceeded";
    check_history(
        &one(&format!(r#""Type":"Map","ItemProcessor":{PASS}"#)),
        "[1,2]",
        World::default(),
        expected,
    );
}

#[test]
fn map_fails() {
    let expected = "
        1<0 ExecutionStarted
        2<0 MapStateEntered S
        3<2 MapStateStarted 2
        4<3 MapIterationStarted 0
        5<3 MapIterationStarted 1
        6<4 TaskStateEntered T
        7<6 TaskScheduled
        8<7 TaskStarted
        9<5 TaskStateEntered T
        10<9 TaskScheduled
        11<10 TaskStarted
        12<8 TaskTimedOut States.Timeout
        13<11 TaskTimedOut States.Timeout
        14<12 MapIterationFailed 0
        15<12 TaskStateAborted
        16<12 MapIterationAborted 1
        17<12 TaskStateAborted
        18<12 MapStateFailed
        19<18 ExecutionFailed States.Timeout";
    check_history(
        &one(&format!(r#""Type":"Map","ItemProcessor":{TASK}"#)),
        "[1,2]",
        World::default(),
        expected,
    );
    let expected = "
        1<0 ExecutionStarted
        2<0 MapStateEntered S
        3<2 MapStateStarted 1
        4<3 MapIterationStarted 0
        5<4 FailStateEntered F
        6<5 MapIterationFailed 0
        7<5 MapStateStarted 1
        8<7 MapIterationStarted 0
        9<8 FailStateEntered F
        10<9 MapIterationFailed 0
        11<9 MapStateFailed
        12<11 ExecutionFailed E";
    let retry = r#""Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}]"#;
    check_history(
        &one(&format!(r#""Type":"Map",{retry},"ItemProcessor":{FAIL}"#)),
        "[1]",
        World::default(),
        expected,
    );
}

#[test]
fn window() {
    let fields = format!(r#""Type":"Map","MaxConcurrency":2,"ItemProcessor":{TASK}"#);
    let world = World::answering(&[
        ("T", &[(30, Gives("0"))]),
        ("T", &[(10, Gives("1"))]),
        ("T", &[(10, Gives("2"))]),
    ]);
    let expected = "
        1<0 ExecutionStarted
        2<0 MapStateEntered S
        3<2 MapStateStarted 3
        4<3 MapIterationStarted 0
        5<3 MapIterationStarted 1
        6<4 TaskStateEntered T
        7<6 TaskScheduled
        8<7 TaskStarted
        9<5 TaskStateEntered T
        10<9 TaskScheduled
        11<10 TaskStarted
        12<11 TaskSucceeded
        13<12 TaskStateExited T
        14<13 MapIterationSucceeded 1
        15<13 MapIterationStarted 2
        16<15 TaskStateEntered T
        17<16 TaskScheduled
        18<17 TaskStarted
        19<18 TaskSucceeded
        20<19 TaskStateExited T
        21<20 MapIterationSucceeded 2
        22<8 TaskSucceeded
        23<22 TaskStateExited T
        24<23 MapIterationSucceeded 0
        25<24 MapStateSucceeded
        26<24 MapStateExited S
        27<26 ExecutionSucceeded";
    let (_, ended) = check_history(&one(&fields), "[0,1,2]", world, expected);
    assert_eq!(crate::transcript::outcome(&ended), "SUCCEEDED [0,1,2]");
}

#[test]
fn parallel_in_map_in_map() {
    let inner = format!(
        r#""Type":"Parallel","Branches":[{PASS},{{"StartAt":"I","States":{{"I":{{"Type":"Pass","Parameters":{{"v.$":"$$.Map.Item.Value","i.$":"$$.Map.Item.Index"}},"End":true}}}}}}]"#
    );
    let middle = format!(r#"{{"StartAt":"P","States":{{"P":{{{inner},"End":true}}}}}}"#);
    let outer = format!(
        r#"{{"StartAt":"M","States":{{"M":{{"Type":"Map","ItemsPath":"$$.Map.Item.Value","ItemProcessor":{middle},"End":true}}}}}}"#
    );
    let expected = r#"SUCCEEDED [[[1,{"v":1,"i":0}],[2,{"v":2,"i":1}]],[[3,{"v":3,"i":0}]]]"#;
    check_outcome(
        &one(&format!(r#""Type":"Map","ItemProcessor":{outer}"#)),
        "[[1,2],[3]]",
        World::default(),
        expected,
    );
}

#[test]
fn no_more_than_forty_at_a_time() {
    for (wanted, at_a_time) in [("0", 40), ("39", 39), ("1000", 40)] {
        let fields = format!(r#""Type":"Map","MaxConcurrency":{wanted},"ItemProcessor":{WAIT}"#);
        let items = serde_json::json!(vec![0; 100]).to_string();
        let mut world = World::default();
        let started = world.step(&program(&one(&fields)), &execution(&items), vec![Event::Started]);
        assert_eq!(started.frames.len(), at_a_time + 1);
        let ended = world.run(&program(&one(&fields)), execution(&items));
        assert_eq!((ended.status.name(), ended.last_ms - STARTED_MS), ("SUCCEEDED", 15_000));
    }
}
