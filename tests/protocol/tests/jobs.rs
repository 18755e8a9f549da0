//! Jobs and children: busy services, starts whose answer was lost, and stops that reach what was started.

use serde_json::{Value, json};
use stepwell_engine::Status;
use stepwell_engine::limits::Limits;
use stepwell_journal::ExecutionKey;
use stepwell_journal::clock::Clock;
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

fn glue(members: &Value) -> Value {
    let mut state = json!({ "Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync",
        "Parameters": { "JobName": "filter" }, "ResultSelector": { "state.$": "$.JobRunState" }, "End": true });
    if let (Some(state), Some(members)) = (state.as_object_mut(), members.as_object()) {
        state.extend(members.clone());
    }
    state
}

#[test]
fn a_busy_job_is_started_again_without_the_authors_retry() {
    let mut world = world(&json!({ "A": glue(&json!({})) }), Answer::Echo(0));
    world.script.refuse("startJobRun", "ConcurrentRunsExceededException", 6);
    let key = world.start("main", "one", json!({}));
    let status = world.run_to_end(&key, 3_600_000);
    assert!(matches!(status, Status::Succeeded { .. }), "{status:?}");
    assert_eq!(world.script.count("glue:startJobRun filter"), 7);
    let took = world.time.now_ms() - stepwell_world::world::BEGIN_MS;
    assert!(took < 400_000, "the pauses took {took} ms");
}

/// A start whose answer was lost, and a search that fails for a while: the job is found, never started twice.
#[test]
fn a_start_that_may_have_been_made_is_never_made_again() {
    for faults in 1..4 {
        let mut world = World::with(Points::default(), Limits::default());
        world.machine("main", &json!({ "StartAt": "A", "States": { "A": glue(&json!({})) } }));
        world.script.refuse("getJobRuns", "ServiceUnavailable", faults);
        let quiet = world.start("main", "quiet", json!({}));
        world.points.begin(Vec::new());
        world.run_to_end(&quiet, 600_000);
        let names = world.points.names();
        let call =
            names.iter().position(|name| name == "call glue:startJobRun").map_or(0, |at| at as u64 + 1);
        let key = world.start("main", "one", json!({}));
        world.points.begin(vec![(call, Fault::FailAfter)]);
        let status = world.run_to_end(&key, 3_600_000);
        assert!(matches!(status, Status::Succeeded { .. }), "{faults}: {status:?}");
        assert_eq!(world.script.count("glue:startJobRun filter"), 2, "{faults}: one for each execution");
    }
}

#[test]
fn stopping_cancels_the_job() {
    let mut world = world(&json!({ "A": glue(&json!({})) }), Answer::Echo(0));
    let key = world.start("main", "one", json!({}));
    forward(&mut world, 20_000);
    stop(&mut world, &key);
    let status = world.run_to_end(&key, 600_000);
    assert!(matches!(status, Status::Aborted { .. }), "{status:?}");
    assert_eq!(world.script.count("glue:batchStopJobRun filter"), 1);
}

#[test]
fn stopping_stops_the_child() {
    let mut world = World::new();
    let child = "arn:aws:states:us-east-1:123456789012:stateMachine:child";
    world.machine(
        "child",
        &json!({ "StartAt": "A", "States": { "A": { "Type": "Wait", "Seconds": 5000, "End": true } } }),
    );
    world.machine("main", &json!({ "StartAt": "N", "States": { "N": { "Type": "Task", "End": true,
        "Resource": "arn:aws:states:::states:startExecution.sync", "Parameters": { "StateMachineArn": child, "Name": "kid" } } } }));
    let key = world.start("main", "one", json!({}));
    forward(&mut world, 20_000);
    let kid = ExecutionKey::new("child", "kid");
    assert!(world.status(&kid).is_running());
    stop(&mut world, &key);
    world.run_to_end(&key, 600_000);
    assert!(matches!(world.status(&kid), Status::Aborted { .. }), "{:?}", world.status(&kid));
}

#[test]
fn jobs_that_begin_together_are_watched_by_few_requests() {
    let mut world = World::new();
    let map = json!({ "Type": "Map", "End": true,
        "ItemProcessor": { "StartAt": "A", "States": { "A": glue(&json!({})) } } });
    world.machine("main", &json!({ "StartAt": "M", "States": { "M": map } }));
    let items: Vec<u64> = (0..40).collect();
    let key = world.start("main", "one", json!(items));
    forward(&mut world, 2_000);
    assert_eq!(world.script.count("glue:startJobRun filter"), 40);
    let requests = world.meter.snapshot().queue_requests();
    assert!(requests <= 12, "{requests} requests before the first poll");
    let status = world.run_to_end(&key, 3_600_000);
    assert!(matches!(status, Status::Succeeded { .. }), "{status:?}");
}
