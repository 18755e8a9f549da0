//! Small histories, written by hand, and the visits they fold to.

use super::Progress;
use crate::model::Workflow;
use crate::status::Status;
use serde_json::{Value, json};

/// `(previous event, type, details)`; ids count from 1, each event one second after the one before.
pub(crate) fn history(rows: &[(u64, &str, Value)]) -> Vec<Value> {
    let event = |(id, (previous, kind, details)): (u64, &(u64, &str, Value))| {
        let mut event = json!({"id": id, "previousEventId": previous, "type": kind, "timestamp": 1_700_000_000.0 + id as f64});
        if !details.is_null() {
            event[format!("{}EventDetails", details["as"].as_str().unwrap_or("any"))] = details.clone();
        }
        event
    };
    (1_u64..).zip(rows).map(event).collect()
}

pub(crate) fn named(name: &str) -> Value {
    json!({"as": "stateEntered", "name": name})
}

pub(crate) fn failed(error: &str) -> Value {
    json!({"as": "taskFailed", "error": error, "cause": "because"})
}

/// `name status attempts error` of every visit.
fn check(flow: &Value, rows: &[(u64, &str, Value)], expected: &[&str]) -> Progress {
    let progress = Progress::from_history(&Workflow::from_definition(flow), &history(rows));
    let seen = progress.visits.iter().map(|visit| {
        let error = visit.error.as_deref().unwrap_or("-");
        format!("{} {} {} {error}", visit.name, visit.status.word(), visit.attempts)
    });
    assert_eq!(seen.collect::<Vec<_>>(), expected);
    progress
}

#[test]
fn a_task_in_its_lives() {
    let start = [
        (0, "ExecutionStarted", Value::Null),
        (0, "TaskStateEntered", named("T")),
        (2, "TaskScheduled", Value::Null),
        (3, "TaskFailed", failed("E")),
    ];
    let with = |more: &[(u64, &'static str, Value)]| [&start[..], more].concat();
    check(&json!({}), &start[..3], &["T in progress 1 -"]);
    check(&json!({}), &start, &["T retrying 1 E"]);
    check(&json!({}), &with(&[(4, "TaskScheduled", Value::Null)]), &["T retrying 2 E"]);
    check(&json!({}), &with(&[(4, "TaskStateExited", named("T"))]), &["T caught error 1 E"]);
    check(&json!({}), &with(&[(4, "ExecutionFailed", failed("E"))]), &["T failed 1 E"]);
    check(&json!({}), &with(&[(0, "ExecutionAborted", Value::Null)]), &["T aborted 1 E"]);
    let again = [
        (4, "TaskScheduled", Value::Null),
        (5, "TaskSucceeded", Value::Null),
        (6, "TaskStateExited", named("T")),
    ];
    check(&json!({}), &with(&again), &["T succeeded 2 E"]);
    let late =
        [&start[..3], &[(3, "TaskTimedOut", failed("States.Timeout")), (4, "ExecutionFailed", failed("x"))]]
            .concat();
    check(&json!({}), &late, &["T timed out 1 States.Timeout"]);
    let redriven = [
        (4, "ExecutionFailed", failed("E")),
        (5, "ExecutionRedriven", Value::Null),
        (6, "TaskScheduled", Value::Null),
    ];
    let progress = check(&json!({}), &with(&redriven), &["T retrying 2 E"]);
    assert_eq!(
        (progress.whole.status, progress.whole.redrives, progress.whole.error),
        (Status::Running, 1, None)
    );
}

#[test]
fn errors_without_an_event_of_their_own() {
    let rows = [
        (0, "ExecutionStarted", Value::Null),
        (0, "PassStateEntered", named("P")),
        (2, "ExecutionFailed", failed("States.Runtime")),
    ];
    check(&json!({}), &rows, &["P failed 0 States.Runtime"]);
    let evaluation = json!({"as": "evaluationFailed", "state": "P", "error": "States.QueryEvaluationError"});
    let rows = [
        (0, "ExecutionStarted", Value::Null),
        (0, "PassStateEntered", named("P")),
        (0, "EvaluationFailed", evaluation),
        (3, "ExecutionFailed", failed("x")),
    ];
    check(&json!({}), &rows, &["P failed 0 States.QueryEvaluationError"]);
}

fn parallel() -> Value {
    let branch = |name: &str| json!({"StartAt": name, "States": {name: {"Type": "Task", "End": true}}});
    json!({"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": [branch("A"), branch("B")], "End": true}}})
}

#[test]
fn a_failing_branch_aborts_its_siblings_and_a_retry_replaces_it() {
    let start = [
        (0, "ExecutionStarted", Value::Null),
        (0, "ParallelStateEntered", named("P")),
        (2, "ParallelStateStarted", Value::Null),
        (3, "TaskStateEntered", named("B")),
        (3, "TaskStateEntered", named("A")),
        (4, "TaskScheduled", Value::Null),
        (6, "TaskFailed", failed("E")),
        (7, "TaskStateAborted", Value::Null),
    ];
    let end = [(7, "ParallelStateFailed", Value::Null), (9, "ParallelStateExited", named("P"))];
    let progress = check(
        &parallel(),
        &[&start[..], &end].concat(),
        &["P caught error 1 E", "B failed 1 E", "A aborted 0 -"],
    );
    assert_eq!(progress.lanes[1].which, super::Which::Branch(1));
    let again = [(7, "ParallelStateStarted", Value::Null), (9, "TaskStateEntered", named("A"))];
    let rows = [&start[..], &again].concat();
    let progress =
        check(&parallel(), &rows, &["P retrying 2 -", "B failed 1 E", "A aborted 0 -", "A in progress 0 -"]);
    let marks = progress.statuses();
    assert_eq!(marks.keys().collect::<Vec<_>>(), ["A", "P"]);
    assert_eq!(marks["P"].note, "attempt 2");
}

#[test]
fn a_failure_goes_through_all_containers_around_it() {
    let start = [
        (0, "ExecutionStarted", Value::Null),
        (0, "ParallelStateEntered", named("Out")),
        (2, "ParallelStateStarted", Value::Null),
        (3, "ParallelStateEntered", named("In")),
        (3, "WaitStateEntered", named("W")),
        (4, "ParallelStateStarted", Value::Null),
        (6, "TaskStateEntered", named("T")),
        (7, "TaskFailed", failed("E")),
    ];
    let expected = ["Out failed 1 E", "In failed 1 E", "W aborted 0 -", "T failed 0 E"];
    let told = [
        (8, "ParallelStateFailed", Value::Null),
        (8, "ParallelStateFailed", Value::Null),
        (10, "ExecutionFailed", failed("E")),
    ];
    let progress = check(&json!({}), &[&start[..], &told].concat(), &expected);
    assert!(progress.lanes.iter().all(|lane| !lane.status.is_open()));
    let expected = ["Out failed 1 -", "In failed 1 -", "W aborted 0 -", "T failed 0 E"];
    check(&json!({}), &[&start[..], &[(8, "ExecutionFailed", failed("E"))]].concat(), &expected);
}

#[test]
fn iterations_are_counted() {
    let index = |index: u64| json!({"as": "mapIterationStarted", "name": "M", "index": index});
    let flow = json!({"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": {"StartAt": "T", "States": {"T": {"Type": "Task"}}}}}});
    let rows = [
        (0, "ExecutionStarted", Value::Null),
        (0, "MapStateEntered", named("M")),
        (2, "MapStateStarted", json!({"as": "mapStateStarted", "length": 3})),
        (3, "MapIterationStarted", index(0)),
        (4, "TaskStateEntered", named("T")),
        (5, "TaskStateExited", named("T")),
        (6, "MapIterationSucceeded", index(0)),
        (6, "MapIterationStarted", index(1)),
        (8, "TaskStateEntered", named("T")),
    ];
    let progress = check(&flow, &rows, &["M in progress 1 -", "T succeeded 0 -", "T in progress 0 -"]);
    assert_eq!(progress.counts(&progress.visits[0]), (1, 0, 3));
    assert_eq!(progress.statuses()["M"].note, "1 of 3");
    assert_eq!(progress.depth(&progress.visits[2]), 1);
    assert_eq!(progress.visit_of(9).map(|visit| visit.first_event), Some(9));
}

#[test]
fn nonsense_changes_nothing() {
    let values =
        [json!(1), json!({"id": 1}), json!({"id": 3, "previousEventId": 9, "type": "TaskSucceeded"})];
    let odd = [
        json!({"id": 4, "type": "MapStateExited", "stateExitedEventDetails": {"name": "x"}}),
        json!({"id": 5, "previousEventId": 5, "type": "MapIterationStarted"}),
        json!({"id": u64::MAX, "type": "ParallelStateFailed"}),
    ];
    let progress = Progress::from_history(&Workflow::default(), &[&values[..], &odd].concat());
    assert_eq!(progress.visits.len(), 0);
    assert_eq!(progress.statuses().len(), 0);
}

/// Wide and long histories: quadratic work on these would take minutes, not a moment.
#[test]
fn full_histories_fold() {
    let mut rows = vec![
        (0, "ExecutionStarted", Value::Null),
        (0, "MapStateEntered", named("M")),
        (2, "MapStateStarted", json!({"as": "mapStateStarted", "length": 20_000})),
    ];
    for index in 0..20_000_u64 {
        rows.push((
            3,
            "MapIterationStarted",
            json!({"as": "mapIterationStarted", "name": "M", "index": index}),
        ));
        rows.push((4 + 2 * index, "TaskStateEntered", named("T")));
    }
    rows.push((5, "MapStateFailed", Value::Null));
    let progress = Progress::from_history(&Workflow::default(), &history(&rows));
    assert_eq!(progress.counts(&progress.visits[0]), (20_000, 1, 20_000));
    assert_eq!(progress.visits.len(), 20_001);
}
