//! Scenarios in which somebody stops an execution, or deletes its machine, at a bad moment.

use serde_json::json;
use stepwell_api::Api;
use stepwell_api::registry::delete;
use stepwell_journal::ExecutionKey;
use stepwell_world::services::Answer;
use stepwell_world::world::World;

use crate::clients::{asked, complete, forward, stop, success, tokens, until};
use crate::more::ask;
use crate::{End, Scenario, echo, invoke};

/// The scenarios.
pub fn stops() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "a stop while a task runs",
            prepare: |world| {
                let states = json!({ "A": invoke("f", Some("B"), None), "B": invoke("g", None, None) });
                world.machine("main", &json!({ "StartAt": "A", "States": states }));
                world.script.function("f", [Answer::Echo(30_000)]);
                echo(world, &["g"]);
            },
            outside: stop_soon,
            // Whoever died under the call may be found out before the stop comes.
            ends: vec![End::Aborted, End::Failed(crate::LOST)],
            // Or the stop itself may be late.
            late: vec![End::output(json!({}))],
            at_most: &[("lambda:invoke f", 1), ("lambda:invoke g", 1)],
            ..Scenario::default()
        },
        Scenario {
            name: "a stop while a callback is awaited",
            prepare: asking,
            outside: |world, key| {
                let is_asked = asked(world, key, 1);
                stop(world, key);
                if is_asked && let Some(token) = tokens(world).pop() {
                    let taken = complete(world, &token, &success(json!("too late")));
                    assert!(!taken, "a callback was taken after the stop");
                }
            },
            ends: vec![End::Aborted],
            ..Scenario::default()
        },
        Scenario {
            name: "a stop in a long wait",
            prepare: |world| {
                let wait = json!({ "Type": "Wait", "Seconds": 86_400, "End": true });
                world.machine("main", &json!({ "StartAt": "W", "States": { "W": wait } }));
            },
            outside: stop_soon,
            ends: vec![End::Aborted],
            ..Scenario::default()
        },
        Scenario {
            name: "a machine deleted while executions run",
            prepare: asking,
            outside: |world, key| {
                asked(world, key, 1);
                until(world, "a deletion", |world| {
                    let api = Api::new(world.orchestrator.clone());
                    matches!(world.attempt(async move { delete(&api, "main").await }), Some(Ok(())))
                });
            },
            ends: vec![End::Aborted],
            passes: &["query_index"],
            holds: |world| {
                let is_record = |key: &str| key == "m";
                let items = world.items("m#main");
                let left = items.iter().filter(|item| is_record(&item.key.sort)).count();
                if left == 0 { Ok(()) } else { Err(format!("{left} items of the machine are left")) }
            },
            ..Scenario::default()
        },
    ]
}

fn stop_soon(world: &mut World, key: &ExecutionKey) {
    forward(world, 5_000);
    stop(world, key);
}

fn asking(world: &mut World) {
    world.machine("main", &json!({ "StartAt": "A", "States": { "A": ask(json!({})) } }));
    echo(world, &["ask"]);
}
