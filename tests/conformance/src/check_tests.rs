//! What answers are taken for what a call expects.

use serde_json::json;

use super::*;

fn check(name: &str, step: Value, answer: Answer, paths: &[&str]) {
    let case = json!({"name": name, "area": "a", "kind": "plain", "recorded": "2024-06-19", "seconds": 1, "steps": []});
    let case: Case = serde_json::from_value(case).unwrap();
    let call: Call = serde_json::from_value(step.clone()).unwrap();
    let scope = Scope::new("us-east-1", "123456789012", 0);
    let found = super::answer(&case, &call, &answer, &scope, &mut Bindings::default());
    let found: Vec<String> = found.into_iter().map(|difference| difference.path).collect();
    assert_eq!(found, paths, "{step} {answer:?}");
}

#[test]
fn successes() {
    let call = |more: Value| {
        let mut call = json!({"action": "A", "request": {}});
        call.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        call
    };
    let ok = |body: Value| Answer::ok(body);
    check("n", call(json!({})), ok(json!({"any": 1})), &[]);
    check("n", call(json!({})), Answer { status: 400, body: json!({"__type": "E"}) }, &["$"]);
    check("n", call(json!({"expect": {"a": 1}})), ok(json!({"a": 1})), &[]);
    check("n", call(json!({"expect": {"a": 1}})), ok(json!({"a": 1, "b": 1})), &["$.b"]);
    check("n", call(json!({"expectPart": {"a": 1}})), ok(json!({"a": 1, "b": 1})), &[]);
    check("n", call(json!({"expectPart": {"a": 1}})), ok(json!({"b": 1})), &["$.a"]);
    check("n", call(json!({"expect": {"a": [1, 2]}, "unordered": true})), ok(json!({"a": [2, 1]})), &[]);
    check("n", call(json!({"expect": {"a": [1, 2]}})), ok(json!({"a": [2, 1]})), &["$.a[0]", "$.a[1]"]);
    check("n", call(json!({"expect": {}})), Answer::none("refused"), &["$"]);
}

#[test]
fn failures() {
    let step = json!({"action": "A", "request": {}, "expectError": {"code": "InvalidName", "message": "Bad: '<<machine:0>>'", "reason": "r"}});
    let error = |status: u16, body: Value| Answer { status, body };
    let right = json!({"__type": "com.amazonaws.states#InvalidName", "message": "Bad: 'm'", "reason": "r"});
    check("n", step.clone(), error(400, right.clone()), &[]);
    check("n", step.clone(), error(500, right.clone()), &["$"]);
    check("n", step.clone(), error(200, right), &["$"]);
    check(
        "n",
        step.clone(),
        error(400, json!({"__type": "InvalidName", "Message": "Bad: 'm'", "reason": "r"})),
        &[],
    );
    check(
        "n",
        step,
        error(400, json!({"__type": "InvalidArn", "message": "Good"})),
        &["$.__type", "$.message", "$.reason"],
    );
}

#[test]
fn the_end_of_a_distributed_map_in_old_recordings() {
    let history = |previous: u64| {
        json!({"events": [
            {"id": 1, "previousEventId": 0, "type": "MapRunStarted"},
            {"id": 2, "previousEventId": 1, "type": "MapRunSucceeded"},
            {"id": 3, "previousEventId": previous, "type": "MapStateExited"},
        ]})
    };
    let step = json!({"action": "GetExecutionHistory", "request": {}, "expect": history(2)});
    let old = "distributed-map-items-path-items-1f1f";
    check(old, step.clone(), Answer::ok(history(1)), &[]);
    check(old, step.clone(), Answer::ok(history(2)), &[]);
    check(old, step.clone(), Answer::ok(history(0)), &["$.events[2].previousEventId"]);
    check("another", step, Answer::ok(history(1)), &["$.events[2].previousEventId"]);
}
