//! The courses that the examples can take, in a world in memory with virtual time: what goes to the functions and the
//! job, and how the execution ends. An approval is a task that waits for its token; here a function stands for the mail.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

use serde_json::{Value, json};
use stepwell_engine::{Payload, Status};
use stepwell_examples::repository;
use stepwell_journal::clock::Clock;
use stepwell_orchestrator::complete::Completion;
use stepwell_world::services::Answer;
use stepwell_world::world::World;

const DAY_MS: u64 = 24 * 3_600 * 1_000;

fn summary() -> Value {
    json!({
        "uri": "file:///filtered", "rows": 9_034, "rejected": 966, "total": 405_270.2, "currency": "EUR",
        "firstDate": "2026-01-01", "lastDate": "2026-12-28", "customers": 2_327,
    })
}

fn published() -> Value {
    json!({ "location": "file:///published", "rows": 9_034, "size": 1 })
}

/// The definition with a function in the place of the mail.
fn definition(path: &str) -> Value {
    let text = std::fs::read_to_string(repository().join(path)).unwrap();
    let mut definition: Value = serde_json::from_str(&text).unwrap();
    if let Some(asking) = definition["States"].get_mut("Ask for approval") {
        asking["Resource"] = json!("arn:aws:states:::lambda:invoke.waitForTaskToken");
        let mut payload = asking["Parameters"].take();
        payload["TaskToken.$"] = json!("$$.Task.Token");
        asking["Parameters"] = json!({ "FunctionName": "mail", "Payload": payload });
    }
    definition
}

/// A course: what happens beyond the ordinary, and when.
struct Course {
    definition: &'static str,
    input: Value,
    /// Answer of a function other than the ordinary one.
    unlike: Option<(&'static str, Answer)>,
    /// What is sent back with the token that a function got, one after the other.
    sent_back: Vec<(&'static str, Value)>,
}

fn course(definition: &'static str) -> Course {
    let text = std::fs::read_to_string(repository().join("examples/etl-approval/input.json")).unwrap();
    Course { definition, input: serde_json::from_str(&text).unwrap(), unlike: None, sent_back: Vec::new() }
}

fn run(course: Course) -> (Status, Vec<(String, Value)>) {
    let mut world = World::new();
    for (name, answer) in [
        ("check-file", json!({ "exists": true, "uri": "file:///incoming", "rows": 10_000, "size": 1 })),
        ("validate", summary()),
        ("publish", published()),
        ("mail", json!({})),
    ] {
        world.script.function(name, [Answer::Value(answer, 10)]);
    }
    if let Some((name, answer)) = course.unlike {
        world.script.function(name, [answer]);
    }
    world.machine("etl", &definition(course.definition));
    let key = world.start("etl", "night-1", course.input);
    for (function, output) in course.sent_back {
        go_on(&mut world, 600_000);
        let calls = world.script.calls();
        let called = calls.iter().rev().find(|(call, _)| *call == format!("lambda:invoke {function}"));
        let token =
            called.unwrap_or_else(|| panic!("`{function}` was not called: {calls:?}")).1["TaskToken"].clone();
        let (orchestrator, output) = (world.orchestrator.clone(), Payload::from_value(output));
        let token = token.as_str().unwrap().to_owned();
        world
            .finish(async move { orchestrator.complete(&token, Completion::Success(output)).await })
            .unwrap();
    }
    go_on(&mut world, 2 * DAY_MS);
    (world.status(&key), world.script.calls())
}

/// Lets the world go on for so long, from one thing that is due to the next.
fn go_on(world: &mut World, ms: u64) {
    let until = world.time.now_ms() + ms;
    world.run_until_ms(until);
}

#[track_caller]
fn succeeds(course: Course, expected: &Value) -> Vec<(String, Value)> {
    match run(course) {
        (Status::Succeeded { output }, calls) => {
            assert_eq!(output.value().unwrap(), expected);
            calls
        }
        (status, calls) => panic!("{status:?} after {calls:#?}"),
    }
}

#[track_caller]
fn fails(course: Course, expected: &str) -> Vec<(String, Value)> {
    match run(course) {
        (Status::Failed { error, cause }, calls) => {
            assert_eq!(error.as_deref(), Some(expected));
            assert!(cause.is_some_and(|cause| !cause.is_empty()), "no cause");
            calls
        }
        (status, calls) => panic!("{status:?} after {calls:#?}"),
    }
}

fn names(calls: &[(String, Value)]) -> Vec<&str> {
    calls
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| *name != "glue:getJobRun filter-orders")
        .collect()
}

const RUN_A_JOB: &str = "examples/etl-approval/run-a-job.asl.json";
const WAIT: &str = "examples/etl-approval/wait-for-callback.asl.json";
const REQUEST: &str = "examples/etl-approval/request-response.asl.json";
const HELLO: &str = "examples/hello-world/definition.asl.json";

fn whole() -> Value {
    let mut output = summary();
    output["published"] = published();
    output
}

#[test]
fn an_approved_run_is_published() {
    let sent_back = vec![("mail", json!({ "Decision": "APPROVED" }))];
    let calls = succeeds(Course { sent_back, ..course(RUN_A_JOB) }, &whole());
    let expected = [
        "lambda:invoke check-file",
        "glue:startJobRun filter-orders",
        "lambda:invoke validate",
        "lambda:invoke mail",
        "lambda:invoke publish",
    ];
    assert_eq!(names(&calls), expected);
    let payload = |call: &str| &calls.iter().find(|(name, _)| name == call).unwrap().1;
    assert_eq!(payload(expected[0]), &json!({ "file": "incoming/orders.csv" }));
    let arguments = &payload(expected[1])["Arguments"];
    assert_eq!(arguments["--SOURCE"], "incoming/orders.csv");
    assert_eq!(arguments["--TARGET"], "filtered/orders.csv");
    let files = json!({ "source": "incoming/orders.csv", "filtered": "filtered/orders.csv" });
    assert_eq!(payload(expected[2]), &files);
    assert_eq!(payload(expected[3])["To"], "approver@example.com");
    assert_eq!(payload(expected[3])["Details"], summary());
    let files = json!({ "filtered": "filtered/orders.csv", "published": "published/orders.csv" });
    assert_eq!(payload(expected[4]), &files);
}

#[test]
fn a_run_that_is_not_approved_is_not_published() {
    let sent_back = vec![("mail", json!({ "Decision": "REJECTED" }))];
    let calls = fails(Course { sent_back, ..course(RUN_A_JOB) }, "Rejected");
    assert!(!names(&calls).contains(&"lambda:invoke publish"));
    let calls = fails(course(RUN_A_JOB), "NobodyDecided");
    assert!(!names(&calls).contains(&"lambda:invoke publish"));
}

#[test]
fn a_run_without_orders_or_with_flawed_ones_ends_early() {
    let missing = Answer::Value(json!({ "exists": false, "uri": "file:///incoming" }), 10);
    let calls = fails(Course { unlike: Some(("check-file", missing)), ..course(RUN_A_JOB) }, "NoOrders");
    assert_eq!(names(&calls), ["lambda:invoke check-file"]);
    let flawed = Answer::Fails("ValidationFailed".to_owned());
    fails(Course { unlike: Some(("validate", flawed)), ..course(RUN_A_JOB) }, "ValidationFailed");
}

#[test]
fn request_response_looks_before_the_job_is_done() {
    let early = Answer::Fails("FilteredFileMissing".to_owned());
    let calls = fails(Course { unlike: Some(("validate", early)), ..course(REQUEST) }, "FilteredFileMissing");
    let expected = ["lambda:invoke check-file", "glue:startJobRun filter-orders", "lambda:invoke validate"];
    assert_eq!(names(&calls), expected, "nobody waited, nobody tried again");
    assert_eq!(calls.last().unwrap().1["filtered"], "night-1", "each execution has a file of its own");
}

#[test]
fn a_callback_is_waited_for() {
    let sent_back =
        vec![("check-file", json!({ "ranBy": "others" })), ("mail", json!({ "Decision": "APPROVED" }))];
    let calls = succeeds(Course { sent_back, ..course(WAIT) }, &whole());
    let expected =
        ["lambda:invoke check-file", "lambda:invoke validate", "lambda:invoke mail", "lambda:invoke publish"];
    assert_eq!(names(&calls), expected);
    fails(course(WAIT), "JobNotReported");
}

#[test]
fn hello_world_ends_both_ways() {
    let input = json!({ "IsHelloWorldExample": true });
    let expected = json!({ "IsHelloWorldExample": true, "said": { "greeting": "Hello", "to": "world" } });
    succeeds(Course { input, ..course(HELLO) }, &expected);
    for input in [json!({ "IsHelloWorldExample": false }), json!({})] {
        fails(Course { input, ..course(HELLO) }, "NotHelloWorld");
    }
}
