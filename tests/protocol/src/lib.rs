//! Scenarios that the tests of this crate share: a definition, what the world answers, what people do, and how it must
//! end; and the sweeps that let everything go wrong in them.

pub mod approvals;
pub mod callbacks;
pub mod children;
pub mod clients;
pub mod flow;
pub mod jobs;
pub mod more;
pub mod races;
pub mod scenario;
pub mod stops;
pub mod sweep;
pub mod times;

use serde_json::{Value, json};
use stepwell_journal::ExecutionKey;
use stepwell_orchestrator::complete::Completion;
use stepwell_world::services::Answer;
use stepwell_world::world::World;

pub use crate::scenario::{End, LOST, Scenario, run};

/// Retry as AWS recommends for Lambda.
pub fn retry() -> Value {
    json!([{
        "ErrorEquals": ["Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException",
            "Lambda.TooManyRequestsException"],
        "IntervalSeconds": 1, "MaxAttempts": 6, "BackoffRate": 2
    }])
}

/// A Task that invokes a function with its whole input and keeps the function's answer.
pub fn invoke(function: &str, next: Option<&str>, retry: Option<Value>) -> Value {
    let mut state = json!({
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": { "FunctionName": function, "Payload.$": "$" },
        "ResultSelector": { "it.$": "$.Payload" },
        "OutputPath": "$.it"
    });
    match next {
        Some(next) => state["Next"] = json!(next),
        None => state["End"] = json!(true),
    }
    if let Some(retry) = retry {
        state["Retry"] = retry;
    }
    state
}

/// An order as services hand them about: about a kilobyte of JSON that is different each time.
pub fn order(seed: u64) -> Value {
    let number = |salt: u64| stepwell_engine::moment::mix(seed, salt, 9);
    let names = ["walnut desk", "reading lamp", "oak shelf", "wool rug", "steel chair"];
    let places = ["north", "south", "harbour"];
    let items: Vec<Value> = (0..6)
        .map(|i| {
            let name = names[(number(i + 20) % 5) as usize];
            let warehouse = places[(number(i + 80) % 3) as usize];
            json!({
                "sku": format!("SKU-{:06}", number(i) % 1_000_000),
                "name": name,
                "quantity": number(i + 40) % 9 + 1,
                "unitPrice": (number(i + 60) % 100_000) as f64 / 100.0,
                "warehouse": warehouse
            })
        })
        .collect();
    json!({
        "orderId": format!("ORD-{:08}", number(100) % 100_000_000),
        "customer": { "id": number(101) % 1_000_000, "email": format!("customer{}@example.com", number(102) % 10_000) },
        "status": "VALIDATED",
        "currency": "EUR",
        "items": items,
        "shipping": { "street": format!("{} Harbour Road", number(103) % 400), "city": "Bergen", "country": "NO" }
    })
}

fn echo(world: &mut World, names: &[&str]) {
    for name in names {
        world.script.function(name, [Answer::Echo(100)]);
    }
}

/// All scenarios.
pub fn all() -> Vec<Scenario> {
    let groups = [
        core(),
        more::more(),
        flow::flow(),
        jobs::jobs(),
        times::times(),
        callbacks::callbacks(),
        children::children(),
        stops::stops(),
        races::races(),
        approvals::approvals(),
    ];
    groups.into_iter().flatten().collect()
}

/// The core set.
pub fn core() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "flow states only",
            prepare: |world| {
                world.machine(
                    "main",
                    &json!({ "StartAt": "A", "States": {
                        "A": { "Type": "Pass", "Next": "B" },
                        "B": { "Type": "Choice", "Choices": [{ "Variable": "$.n", "NumericEquals": 1, "Next": "C" }] },
                        "C": { "Type": "Succeed" } } }),
                );
            },
            input: || json!({ "n": 1 }),
            ends: vec![End::output(json!({ "n": 1 }))],
            ..Scenario::default()
        },
        Scenario {
            name: "two tasks with retry",
            prepare: |world| {
                world.machine(
                    "main",
                    &json!({ "StartAt": "A", "States": {
                        "A": invoke("f", Some("B"), Some(retry())),
                        "B": invoke("g", None, Some(retry())) } }),
                );
                echo(world, &["f", "g"]);
            },
            input: || json!({ "n": 1 }),
            ends: vec![End::output(json!({ "n": 1 }))],
            ..Scenario::default()
        },
        Scenario {
            name: "a task without retry",
            prepare: |world| {
                world.machine("main", &json!({ "StartAt": "A", "States": { "A": invoke("f", None, None) } }));
                echo(world, &["f"]);
            },
            input: || json!({ "n": 1 }),
            ends: vec![End::output(json!({ "n": 1 })), End::Failed(LOST)],
            at_most: &[("lambda:invoke f", 1)],
            ..Scenario::default()
        },
        Scenario {
            name: "a wait between tasks",
            prepare: |world| {
                world.machine(
                    "main",
                    &json!({ "StartAt": "A", "States": {
                        "A": invoke("f", Some("W"), Some(retry())),
                        "W": { "Type": "Wait", "Seconds": 40, "Next": "B" },
                        "B": invoke("g", None, Some(retry())) } }),
                );
                echo(world, &["f", "g"]);
            },
            input: || json!({ "n": 2 }),
            ends: vec![End::output(json!({ "n": 2 }))],
            ..Scenario::default()
        },
        Scenario {
            name: "a long wait",
            prepare: |world| {
                world.machine(
                    "main",
                    &json!({ "StartAt": "W", "States": {
                        "W": { "Type": "Wait", "Seconds": 5000, "Next": "Done" }, "Done": { "Type": "Succeed" } } }),
                );
            },
            input: || json!([1]),
            ends: vec![End::output(json!([1]))],
            ..Scenario::default()
        },
        Scenario {
            name: "parallel and map",
            prepare: |world| {
                world.machine(
                    "main",
                    &json!({ "StartAt": "P", "States": {
                        "P": { "Type": "Parallel", "End": true, "Branches": [
                            { "StartAt": "A", "States": { "A": invoke("f", None, Some(retry())) } },
                            { "StartAt": "M", "States": { "M": { "Type": "Map", "ItemsPath": "$.items", "End": true,
                                "MaxConcurrency": 2,
                                "ItemProcessor": { "StartAt": "B", "States": { "B": invoke("g", None, Some(retry())) } } } } }
                        ] } } }),
                );
                echo(world, &["f", "g"]);
            },
            input: || json!({ "items": [1, 2, 3] }),
            ends: vec![End::output(json!([{ "items": [1, 2, 3] }, [1, 2, 3]]))],
            ..Scenario::default()
        },
        Scenario {
            name: "a job",
            prepare: |world| {
                world.machine(
                    "main",
                    &json!({ "StartAt": "J", "States": {
                        "J": { "Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync",
                            "Parameters": { "JobName": "filter" }, "ResultSelector": { "state.$": "$.JobRunState" },
                            "Retry": [{ "ErrorEquals": ["Glue.SdkClientException"], "IntervalSeconds": 1 }],
                            "End": true } } }),
                );
            },
            input: || json!({}),
            ends: vec![End::output(json!({ "state": "SUCCEEDED" }))],
            ..Scenario::default()
        },
        Scenario {
            name: "a callback",
            prepare: |world| {
                world.machine(
                    "main",
                    &json!({ "StartAt": "C", "States": {
                        "C": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
                            "Parameters": { "FunctionName": "ask", "Payload": { "token.$": "$$.Task.Token" } },
                            "Retry": [{ "ErrorEquals": ["Lambda.SdkClientException"], "IntervalSeconds": 1,
                                "MaxAttempts": 6 }],
                            "End": true } } }),
                );
                echo(world, &["ask"]);
            },
            input: || json!({}),
            outside: answer_last_token,
            ends: vec![End::output(json!("approved"))],
            ..Scenario::default()
        },
        Scenario {
            name: "a nested execution",
            prepare: |world| {
                world.machine(
                    "child",
                    &json!({ "StartAt": "A", "States": { "A": invoke("f", None, Some(retry())) } }),
                );
                let child = "arn:aws:states:us-east-1:123456789012:stateMachine:child";
                world.machine(
                    "main",
                    &json!({ "StartAt": "N", "States": {
                        "N": { "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
                            "Parameters": { "StateMachineArn": child, "Input.$": "$" },
                            "OutputPath": "$.Output", "End": true } } }),
                );
                echo(world, &["f"]);
            },
            input: || json!({ "n": 3 }),
            ends: vec![End::output(json!({ "n": 3 }))],
            ..Scenario::default()
        },
    ]
}

/// Sends the newest token that the function `ask` was given back, until somebody takes it.
fn answer_last_token(world: &mut World, key: &ExecutionKey) {
    for _ in 0..600 {
        if !world.exists(key) || !world.status(key).is_running() {
            return;
        }
        if let Some(token) = last_token(world) {
            let o = world.orchestrator.clone();
            let output = stepwell_engine::Payload::from_value(json!("approved"));
            let _ = world.attempt(async move { o.complete(&token, Completion::Success(output)).await });
        }
        let next = stepwell_journal::clock::Clock::now_ms(&*world.time) + 5_000;
        world.run_until_ms(next);
    }
}

/// The newest token that the function `ask` was given.
pub fn last_token(world: &World) -> Option<String> {
    world.script.calls().iter().rev().find_map(|(name, payload)| {
        (name == "lambda:invoke ask").then(|| payload["token"].as_str().unwrap_or_default().to_owned())
    })
}
