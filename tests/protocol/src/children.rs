//! Scenarios of executions that start executions.

use serde_json::{Value, json};
use stepwell_engine::Status;
use stepwell_journal::ExecutionKey;
use stepwell_world::services::Answer;
use stepwell_world::world::World;

use crate::clients::{forward, stop};
use crate::{End, Scenario, echo, invoke, retry};

const CHILD: &str = "arn:aws:states:us-east-1:123456789012:stateMachine:child";

/// The scenarios.
pub fn children() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "a child's output as text",
            prepare: |world| {
                one(world, &invoke("f", None, Some(retry())), ".sync", &json!({ "OutputPath": "$.Output" }));
                echo(world, &["f"]);
            },
            input: || json!({ "n": 3 }),
            ends: vec![End::output(json!("{\"n\":3}"))],
            ..Scenario::default()
        },
        Scenario {
            name: "a child that fails",
            prepare: |world| {
                let fail = json!({ "Type": "Fail", "Error": "Wrong" });
                one(world, &fail, ".sync:2", &json!({ "Catch": catch() }));
            },
            ends: vec![End::output(json!("caught"))],
            ..Scenario::default()
        },
        Scenario {
            name: "a child that fails later, and nobody catches",
            prepare: |world| {
                one(world, &invoke("f", None, None), ".sync:2", &json!({}));
                world.script.function("f", [Answer::Fails("Boom".to_owned())]);
            },
            ends: vec![End::Failed("States.TaskFailed")],
            at_most: &[("lambda:invoke f", 1)],
            ..Scenario::default()
        },
        Scenario {
            name: "a child that is stopped",
            prepare: |world| waiting(world, &json!({ "Catch": catch() })),
            outside: |world, _| {
                forward(world, 20_000);
                stop(world, &kid());
            },
            ends: vec![End::output(json!("caught"))],
            ..Scenario::default()
        },
        Scenario {
            name: "a stop while a child runs",
            prepare: |world| waiting(world, &json!({})),
            outside: |world, key| {
                forward(world, 20_000);
                stop(world, key);
            },
            ends: vec![End::Aborted],
            holds: kid_is_stopped,
            ..Scenario::default()
        },
        Scenario {
            name: "a child that takes too long",
            prepare: |world| waiting(world, &json!({ "TimeoutSeconds": 60, "Catch": catch() })),
            ends: vec![End::output(json!("caught"))],
            holds: kid_is_stopped,
            ..Scenario::default()
        },
        Scenario {
            name: "a child of a child",
            prepare: grandchild,
            input: || json!({ "n": 1 }),
            ends: vec![End::output(json!({ "n": 1 }))],
            ..Scenario::default()
        },
    ]
}

fn kid() -> ExecutionKey {
    ExecutionKey::new("child", "kid")
}

fn catch() -> Value {
    json!([{ "ErrorEquals": ["States.ALL"], "Next": "Late" }])
}

fn start(resource: &str, machine: &str, members: &Value) -> Value {
    let mut state = json!({ "Type": "Task", "Resource": format!("arn:aws:states:::states:startExecution{resource}"),
        "Parameters": { "StateMachineArn": machine, "Input.$": "$" }, "End": true });
    if let (Some(state), Some(members)) = (state.as_object_mut(), members.as_object()) {
        state.extend(members.clone());
    }
    state
}

/// A parent with one child of one state.
fn one(world: &mut World, state: &Value, resource: &str, members: &Value) {
    world.machine("child", &json!({ "StartAt": "A", "States": { "A": state } }));
    let late = json!({ "Type": "Pass", "Result": "caught", "End": true });
    let mut states = json!({ "N": start(resource, CHILD, members) });
    if members.get("Catch").is_some() {
        states["Late"] = late;
    }
    world.machine("main", &json!({ "StartAt": "N", "States": states }));
}

/// A parent whose child `kid` waits for long.
fn waiting(world: &mut World, members: &Value) {
    let mut members = members.clone();
    members["Parameters"] = json!({ "StateMachineArn": CHILD, "Name": "kid" });
    one(world, &json!({ "Type": "Wait", "Seconds": 50_000, "End": true }), ".sync", &members);
}

fn kid_is_stopped(world: &World) -> Result<(), String> {
    if !world.exists(&kid()) {
        return Ok(());
    }
    let status = world.status(&kid());
    if matches!(status, Status::Aborted { .. }) { Ok(()) } else { Err(format!("the child ended {status:?}")) }
}

fn grandchild(world: &mut World) {
    let last = "arn:aws:states:us-east-1:123456789012:stateMachine:last";
    world.machine("last", &json!({ "StartAt": "A", "States": { "A": invoke("f", None, Some(retry())) } }));
    one(
        world,
        &start(".sync:2", last, &json!({ "OutputPath": "$.Output" })),
        ".sync:2",
        &json!({ "OutputPath": "$.Output" }),
    );
    echo(world, &["f"]);
}
