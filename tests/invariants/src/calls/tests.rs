//! Calls under a claim, and calls that nobody may make.

use serde_json::json;

use crate::lab::{Case, check, request, stop};

const ROWS: &[Case] = &[
    (
        "a call under its claim",
        |lab| {
            let stamp = lab.begin();
            lab.call("b1", stamp);
        },
        false,
    ),
    (
        "a call made moot by a stop",
        |lab| {
            let stamp = lab.begin();
            let input = lab.head.execution.attempt(stamp).unwrap().2.parameters.value().unwrap().clone();
            lab.step(100, &[stop()]);
            let now = lab.now;
            lab.watcher.called(now, "b1", &request("invoke", stamp, input), true);
        },
        false,
    ),
    (
        "a call before any page",
        |lab| {
            let now = lab.now;
            lab.watcher.called(now, "b1", &request("invoke", 3, json!({})), true);
        },
        true,
    ),
    (
        "a call that no page has ordered",
        |lab| {
            let stamp = lab.begin();
            lab.call("b1", stamp + 9);
        },
        true,
    ),
    (
        "a call under another's claim",
        |lab| {
            let stamp = lab.begin();
            lab.call("b2", stamp);
        },
        true,
    ),
    (
        "a call after its claim",
        |lab| {
            let stamp = lab.begin();
            lab.now += 40_000;
            lab.call("b1", stamp);
        },
        true,
    ),
    (
        "the same by a process that stood still",
        |lab| {
            let stamp = lab.begin();
            lab.now += 40_000;
            let now = lab.now;
            lab.watcher.stalled("b1", now - 39_000, now);
            lab.call("b1", stamp);
        },
        false,
    ),
    (
        "a call that says another thing",
        |lab| {
            let stamp = lab.begin();
            let now = lab.now;
            lab.watcher.called(now, "b1", &request("invoke", stamp, json!({ "FunctionName": "g" })), true);
        },
        true,
    ),
    (
        "a job cancelled without an order",
        |lab| {
            let stamp = lab.begin();
            let now = lab.now;
            lab.watcher.called(now, "b1", &request("batchStopJobRun", stamp, json!({})), true);
        },
        true,
    ),
];

#[test]
fn calls_are_judged() {
    check("I5", ROWS);
}
