//! Scenarios of jobs that run outside: started once, watched, failed, cancelled when nobody wants them any more.

use serde_json::{Value, json};
use stepwell_journal::ExecutionKey;
use stepwell_world::world::World;

use crate::clients::{forward, stop};
use crate::{End, Scenario};

/// Milliseconds of a job that does not end by itself while anybody looks.
const LONG_MS: u64 = 30 * 24 * 3_600_000;

/// A Task that runs the job `filter`.
pub fn job(members: &Value) -> Value {
    let mut state = json!({ "Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync",
        "Parameters": { "JobName": "filter" }, "ResultSelector": { "state.$": "$.JobRunState" },
        "Retry": [{ "ErrorEquals": ["Glue.SdkClientException"], "IntervalSeconds": 1, "MaxAttempts": 6 }],
        "End": true });
    if let (Some(state), Some(members)) = (state.as_object_mut(), members.as_object()) {
        state.extend(members.clone());
    }
    state
}

/// The scenarios.
pub fn jobs() -> Vec<Scenario> {
    let once = &[("glue:startJobRun filter", 1)];
    let twice = &[("glue:startJobRun filter", 2)];
    vec![
        Scenario {
            name: "a job that fails is tried again",
            prepare: failing,
            ends: vec![End::output(json!({ "state": "SUCCEEDED" }))],
            at_most: twice,
            ..Scenario::default()
        },
        Scenario {
            name: "a job of three hours",
            prepare: |world| {
                machine(world, &json!({}));
                world.script.set_job_ms(3 * 3_600_000);
            },
            ends: vec![End::output(json!({ "state": "SUCCEEDED" }))],
            at_most: once,
            within_ms: 8 * 3_600_000,
            sample: 40,
            ..Scenario::default()
        },
        Scenario {
            name: "a stop while a job runs",
            prepare: |world| long(world, &json!({})),
            outside: stop_soon,
            ends: vec![End::Aborted],
            at_most: once,
            ..Scenario::default()
        },
        Scenario {
            name: "a stop while a job is started",
            prepare: |world| long(world, &json!({})),
            outside: stop_at_once,
            ends: vec![End::Aborted],
            at_most: once,
            schedule: 1,
            ..Scenario::default()
        },
        Scenario {
            name: "a job that takes too long",
            prepare: |world| long(world, &json!({ "TimeoutSeconds": 60 })),
            ends: vec![End::Failed("States.Timeout")],
            at_most: once,
            ..Scenario::default()
        },
        Scenario {
            name: "a failing branch beside a job",
            prepare: branch,
            ends: vec![End::Failed("Boom")],
            at_most: once,
            ..Scenario::default()
        },
        Scenario {
            name: "an execution too old beside a job",
            prepare: |world| {
                world.machine(
                    "main",
                    &json!({ "TimeoutSeconds": 90, "StartAt": "J", "States": { "J": job(&json!({})) } }),
                );
                world.script.set_job_ms(LONG_MS);
            },
            ends: vec![End::TimedOut],
            at_most: once,
            ..Scenario::default()
        },
    ]
}

fn machine(world: &mut World, members: &Value) {
    world.machine("main", &json!({ "StartAt": "J", "States": { "J": job(members) } }));
}

fn long(world: &mut World, members: &Value) {
    machine(world, members);
    world.script.set_job_ms(LONG_MS);
}

fn failing(world: &mut World) {
    let retry = json!([
        { "ErrorEquals": ["Glue.SdkClientException"], "IntervalSeconds": 1, "MaxAttempts": 6 },
        { "ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 5, "MaxAttempts": 1 }
    ]);
    machine(world, &json!({ "Retry": retry }));
    world.script.fail_jobs(1);
}

fn stop_soon(world: &mut World, key: &ExecutionKey) {
    forward(world, 20_000);
    stop(world, key);
}

fn stop_at_once(world: &mut World, key: &ExecutionKey) {
    stop(world, key);
}

fn branch(world: &mut World) {
    let branches = json!([
        { "StartAt": "J", "States": { "J": job(&json!({})) } },
        { "StartAt": "W", "States": { "W": { "Type": "Wait", "Seconds": 30, "Next": "B" },
            "B": { "Type": "Fail", "Error": "Boom" } } }
    ]);
    let both = json!({ "Type": "Parallel", "Branches": branches, "End": true });
    world.machine("main", &json!({ "StartAt": "O", "States": { "O": both } }));
    world.script.set_job_ms(LONG_MS);
}
