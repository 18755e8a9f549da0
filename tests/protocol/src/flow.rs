//! Scenarios of the flow states: every type of state, states in each other, errors caught and not, much data.

use serde_json::{Value, json};
use stepwell_world::services::Answer;
use stepwell_world::world::World;

use crate::{End, Scenario, echo, invoke, order, retry};

/// The scenarios.
pub fn flow() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "a Fail state",
            prepare: fails,
            input: || json!({ "n": 3 }),
            ends: vec![End::Failed("Wrong")],
            ..Scenario::default()
        },
        Scenario {
            name: "a Retry that is used up",
            prepare: |world| broken(world, None),
            ends: vec![End::Failed("Boom")],
            at_most: &[("lambda:invoke f", 5)],
            ..Scenario::default()
        },
        Scenario {
            name: "a Catch behind a Retry",
            prepare: |world| broken(world, Some(json!([{ "ErrorEquals": ["Boom"], "Next": "Late" }]))),
            ends: vec![End::output(json!("caught"))],
            at_most: &[("lambda:invoke f", 5)],
            ..Scenario::default()
        },
        Scenario {
            name: "Parallel in Map in Parallel",
            prepare: nested,
            input: || json!([1, 2]),
            ends: vec![End::output(json!([[[1, "p"], [2, "p"]], "w"]))],
            ..Scenario::default()
        },
        Scenario {
            name: "a failing branch",
            prepare: failing_branch,
            ends: vec![End::output(json!("caught"))],
            at_most: &[("lambda:invoke f", 1)],
            ..Scenario::default()
        },
        Scenario {
            name: "a large payload",
            prepare: large,
            input: || (0..24).map(order).collect(),
            ends: vec![End::output(json!("done"))],
            passes: &["put payload"],
            sample: 40,
            ..Scenario::default()
        },
        Scenario {
            name: "a wide Map",
            prepare: wide,
            input: || (0..200).collect(),
            ends: vec![End::output((0..200).collect())],
            at_most: &[("lambda:invoke f", 200 * 7)],
            sample: 10,
            ..Scenario::default()
        },
    ]
}

fn late() -> Value {
    json!({ "Type": "Pass", "Result": "caught", "End": true })
}

fn fails(world: &mut World) {
    let choice = json!({ "Type": "Choice", "Default": "Never",
        "Choices": [{ "Variable": "$.n", "NumericGreaterThan": 2, "Next": "F" }] });
    let fail = json!({ "Type": "Fail", "Error": "Wrong", "Cause": "it is" });
    let states = json!({ "C": choice, "F": fail, "Never": { "Type": "Succeed" } });
    world.machine("main", &json!({ "StartAt": "C", "States": states }));
}

fn broken(world: &mut World, catch: Option<Value>) {
    let again = json!([
        { "ErrorEquals": ["Boom"], "IntervalSeconds": 1, "MaxAttempts": 2, "BackoffRate": 1 },
        { "ErrorEquals": ["Lambda.SdkClientException"], "IntervalSeconds": 1, "MaxAttempts": 2 }
    ]);
    let mut task = invoke("f", None, Some(again));
    let mut states = json!({});
    if let Some(catch) = catch {
        task["Catch"] = catch;
        states["Late"] = late();
    }
    states["A"] = task;
    world.machine("main", &json!({ "StartAt": "A", "States": states }));
    world.script.function("f", [Answer::Fails("Boom".to_owned())]);
}

fn nested(world: &mut World) {
    let branches = json!([
        { "StartAt": "F", "States": { "F": invoke("f", None, Some(retry())) } },
        { "StartAt": "P", "States": { "P": { "Type": "Pass", "Result": "p", "End": true } } }
    ]);
    let inner = json!({ "Type": "Parallel", "Branches": branches, "End": true });
    let map = json!({ "Type": "Map", "End": true,
        "ItemProcessor": { "StartAt": "I", "States": { "I": inner } } });
    let wait = json!({ "Type": "Wait", "Seconds": 2, "Next": "X" });
    let branches = json!([
        { "StartAt": "M", "States": { "M": map } },
        { "StartAt": "W", "States": { "W": wait, "X": { "Type": "Pass", "Result": "w", "End": true } } }
    ]);
    let outer = json!({ "Type": "Parallel", "Branches": branches, "End": true });
    world.machine("main", &json!({ "StartAt": "O", "States": { "O": outer } }));
    echo(world, &["f"]);
}

/// One branch fails at once, the other waits for a function that takes half a minute.
fn failing_branch(world: &mut World) {
    let branches = json!([
        { "StartAt": "F", "States": { "F": invoke("f", None, None) } },
        { "StartAt": "W", "States": { "W": { "Type": "Wait", "Seconds": 3, "Next": "B" },
            "B": { "Type": "Fail", "Error": "Boom" } } }
    ]);
    let both = json!({ "Type": "Parallel", "Branches": branches, "End": true,
        "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Late" }] });
    world.machine("main", &json!({ "StartAt": "O", "States": { "O": both, "Late": late() } }));
    world.script.function("f", [Answer::Echo(30_000)]);
}

fn large(world: &mut World) {
    let mut task = invoke("f", Some("B"), Some(retry()));
    task["ResultPath"] = Value::Null;
    task.as_object_mut().map(|task| (task.remove("ResultSelector"), task.remove("OutputPath")));
    let done = json!({ "Type": "Pass", "Result": "done", "End": true });
    let states = json!({ "A": task, "B": invoke("g", Some("D"), Some(retry())), "D": done });
    world.machine("main", &json!({ "StartAt": "A", "States": states }));
    echo(world, &["f", "g"]);
}

fn wide(world: &mut World) {
    let processor = json!({ "StartAt": "F", "States": { "F": invoke("f", None, Some(retry())) } });
    let map = json!({ "Type": "Map", "ItemProcessor": processor, "End": true });
    world.machine("main", &json!({ "StartAt": "M", "States": { "M": map } }));
    echo(world, &["f"]);
}
