//! Time: waits, time-outs, heartbeats, the life of an execution, clocks that go back.

use stepwell_engine::Event;

use crate::transcript::{check_history, outcome};
use crate::world::Act::{Beats, Gives, Starts};
use crate::world::{Reply, STARTED_MS, World, execution, one, program};

#[test]
fn waits_end_when_they_should() {
    let cases = [
        (r#""Seconds":5"#, "{}", 5_000),
        (r#""Seconds":0"#, "{}", 0),
        (r#""SecondsPath":"$.s""#, r#"{"s":7}"#, 7_000),
        (r#""Timestamp":"2026-01-02T03:04:06Z""#, "{}", 322),
        (r#""Timestamp":"2026-01-02T03:04:05Z""#, "{}", 0),
        (r#""TimestampPath":"$.t""#, r#"{"t":"2026-01-02T04:04:07.678+01:00"}"#, 2_000),
        (r#""SecondsPath":"$.s""#, r#"{"s":2147483647}"#, 31_536_000_000),
    ];
    for (field, input, after_ms) in cases {
        let mut world = World::default();
        let definition = one(&format!(r#""Type":"Wait",{field}"#));
        let ended = world.run(&program(&definition), execution(input));
        if after_ms < 31_536_000_000 {
            assert_eq!(outcome(&ended), format!("SUCCEEDED {input}"));
            assert_eq!(ended.last_ms - STARTED_MS, after_ms, "{field}");
        } else {
            // The execution does not live as long as the wait.
            assert_eq!(outcome(&ended), "TIMED_OUT");
        }
    }
}

#[test]
fn an_early_timer_changes_nothing() {
    let program = program(&one(r#""Type":"Wait","Seconds":5"#));
    let mut world = World::default();
    let waiting = world.step(&program, &execution("{}"), vec![Event::Started]);
    for early_ms in [0, 1, 4_999] {
        world.now_ms = STARTED_MS + early_ms;
        assert_eq!(world.step(&program, &waiting, vec![Event::TimerFired]), waiting);
    }
    world.now_ms = STARTED_MS + 5_000;
    assert_eq!(outcome(&world.step(&program, &waiting, vec![Event::TimerFired])), "SUCCEEDED {}");
}

#[test]
fn the_execution_times_out() {
    let definition =
        r#"{"StartAt":"S","TimeoutSeconds":3,"States":{"S":{"Type":"Wait","Seconds":5,"End":true}}}"#;
    let expected = "
        1<0 ExecutionStarted
        2<0 WaitStateEntered S
        3<0 ExecutionTimedOut States.Timeout";
    let (_, ended) = check_history(definition, "{}", World::default(), expected);
    assert_eq!((ended.stopped_ms, ended.due_ms()), (Some(STARTED_MS + 3_000), None));
    assert_eq!(outcome(&ended), "TIMED_OUT");
}

#[test]
fn heartbeats_and_time_outs() {
    let cases: [(&str, Reply, u64); 5] = [
        (r#""TimeoutSeconds":9"#, &[(0, Starts)], 9_000),
        (r#""HeartbeatSeconds":4"#, &[(0, Starts)], 4_000),
        // The clock of heartbeats begins when the task has started; that of the time-out when it was scheduled.
        (r#""TimeoutSeconds":60,"HeartbeatSeconds":4"#, &[(3_000, Starts)], 7_000),
        (
            r#""TimeoutSeconds":60,"HeartbeatSeconds":4"#,
            &[(0, Starts), (3_000, Beats), (6_000, Beats)],
            10_000,
        ),
        (r#""TimeoutSeconds":9,"HeartbeatSeconds":4"#, &[(0, Starts), (3_000, Beats), (6_000, Beats)], 9_000),
    ];
    for (fields, reply, after_ms) in cases {
        let mut world = World::answering(&[("S", reply)]);
        world.starts_calls = false;
        let definition = one(&format!(
            r#""Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync","Parameters":{{"JobName":"j"}},{fields}"#
        ));
        let ended = world.run(&program(&definition), execution("{}"));
        assert_eq!(
            (outcome(&ended).as_str(), ended.last_ms - STARTED_MS),
            ("FAILED States.Timeout: -", after_ms),
            "{fields}"
        );
    }
}

#[test]
fn timestamps_never_decrease() {
    let definition = one(r#""Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f""#);
    let program = program(&definition);
    let mut world = World::default();
    let waiting = world.step(&program, &execution("{}"), vec![Event::Started]);
    world.now_ms = STARTED_MS - 60_000;
    let output = stepwell_engine::Payload::from_text("1");
    let ended = world.step(&program, &waiting, vec![Event::TaskSucceeded { stamp: 3, output }]);
    assert_eq!(outcome(&ended), "SUCCEEDED 1");
    assert!(world.history.iter().all(|event| event.at_ms == STARTED_MS));
    assert_eq!(ended.stopped_ms, Some(STARTED_MS));
}

#[test]
fn results_beat_time_outs_that_nobody_has_noticed() {
    let definition = one(
        r#""Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","TimeoutSeconds":5"#,
    );
    let mut world = World::answering(&[("S", &[(5_000, Gives("1"))])]);
    assert_eq!(outcome(&world.run(&program(&definition), execution("{}"))), "SUCCEEDED 1");
    let mut world = World::answering(&[("S", &[(5_001, Gives("1"))])]);
    assert_eq!(outcome(&world.run(&program(&definition), execution("{}"))), "FAILED States.Timeout: -");
}
