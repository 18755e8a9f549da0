//! Scenarios of callbacks: failures said by token, tokens of attempts that are over, time-outs.

use serde_json::json;
use stepwell_journal::ExecutionKey;
use stepwell_orchestrator::complete::Completion;
use stepwell_world::world::World;

use crate::clients::{answer_until_closed, asked, complete, forward, success, tokens};
use crate::more::ask;
use crate::{End, Scenario, echo};

/// The scenarios.
pub fn callbacks() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "a callback that says it failed",
            prepare: |world| asking(world, "Refused"),
            outside: |world, key| answer_until_closed(world, key, &refusal()),
            ends: vec![End::output(json!("late"))],
            ..Scenario::default()
        },
        Scenario {
            name: "a callback that says it failed, and nobody catches",
            prepare: |world| asking(world, "Another"),
            outside: |world, key| answer_until_closed(world, key, &refusal()),
            ends: vec![End::Failed("Refused")],
            ..Scenario::default()
        },
        Scenario {
            name: "a token of an attempt that is over",
            prepare: |world| {
                let again = json!([{ "ErrorEquals": ["States.Timeout", "Lambda.SdkClientException"],
                    "IntervalSeconds": 1, "MaxAttempts": 20, "MaxDelaySeconds": 2 }]);
                let task = ask(json!({ "TimeoutSeconds": 100, "Retry": again }));
                world.machine("main", &json!({ "StartAt": "A", "States": { "A": task } }));
                echo(world, &["ask"]);
            },
            outside: late_token,
            ends: vec![End::output(json!("in time"))],
            ..Scenario::default()
        },
        Scenario {
            name: "a callback that nobody sends",
            prepare: |world| {
                let task = ask(json!({ "TimeoutSeconds": 1_800 }));
                world.machine("main", &json!({ "StartAt": "A", "States": { "A": task } }));
                echo(world, &["ask"]);
            },
            ends: vec![End::Failed("States.Timeout")],
            ..Scenario::default()
        },
    ]
}

fn refusal() -> Completion {
    Completion::Failure { error: Some("Refused".to_owned()), cause: Some("no".to_owned()) }
}

fn asking(world: &mut World, caught: &str) {
    let catch = json!([{ "ErrorEquals": [caught], "Next": "Late" }]);
    let late = json!({ "Type": "Pass", "Result": "late", "End": true });
    let states = json!({ "A": ask(json!({ "Catch": catch })), "Late": late });
    world.machine("main", &json!({ "StartAt": "A", "States": states }));
    echo(world, &["ask"]);
}

/// Lets the first attempt time out, says its token while another attempt runs, and then the newest.
fn late_token(world: &mut World, key: &ExecutionKey) {
    if !asked(world, key, 1) {
        return;
    }
    forward(world, 110_000);
    if !asked(world, key, 2) {
        return;
    }
    let old = tokens(world).swap_remove(0);
    assert!(
        !complete(world, &old, &success(json!("too late"))),
        "a token of an attempt that is over was taken"
    );
    answer_until_closed(world, key, &success(json!("in time")));
}
