//! Scenarios in which several clients want the same at the same time: starters of one name, callbacks, a stop.

use std::pin::Pin;

use serde_json::{Value, json};
use stepwell_engine::Payload;
use stepwell_journal::ExecutionKey;
use stepwell_orchestrator::complete::CompleteError;
use stepwell_orchestrator::start::{StartError, StartRequest};
use stepwell_world::world::World;

use crate::clients::{asked, complete, stop, success, tokens};
use crate::more::ask;
use crate::{End, Scenario, echo, invoke, retry};

/// Callbacks that race in the widest of these scenarios.
const CALLBACKS: usize = 8;

/// Seed under which so many callers lose so many races that one of them leaves its fact in the inbox.
const SCHEDULE: u64 = 3;

type Client = Pin<Box<dyn Future<Output = bool>>>;

/// The scenarios.
pub fn races() -> Vec<Scenario> {
    let racing = || Scenario { schedule: SCHEDULE, ..Scenario::default() };
    vec![
        Scenario {
            name: "two starters of the same name",
            prepare: |world| {
                world.machine(
                    "main",
                    &json!({ "StartAt": "A", "States": { "A": invoke("f", None, Some(retry())) } }),
                );
                echo(world, &["f"]);
            },
            start: |world, input| start_together(world, &[input.clone(), input]),
            ends: vec![End::output(json!({}))],
            ..racing()
        },
        Scenario {
            name: "two starters of the same name with other inputs",
            prepare: |world| {
                let wait = json!({ "Type": "Wait", "Seconds": 3, "End": true });
                world.machine("main", &json!({ "StartAt": "W", "States": { "W": wait } }));
            },
            start: |world, _| start_together(world, &[json!(1), json!(2)]),
            ends: vec![End::output(json!(1)), End::output(json!(2))],
            ..racing()
        },
        Scenario {
            name: "two callbacks of the same task",
            prepare: |world| {
                world.machine("main", &json!({ "StartAt": "A", "States": { "A": ask(json!({})) } }));
                echo(world, &["ask"]);
            },
            outside: |world, key| {
                if !asked(world, key, 1) {
                    return;
                }
                let token = tokens(world).pop().unwrap_or_default();
                say_together(world, &[(token.clone(), json!("a")), (token, json!("b"))]);
                finish(world, key);
            },
            ends: vec![End::output(json!("a")), End::output(json!("b"))],
            ..racing()
        },
        Scenario {
            name: "many callbacks at once",
            prepare: many,
            outside: |world, key| {
                if asked(world, key, CALLBACKS) {
                    let said: Vec<_> = tokens(world).into_iter().map(|token| (token, json!("a"))).collect();
                    say_together(world, &said);
                }
                finish(world, key);
            },
            ends: vec![End::output(json!(["a", "a", "a", "a", "a", "a", "a", "a"]))],
            passes: &["create i#", "query i#", "delete i#"],
            sample: 60,
            ..racing()
        },
        Scenario {
            name: "a stop among many callbacks",
            prepare: many,
            outside: |world, key| {
                if asked(world, key, CALLBACKS) {
                    let said: Vec<_> = tokens(world).into_iter().map(|token| (token, json!("a"))).collect();
                    stop_among(world, key, &said);
                }
                stop(world, key);
            },
            ends: vec![End::Aborted, End::output(json!(["a", "a", "a", "a", "a", "a", "a", "a"]))],
            sample: 40,
            ..racing()
        },
    ]
}

fn many(world: &mut World) {
    let branch = |index: usize| json!({ "StartAt": format!("A{index}"), "States": { format!("A{index}"): ask(json!({})) } });
    let branches: Vec<Value> = (0..CALLBACKS).map(branch).collect();
    let all = json!({ "Type": "Parallel", "Branches": branches, "End": true });
    world.machine("main", &json!({ "StartAt": "P", "States": { "P": all } }));
    echo(world, &["ask"]);
}

/// Answers what is still open: calls that were lost with their callers are made anew.
fn finish(world: &mut World, key: &ExecutionKey) {
    for _ in 0..60 {
        if world.exists(key) && !world.status(key).is_running() {
            return;
        }
        for token in tokens(world) {
            complete(world, &token, &success(json!("a")));
        }
        crate::clients::forward(world, 5_000);
    }
}

fn callback(world: &World, token: String, output: Value) -> Client {
    let o = world.orchestrator.clone();
    let completion = success(output);
    Box::pin(async move {
        match o.complete(&token, completion).await {
            Ok(()) => true,
            Err(CompleteError::World(_)) => false,
            Err(_) => true,
        }
    })
}

fn say_together(world: &mut World, said: &[(String, Value)]) {
    let clients = said.iter().map(|(token, output)| callback(world, token.clone(), output.clone())).collect();
    world.together::<bool>(clients);
}

fn stop_among(world: &mut World, key: &ExecutionKey, said: &[(String, Value)]) {
    let mut clients: Vec<Client> =
        said.iter().map(|(token, output)| callback(world, token.clone(), output.clone())).collect();
    let (o, key) = (world.orchestrator.clone(), key.clone());
    clients.insert(said.len() / 2, Box::pin(async move { o.stop(&key, None, None).await.is_ok() }));
    world.together(clients);
}

/// Starts an execution several times at once; whoever fails tries again, with the same name.
fn start_together(world: &mut World, inputs: &[Value]) -> ExecutionKey {
    let key = ExecutionKey::new("main", "one");
    let mut left: Vec<Value> = inputs.to_vec();
    for _ in 0..60 {
        let clients: Vec<Client> = left.iter().map(|input| starter(world, input.clone())).collect();
        let answers = world.together(clients);
        let mut answers = answers.into_iter();
        left.retain(|_| answers.next().flatten() != Some(true));
        if left.is_empty() {
            return key;
        }
        crate::clients::forward(world, 500);
    }
    key
}

fn starter(world: &World, input: Value) -> Client {
    let o = world.orchestrator.clone();
    Box::pin(async move {
        let Ok(Some(machine)) = o.machine("main").await else { return false };
        let request = StartRequest {
            machine,
            name: "one".to_owned(),
            input: Payload::from_value(input),
            start_id: None,
            trace_header: None,
            parent: None,
        };
        match o.start(request).await {
            Ok(_) | Err(StartError::AlreadyExists { .. }) => true,
            Err(StartError::World(_)) => false,
        }
    })
}
