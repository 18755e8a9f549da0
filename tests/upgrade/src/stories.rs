//! Executions that are in the middle of everything an execution can be in the middle of.

use serde_json::{Value, json};
use stepwell_engine::{Event, Payload};
use stepwell_journal::ExecutionKey;
use stepwell_orchestrator::inbox;

use crate::fleet::{Fleet, block_on};

/// An execution and where it stands when the store is written down.
pub struct Story {
    /// Name of its machine and of the execution.
    pub name: &'static str,
    /// Its definition.
    pub definition: fn() -> Value,
    /// Its input.
    pub input: fn() -> Value,
}

/// Function by name, called until it answers.
fn call(function: &str, next: Option<&str>) -> Value {
    let mut state = json!({
        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": { "FunctionName": function, "Payload.$": "$" },
        "ResultSelector": { "it.$": "$.Payload" }, "OutputPath": "$.it",
        "Retry": [{ "ErrorEquals": ["TooEarly"], "IntervalSeconds": 120, "MaxAttempts": 3 },
            { "ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 9 }]
    });
    match next {
        Some(next) => state["Next"] = json!(next),
        None => state["End"] = json!(true),
    }
    state
}

fn wait(seconds: u64) -> Value {
    json!({ "Type": "Wait", "Seconds": seconds, "End": true })
}

fn ask() -> Value {
    json!({ "StartAt": "Ask", "States": { "Ask": {
        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": { "FunctionName": "ask", "Payload": { "token.$": "$$.Task.Token" } }, "TimeoutSeconds": 900,
        "Retry": [{ "ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 9 }], "End": true } } })
}

/// A text of so many bytes that does not shrink much.
fn text(bytes: u64) -> String {
    (0..bytes / 16).map(|part| format!("{:016x}", stepwell_engine::moment::mix(part, bytes, 3))).collect()
}

fn machine(states: Value) -> Value {
    let first = states.as_object().and_then(|states| states.keys().next().cloned());
    json!({ "StartAt": first, "States": states })
}

/// All of them. Functions and jobs outlast the moment at which the store is written down.
pub const ALL: &[Story] = &[
    Story {
        name: "ended",
        definition: || machine(json!({ "A": call("echo", None) })),
        input: || json!({ "n": 1 }),
    },
    Story {
        name: "in-a-call",
        definition: || machine(json!({ "A": call("echo", Some("B")), "B": call("echo-600", None) })),
        input: || json!({ "n": 2 }),
    },
    Story {
        name: "in-a-wait",
        definition: || {
            json!({ "StartAt": "A", "States": { "A": { "Type": "Wait", "Seconds": 5_000, "Next": "B" },
            "B": call("echo", None) } })
        },
        input: || json!({ "text": text(20_000) }),
    },
    Story { name: "in-a-callback", definition: ask, input: || json!({}) },
    Story { name: "with-a-letter", definition: ask, input: || json!({}) },
    Story {
        name: "in-a-job",
        definition: || {
            machine(json!({ "J": { "Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync",
            "Parameters": { "JobName": "filter" }, "ResultSelector": { "state.$": "$.JobRunState" },
            "Retry": [{ "ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 9 }], "End": true } }))
        },
        input: || json!({}),
    },
    Story {
        name: "before-a-retry",
        definition: || machine(json!({ "A": call("fails-before", None) })),
        input: || json!([1, 2.5]),
    },
    Story {
        name: "in-a-nested",
        definition: || {
            machine(
                json!({ "N": { "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
            "Parameters": { "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:child",
                "Input.$": "$" }, "OutputPath": "$.Output", "End": true } }),
            )
        },
        input: || json!({ "child": true }),
    },
    Story {
        name: "in-branches",
        definition: branches,
        input: || json!({ "items": (0..300).collect::<Vec<u32>>() }),
    },
    Story {
        name: "in-an-old-text",
        definition: old_text,
        input: || json!({ "items": (0..40).collect::<Vec<u32>>(), "text": text(900) }),
    },
];

/// A Parallel with a wait beside a Map of which a part waits: its first results are in a list.
fn branches() -> Value {
    json!({ "StartAt": "P", "States": { "P": { "Type": "Parallel", "End": true, "Branches": [
        { "StartAt": "W", "States": { "W": wait(400) } },
        { "StartAt": "M", "States": { "M": { "Type": "Map", "ItemsPath": "$.items", "End": true,
            "ItemProcessor": { "StartAt": "C", "States": {
                "C": { "Type": "Choice", "Default": "Short",
                    "Choices": [{ "Variable": "$", "NumericGreaterThan": 280, "Next": "Long" }] },
                "Short": call("echo", None), "Long": wait(200) } } } } },
        { "StartAt": "A", "States": { "A": call("echo-600", None) } } ] } } })
}

/// A text stands still in one branch while another writes page after page, so that it is moved to a segment.
fn old_text() -> Value {
    json!({ "StartAt": "A", "States": { "A": call("echo", Some("P")),
        "P": { "Type": "Parallel", "End": true, "Branches": [
            { "StartAt": "W", "States": { "W": wait(3_000) } },
            { "StartAt": "M", "States": {
                "M": { "Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 1, "Next": "Rest",
                    "ItemProcessor": { "StartAt": "F", "States": { "F": call("echo", None) } } },
                "Rest": wait(1_000) } } ] } } })
}

/// Makes the machines of stories, and one for children.
pub fn machines(fleet: &mut Fleet, index: usize, stories: &[Story]) {
    fleet.machine(index, "child", &machine(json!({ "W": wait(300) })));
    for story in stories {
        fleet.machine(index, story.name, &(story.definition)());
    }
}

/// Starts stories through process `index`.
pub fn start(fleet: &mut Fleet, index: usize, stories: &[Story]) {
    machines(fleet, index, stories);
    for story in stories {
        fleet.start(index, story.name, "one", (story.input)());
    }
}

/// The execution of a story.
pub fn key(name: &str) -> ExecutionKey {
    ExecutionKey::new(name, "one")
}

/// All stories half a minute after their start, with a fact in the inbox of one.
pub fn begin(fleet: &mut Fleet) {
    start(fleet, 0, ALL);
    fleet.run(30_000, |_| false);
    let key = key("with-a-letter");
    let journal = crate::process::Code::New;
    let journal = journal.journal(fleet.store.clone(), fleet.payloads.clone());
    let loaded = block_on(journal.load(&key)).ok().flatten();
    let stamp = loaded.and_then(|loaded| {
        let frames = loaded.head.execution.frames;
        frames.values().find_map(|frame| frame.attempt().map(|attempt| attempt.stamp))
    });
    let Some(stamp) = stamp else { panic!("no attempt waits for an answer") };
    let fact = Event::TaskSucceeded { stamp, output: Payload::from_value(json!("from the inbox")) };
    let letter = inbox::encode(&fact).unwrap_or_default();
    let left = block_on(journal.leave(&key, letter));
    assert!(left.is_ok(), "{left:?}");
}

/// Goes on from there until all has ended.
pub fn finish(fleet: &mut Fleet) -> bool {
    fleet.run(100_000, |_| false);
    let answered = fleet.complete(0, &key("in-a-callback"), json!("from a person"));
    assert!(answered, "the token of the callback is taken: {:?}", fleet.errors);
    fleet.run(4 * 3_600_000, Fleet::is_over)
}
