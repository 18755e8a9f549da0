//! Scenarios about time, callbacks and executions inside executions: the second half of the core set.

use serde_json::{Value, json};
use stepwell_engine::Payload;
use stepwell_journal::ExecutionKey;
use stepwell_journal::clock::Clock;
use stepwell_orchestrator::complete::Completion;
use stepwell_world::services::Answer;
use stepwell_world::world::World;

use crate::{End, Scenario, answer_last_token, echo, invoke, last_token, retry};

/// Milliseconds of a day.
pub const DAY_MS: u64 = 24 * 3_600_000;

/// A Task that gives the function `ask` its token and waits for the callback.
pub fn ask(members: Value) -> Value {
    let mut state = json!({
        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": { "FunctionName": "ask", "Payload": { "token.$": "$$.Task.Token" } },
        "Retry": [{ "ErrorEquals": ["Lambda.SdkClientException"], "IntervalSeconds": 1, "MaxAttempts": 6 }],
        "End": true
    });
    if let (Some(state), Value::Object(members)) = (state.as_object_mut(), members) {
        state.extend(members);
    }
    state
}

fn scenario(name: &'static str, prepare: fn(&mut World), output: fn() -> Value) -> Scenario {
    Scenario { name, prepare, ends: vec![End::output(output())], ..Scenario::default() }
}

/// The scenarios.
pub fn more() -> Vec<Scenario> {
    vec![
        scenario("a time-out that is caught", silent, || json!("late")),
        scenario("a heartbeat missed", heartbeat_missed, || json!("late")),
        Scenario {
            outside: beat_then_answer,
            late: vec![End::Failed("States.Timeout")],
            ..scenario("heartbeats that keep alive", heartbeats, || json!("approved"))
        },
        Scenario {
            outside: answer_last_token,
            ..scenario("a callback before the answer", slow_ask, || json!("approved"))
        },
        Scenario {
            outside: wait_a_month,
            ..scenario("a callback after thirty days", month, || json!("approved"))
        },
        scenario("a retry in fifty minutes", far_retry, || json!({})),
        scenario("a child that nobody waits for", unwatched_child, || json!("started")),
        scenario("a child born closed", closed_child, || json!({})),
    ]
}

fn silent(world: &mut World) {
    let mut task = invoke("f", None, Some(retry()));
    task["TimeoutSeconds"] = json!(5);
    task["Catch"] = json!([{ "ErrorEquals": ["States.Timeout"], "Next": "Late" }]);
    let late = json!({ "Type": "Pass", "Result": "late", "End": true });
    world.machine("main", &json!({ "StartAt": "A", "States": { "A": task, "Late": late } }));
    world.script.function("f", [Answer::Silence]);
}

fn heartbeat_missed(world: &mut World) {
    let catch = json!([{ "ErrorEquals": ["States.HeartbeatTimeout"], "Next": "Late" }]);
    let task = ask(json!({ "HeartbeatSeconds": 30, "Catch": catch }));
    let late = json!({ "Type": "Pass", "Result": "late", "End": true });
    world.machine("main", &json!({ "StartAt": "A", "States": { "A": task, "Late": late } }));
    echo(world, &["ask"]);
}

fn heartbeats(world: &mut World) {
    let task = ask(json!({ "HeartbeatSeconds": 300 }));
    world.machine("main", &json!({ "StartAt": "A", "States": { "A": task } }));
    echo(world, &["ask"]);
}

fn slow_ask(world: &mut World) {
    let mut task = ask(json!({ "Next": "B" }));
    task.as_object_mut().map(|task| task.remove("End"));
    let mut heard = invoke("g", None, Some(retry()));
    heard["Parameters"] = json!({ "FunctionName": "g", "Payload": { "said.$": "$" } });
    heard["OutputPath"] = json!("$.it.said");
    world.machine("main", &json!({ "StartAt": "A", "States": { "A": task, "B": heard } }));
    world.script.function("ask", [Answer::Echo(20_000)]);
    echo(world, &["g"]);
}

fn month(world: &mut World) {
    world.machine("main", &json!({ "StartAt": "A", "States": { "A": ask(json!({})) } }));
    echo(world, &["ask"]);
}

fn far_retry(world: &mut World) {
    let retry = json!([{ "ErrorEquals": ["States.ALL"], "IntervalSeconds": 3_000, "MaxAttempts": 3, "BackoffRate": 1 }]);
    world.machine("main", &json!({ "StartAt": "A", "States": { "A": invoke("f", None, Some(retry)) } }));
    world.script.function("f", [Answer::Fails("Boom".to_owned()), Answer::Echo(100)]);
}

fn child_start(resource: &str, members: &Value) -> Value {
    let child = "arn:aws:states:us-east-1:123456789012:stateMachine:child";
    let mut state = json!({ "Type": "Task", "Resource": format!("arn:aws:states:::states:startExecution{resource}"),
        "Parameters": { "StateMachineArn": child, "Input.$": "$" }, "End": true });
    if let (Some(state), Some(members)) = (state.as_object_mut(), members.as_object()) {
        state.extend(members.clone());
    }
    state
}

fn unwatched_child(world: &mut World) {
    world.machine("child", &json!({ "StartAt": "A", "States": { "A": invoke("f", None, Some(retry())) } }));
    let done = json!({ "Type": "Pass", "Result": "started", "End": true });
    let mut start = child_start("", &json!({ "Next": "Done" }));
    start.as_object_mut().map(|start| start.remove("End"));
    world.machine("main", &json!({ "StartAt": "N", "States": { "N": start, "Done": done } }));
    echo(world, &["f"]);
}

fn closed_child(world: &mut World) {
    world.machine("child", &json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "End": true } } }));
    let start = child_start(".sync:2", &json!({ "OutputPath": "$.Output" }));
    world.machine("main", &json!({ "StartAt": "N", "States": { "N": start } }));
}

/// Sends a heartbeat every hundred seconds for ten minutes, then the answer.
fn beat_then_answer(world: &mut World, key: &ExecutionKey) {
    let until = world.time.now_ms() + 600_000;
    while world.time.now_ms() < until && world.exists(key) && world.status(key).is_running() {
        if let Some(token) = last_token(world) {
            let o = world.orchestrator.clone();
            let _ = world.attempt(async move { o.complete(&token, Completion::Heartbeat).await });
        }
        let next = world.time.now_ms() + 100_000;
        world.run_until_ms(next);
    }
    answer_last_token(world, key);
}

fn wait_a_month(world: &mut World, key: &ExecutionKey) {
    let then = world.time.now_ms() + 30 * DAY_MS;
    world.run_until_ms(then);
    answer_last_token(world, key);
}

/// Answers the newest token with this output, once.
pub fn answer(world: &mut World, output: Value) -> bool {
    let Some(token) = last_token(world) else { return false };
    let o = world.orchestrator.clone();
    let output = Payload::from_value(output);
    let answered = world.attempt(async move { o.complete(&token, Completion::Success(output)).await });
    matches!(answered, Some(Ok(())))
}
