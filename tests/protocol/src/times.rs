//! Scenarios of time: waits of all lengths, time-outs of tasks and executions, caught and not.

use serde_json::{Value, json};
use stepwell_world::services::Answer;
use stepwell_world::world::World;

use crate::more::{DAY_MS, ask};
use crate::sweep::or_lost;
use crate::{End, Scenario, echo, invoke, retry};

/// The scenarios.
pub fn times() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "a wait of twenty minutes",
            prepare: |world| wait(world, 1_200),
            ends: vec![End::output(json!({}))],
            ..Scenario::default()
        },
        Scenario {
            name: "a wait of three days",
            prepare: |world| wait(world, 3 * 86_400),
            ends: vec![End::output(json!({}))],
            within_ms: 4 * DAY_MS,
            ..Scenario::default()
        },
        Scenario {
            name: "a wait of most of a year",
            prepare: |world| wait(world, 364 * 86_400),
            ends: vec![End::output(json!({}))],
            within_ms: 366 * DAY_MS,
            ..Scenario::default()
        },
        Scenario {
            name: "a time-out that nobody catches",
            prepare: |world| silent(world, &json!({ "TimeoutSeconds": 5 })),
            ends: or_lost(End::Failed("States.Timeout")),
            at_most: &[("lambda:invoke f", 1)],
            ..Scenario::default()
        },
        Scenario {
            name: "a time-out that is tried again",
            prepare: retried,
            ends: vec![End::output(json!({}))],
            at_most: &[("lambda:invoke f", 3)],
            late: vec![End::Failed("States.Timeout")],
            ..Scenario::default()
        },
        Scenario {
            name: "a heartbeat missed that nobody catches",
            prepare: heartbeat,
            ends: vec![End::Failed("States.Timeout")],
            ..Scenario::default()
        },
        Scenario {
            name: "an execution that takes too long",
            prepare: too_long,
            ends: or_lost(End::TimedOut),
            at_most: &[("lambda:invoke f", 1)],
            ..Scenario::default()
        },
        Scenario {
            name: "an execution that waits too long",
            prepare: |world| {
                let wait = json!({ "Type": "Wait", "Seconds": 900_000, "End": true });
                let definition = json!({ "TimeoutSeconds": 2_000, "StartAt": "W", "States": { "W": wait } });
                world.machine("main", &definition);
            },
            ends: vec![End::TimedOut],
            ..Scenario::default()
        },
    ]
}

fn wait(world: &mut World, seconds: u64) {
    let wait = json!({ "Type": "Wait", "Seconds": seconds, "Next": "B" });
    let states = json!({ "W": wait, "B": invoke("f", None, Some(retry())) });
    world.machine("main", &json!({ "StartAt": "W", "States": states }));
    echo(world, &["f"]);
}

fn silent(world: &mut World, members: &Value) {
    let mut task = invoke("f", None, None);
    if let (Some(task), Some(members)) = (task.as_object_mut(), members.as_object()) {
        task.extend(members.clone());
    }
    world.machine("main", &json!({ "StartAt": "A", "States": { "A": task } }));
    world.script.function("f", [Answer::Silence]);
}

fn retried(world: &mut World) {
    let again = json!([{ "ErrorEquals": ["States.Timeout", "Lambda.SdkClientException"], "IntervalSeconds": 1,
        "MaxAttempts": 2 }]);
    silent(world, &json!({ "TimeoutSeconds": 5, "Retry": again }));
    world.script.function("f", [Answer::Silence, Answer::Echo(100)]);
}

fn heartbeat(world: &mut World) {
    let task = ask(json!({ "HeartbeatSeconds": 30 }));
    world.machine("main", &json!({ "StartAt": "A", "States": { "A": task } }));
    echo(world, &["ask"]);
}

fn too_long(world: &mut World) {
    let states = json!({ "A": invoke("f", None, None) });
    world.machine("main", &json!({ "TimeoutSeconds": 10, "StartAt": "A", "States": states }));
    world.script.function("f", [Answer::Echo(60_000)]);
}
