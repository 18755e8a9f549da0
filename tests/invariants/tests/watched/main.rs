//! The production protocol breaks no invariant: without faults, and with every single point failed once in each way. A
//! world that keeps no promises is noticed.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a world that cannot go on ends its test")]

mod ports;
mod town;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use stepwell_journal::clock::Clock;
use stepwell_world::points::Fault;
use stepwell_world::services::Answer;
use stepwell_world::world::BEGIN_MS;

use crate::town::{Town, retry};

struct Case {
    name: &'static str,
    definition: fn() -> Value,
    input: fn() -> Value,
}

fn task(function: &str, more: Value) -> Value {
    let mut state = json!({ "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": retry(),
        "Parameters": { "FunctionName": function, "Payload.$": "$" }, "OutputPath": "$.Payload" });
    state.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    state
}

fn short_cases() -> Vec<Case> {
    vec![
        Case {
            name: "flow states only",
            definition: || json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "End": true } } }),
            input: || json!({ "n": 1 }),
        },
        Case {
            name: "two tasks and a wait",
            definition: || {
                json!({ "StartAt": "A", "States": {
                    "A": task("f", json!({ "Next": "W" })),
                    "W": { "Type": "Wait", "Seconds": 40, "Next": "B" },
                    "B": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:g",
                        "Retry": retry(), "End": true } } })
            },
            input: || json!({ "at": "one" }),
        },
        Case {
            name: "parallel and map",
            definition: || {
                json!({ "StartAt": "P", "States": { "P": { "Type": "Parallel", "End": true, "Branches": [
                    { "StartAt": "A", "States": { "A": task("f", json!({ "End": true })) } },
                    { "StartAt": "M", "States": { "M": { "Type": "Map", "ItemsPath": "$.items", "End": true,
                        "MaxConcurrency": 2, "ItemProcessor": { "StartAt": "B", "States": {
                            "B": task("g", json!({ "End": true })) } } } } } ] } } })
            },
            input: || json!({ "items": [1, 2, 3] }),
        },
        Case {
            name: "a branch that fails, caught",
            definition: || {
                json!({ "StartAt": "P", "States": { "P": { "Type": "Parallel", "End": true, "Branches": [
                    { "StartAt": "A", "States": { "A": task("slow", json!({ "End": true })) } },
                    { "StartAt": "B", "States": { "B": task("bad", json!({ "End": true })) } } ],
                    "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "C" }] },
                    "C": { "Type": "Pass", "End": true } } })
            },
            input: || json!({}),
        },
    ]
}

fn cases() -> Vec<Case> {
    short_cases().into_iter().chain(long_cases()).collect()
}

/// The second half: long calls, jobs, children, callbacks.
fn long_cases() -> Vec<Case> {
    vec![
        Case {
            name: "a long call, and one that times out",
            definition: || {
                json!({ "StartAt": "A", "States": {
                    "A": task("slow", json!({ "Next": "B" })),
                    "B": task("silent", json!({ "TimeoutSeconds": 20, "End": true,
                        "Catch": [{ "ErrorEquals": ["States.Timeout"], "Next": "C" }] })),
                    "C": { "Type": "Wait", "Seconds": 4_000, "Next": "D" }, "D": { "Type": "Succeed" } } })
            },
            input: || json!({}),
        },
        Case {
            name: "a job",
            definition: || {
                json!({ "StartAt": "J", "States": { "J": { "Type": "Task", "Retry": retry(), "End": true,
                    "Resource": "arn:aws:states:::glue:startJobRun.sync",
                    "Parameters": { "JobName": "nightly" } } } })
            },
            input: || json!({}),
        },
        Case {
            name: "a child and its parent",
            definition: || {
                json!({ "StartAt": "N", "States": { "N": { "Type": "Task", "End": true,
                    "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {
                    "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:child",
                    "Input": { "a": 1 } } } } })
            },
            input: || json!({}),
        },
        Case {
            name: "a callback that nobody gives",
            definition: || {
                json!({ "StartAt": "A", "States": { "A": { "Type": "Task", "HeartbeatSeconds": 100, "End": true,
                    "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "Parameters": {
                    "FunctionName": "f", "Payload": { "token.$": "$$.Task.Token" } } } } })
            },
            input: || json!({}),
        },
    ]
}

/// Points of a case at which something fails: the later ones are sweeps.
const POINTS_MAX: u64 = 24;

/// A town with the machines and functions of a case.
fn town(case: &Case) -> Town {
    let mut town = Town::new();
    town.machine("main", &(case.definition)());
    town.machine("child", &json!({ "StartAt": "A", "States": { "A": task("f", json!({ "End": true })) } }));
    for (name, answer) in [
        ("f", Answer::Echo(100)),
        ("g", Answer::Echo(300)),
        ("slow", Answer::Echo(100_000)),
        ("silent", Answer::Silence),
        ("bad", Answer::Fails("Boom".to_owned())),
    ] {
        town.script.function(name, [answer]);
    }
    town
}

/// Runs a case with faults from its start on; how many points it passed.
fn run(case: &Case, plan: Vec<(u64, Fault)>) -> u64 {
    let mut town = town(case);
    let is_faulty = !plan.is_empty();
    town.points.begin(plan.clone());
    if is_faulty {
        town.watcher.lock().unwrap().faulted(u64::MAX / 2);
    }
    let key = town.start("main", "one", (case.input)());
    town.run_for(400_000);
    while town.status(&key).is_running() && town.time.now_ms() < BEGIN_MS + 9_000_000 {
        town.run_for(600_000);
    }
    let passed = town.points.passed();
    town.run_for(600_000);
    assert!(!town.status(&key).is_running(), "{} {plan:?}: it still runs", case.name);
    let found = town.finish();
    let told: Vec<String> = found.iter().take(5).map(ToString::to_string).collect();
    assert!(found.is_empty(), "{} {plan:?}: {told:#?}", case.name);
    passed
}

fn check(name: &str) {
    let cases = cases();
    let case = cases.iter().find(|case| case.name == name).unwrap();
    let points = run(case, Vec::new()).min(POINTS_MAX);
    for point in 1..=points {
        for fault in Fault::ALL {
            run(case, vec![(point, fault)]);
        }
    }
}

macro_rules! each {
    ($($test:ident: $name:literal,)*) => { $(#[test] fn $test() { check($name) })* };
}

each! {
    flow: "flow states only",
    tasks: "two tasks and a wait",
    joins: "parallel and map",
    failing_branch: "a branch that fails, caught",
    long_call: "a long call, and one that times out",
    job: "a job",
    child: "a child and its parent",
    callback: "a callback that nobody gives",
}

/// Runs a case in a world that has been made weak; which invariants it breaks.
fn weak(name: &str, weaken: fn(&mut Town)) -> BTreeSet<&'static str> {
    let cases = cases();
    let case = cases.iter().find(|case| case.name == name).unwrap();
    let mut town = town(case);
    weaken(&mut town);
    town.start("main", "one", (case.input)());
    town.run_for(600_000);
    town.finish().into_iter().map(|violation| violation.invariant).collect()
}

#[test]
fn weak_worlds_are_noticed() {
    let early = weak("two tasks and a wait", |town| town.acks_early = true);
    assert!(early.contains("I9"), "{early:?}");
    let forgetful = weak("two tasks and a wait", |town| *town.keeps_promises.lock().unwrap() = false);
    assert!(forgetful.contains("I9"), "{forgetful:?}");
}
