//! Rules of the protocol, one test each: what happens when the store is down, messages come twice, sessions stall, jobs
//! are busy, people stop things and starters race.

use serde_json::{Value, json};
use stepwell_engine::limits::Limits;
use stepwell_engine::{Payload, Status};
use stepwell_journal::ExecutionKey;
use stepwell_journal::clock::Clock;
use stepwell_orchestrator::start::{StartError, StartRequest};
use stepwell_protocol_tests::more::{ask, more};
use stepwell_protocol_tests::{core, invoke, retry, run};
use stepwell_world::points::{Fault, Points};
use stepwell_world::services::Answer;
use stepwell_world::world::World;

fn world(states: &Value, function: Answer) -> World {
    let mut world = World::new();
    world.machine("main", &json!({ "StartAt": "A", "States": states }));
    world.script.function("f", [function]);
    world
}

fn forward(world: &mut World, ms: u64) {
    let until = world.time.now_ms() + ms;
    world.run_until_ms(until);
}

fn stop(world: &mut World, key: &ExecutionKey) {
    let stopped = (0..5).any(|_| {
        let (o, key) = (world.orchestrator.clone(), key.clone());
        let stopped = world.attempt(async move { o.stop(&key, Some("Enough".to_owned()), None).await });
        matches!(stopped, Some(Ok(_)))
    });
    assert!(stopped, "the execution could not be stopped");
}

#[test]
fn every_message_may_come_twice() {
    for scenario in core().into_iter().chain(more()) {
        let mut world = World::new();
        world.doubled = true;
        (scenario.prepare)(&mut world);
        let (status, _, world) = run(&scenario, world);
        assert!(scenario.may_end(&status, false), "{}: {status:?}", scenario.name);
        for (name, most) in scenario.at_most {
            assert!(world.script.count(name) <= *most, "{}: {name}", scenario.name);
        }
        assert!(world.messages < 400, "{}: {} messages", scenario.name, world.messages);
    }
}

#[test]
fn a_store_that_is_down_for_a_while_loses_no_result() {
    let mut world = world(
        &json!({ "A": invoke("f", Some("B"), None), "B": invoke("f", None, None) }),
        Answer::Echo(5_000),
    );
    let key = world.start("main", "one", json!({ "n": 1 }));
    forward(&mut world, 1_000);
    world.points.set_down(true);
    forward(&mut world, 20_000);
    world.points.set_down(false);
    let status = world.run_to_end(&key, 600_000);
    assert!(matches!(status, Status::Succeeded { .. }), "{status:?}");
    assert_eq!(world.script.count("lambda:invoke f"), 2);
}

#[test]
fn a_lost_attempt_without_retry_fails_with_the_fixed_error() {
    let mut world = world(&json!({ "A": invoke("f", None, None) }), Answer::Echo(5_000));
    let key = world.start("main", "one", json!({}));
    forward(&mut world, 1_000);
    world.crash();
    let status = world.run_to_end(&key, 600_000);
    let Status::Failed { error, cause } = status else { panic!("{status:?}") };
    assert_eq!(error.as_deref(), Some("Lambda.SdkClientException"));
    assert_eq!(
        cause.as_deref(),
        Some(
            "The worker that made the call ended before it saw the answer. Whether the call was carried out is unknown."
        )
    );
    assert_eq!(world.script.count("lambda:invoke f"), 1);
}

/// A session that stalls longer than its claim lasts is given up; what it does afterwards changes nothing.
#[test]
fn a_session_that_stalls_past_its_deadline_is_given_up() {
    let mut world = World::new();
    world.among_others();
    world.machine(
        "main",
        &json!({ "StartAt": "A", "States": { "A": invoke("f", Some("B"), Some(retry())),
        "B": invoke("g", None, None) } }),
    );
    world.script.function("f", [Answer::Echo(10_000), Answer::Echo(100)]);
    world.script.function("g", [Answer::Echo(100)]);
    let key = world.start("main", "one", json!({ "n": 1 }));
    forward(&mut world, 1_000);
    world.stall();
    let status = world.run_to_end(&key, 3_600_000);
    assert!(matches!(status, Status::Succeeded { .. }), "{status:?}");
    let events = world.history(&key).len();
    world.resume();
    forward(&mut world, 600_000);
    assert_eq!(world.history(&key).len(), events);
    assert_eq!(world.script.count("lambda:invoke f"), 2);
    assert_eq!(world.script.count("lambda:invoke g"), 1);
    assert!(!world.is_working());
}

/// Claims of a session that lives are left alone, however long its call takes, and looking costs little.
#[test]
fn a_long_call_is_not_taken_for_lost() {
    let mut world = World::new();
    world.among_others();
    world.machine("main", &json!({ "StartAt": "A", "States": { "A": invoke("f", None, None) } }));
    world.script.function("f", [Answer::Echo(800_000)]);
    let key = world.start("main", "one", json!({}));
    let status = world.run_to_end(&key, 3_600_000);
    assert!(matches!(status, Status::Succeeded { .. }), "{status:?}");
    assert_eq!(world.script.count("lambda:invoke f"), 1);
    assert!(world.messages < 30, "{} messages", world.messages);
}

#[test]
fn a_request_that_was_not_sent_is_sent_again() {
    let mut world = World::with(Points::default(), Limits::default());
    world.machine("main", &json!({ "StartAt": "A", "States": { "A": invoke("f", None, None) } }));
    world.script.function("f", [Answer::Echo(0)]);
    let quiet = world.start("main", "quiet", json!({}));
    world.points.begin(Vec::new());
    world.run_to_end(&quiet, 60_000);
    let call =
        world.points.names().iter().position(|name| name == "call lambda:invoke").map(|at| at as u64 + 1);
    let key = world.start("main", "one", json!({}));
    world.points.begin(vec![(call.unwrap_or(0), Fault::FailBefore)]);
    let status = world.run_to_end(&key, 60_000);
    assert!(matches!(status, Status::Succeeded { .. }), "{status:?} {call:?}");
}

/// Starters of the same name: the same input gets the same answer while it runs, everything else is refused.
#[test]
fn starters_may_race() {
    let mut world = world(&json!({ "A": ask(json!({})) }), Answer::Echo(0));
    world.script.function("ask", [Answer::Echo(0)]);
    let start = |world: &mut World, input: Value| {
        let o = world.orchestrator.clone();
        world.finish(async move {
            let machine = o.machine("main").await.ok().flatten();
            let Some(machine) = machine else { panic!("no machine") };
            let request = StartRequest {
                machine,
                name: "one".to_owned(),
                input: Payload::from_value(input),
                start_id: None,
                trace_header: None,
                parent: None,
            };
            o.start(request).await
        })
    };
    let first = start(&mut world, json!({ "n": 1 }));
    forward(&mut world, 5_000);
    let same = start(&mut world, json!({ "n": 1 }));
    let other = start(&mut world, json!({ "n": 2 }));
    assert_eq!(first.as_ref().ok(), same.as_ref().ok());
    assert!(matches!(other, Err(StartError::AlreadyExists { .. })), "{other:?}");
    assert_eq!(world.script.count("lambda:invoke ask"), 1);
    let key = ExecutionKey::new("main", "one");
    stop(&mut world, &key);
    let closed = start(&mut world, json!({ "n": 1 }));
    assert!(matches!(closed, Err(StartError::AlreadyExists { .. })), "{closed:?}");
}

/// A function that answers never, whose task has timed out, does not keep the run or the listing open.
#[test]
fn a_call_that_nobody_waits_for_holds_nothing_open() {
    let mut task = invoke("f", None, None);
    task["TimeoutSeconds"] = json!(5);
    let mut world = world(&json!({ "A": task }), Answer::Silence);
    let key = world.start("main", "one", json!({}));
    let status = world.run_to_end(&key, 60_000);
    assert!(matches!(status, Status::Failed { .. }), "{status:?}");
    assert!(!world.is_working());
}

/// More calls than may be made at once are made all the same, and none is lost.
#[test]
fn calls_in_flight_are_capped() {
    let branch = || {
        json!({ "StartAt": "M", "States": { "M": { "Type": "Map", "End": true,
        "ItemsPath": "$.items", "ItemProcessor": { "StartAt": "F", "States": { "F": invoke("f", None, None) } } } } })
    };
    let branches: Vec<Value> = (0..10).map(|_| branch()).collect();
    let states =
        json!({ "A": { "Type": "Parallel", "Branches": branches, "ResultPath": null, "End": true } });
    // States of branches have names of their own.
    let states: Vec<Value> = vec![states];
    let mut text = states[0].to_string();
    for (index, _) in branches.iter().enumerate() {
        text = text.replacen(
            "\"StartAt\":\"M\",\"States\":{\"M\"",
            &format!("\"StartAt\":\"M{index}\",\"States\":{{\"M{index}\""),
            1,
        );
        text = text.replacen(
            "\"StartAt\":\"F\",\"States\":{\"F\"",
            &format!("\"StartAt\":\"F{index}\",\"States\":{{\"F{index}\""),
            1,
        );
    }
    let states: Value = serde_json::from_str(&text).unwrap_or_default();
    let mut world = world(&states, Answer::Echo(1_000));
    let items: Vec<u64> = (0..40).collect();
    let key = world.start("main", "one", json!({ "items": items }));
    forward(&mut world, 500);
    assert_eq!(world.script.count("lambda:invoke f"), 256);
    let status = world.run_to_end(&key, 600_000);
    assert!(matches!(status, Status::Succeeded { .. }), "{status:?}");
    assert_eq!(world.script.count("lambda:invoke f"), 400);
}

/// Messages for pages that never come are dropped after a minute.
#[test]
fn a_message_for_a_page_that_never_comes_is_dropped() {
    let mut world = World::new();
    world.doubled = true;
    let body = format!(
        r#"{{"v":1,"m":"main","e":"none","p":7,"t":{},"w":{{"go":true}}}}"#,
        stepwell_world::world::BEGIN_MS
    );
    world.post(&body);
    forward(&mut world, 600_000);
    assert!(world.messages < 200, "{} messages", world.messages);
    assert_eq!(world.queued(), 0);
}
