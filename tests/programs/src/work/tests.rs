//! Programs and what they have to do.

use serde_json::{Value, json};

use super::work;
use crate::behaviours::Behaviours;
use crate::case::{CHILD, Case, MAIN};

#[track_caller]
fn check(states: Value, expected: u64) {
    let machines = vec![
        (MAIN.to_owned(), json!({ "States": states })),
        (CHILD.to_owned(), json!({ "States": { "A": { "Type": "Pass" }, "B": { "Type": "Succeed" } } })),
    ];
    let input = json!({ "list": [1, 2, 3] });
    let behaviours = Behaviours::new(1, 0);
    assert_eq!(work(&Case { seed: 1, machines, main: MAIN.to_owned(), input, behaviours }), expected);
}

#[test]
fn states_count_as_often_as_they_are_entered() {
    check(json!({ "A": { "Type": "Pass" }, "B": { "Type": "Succeed" } }), 2);
    let two = json!({ "States": { "C": { "Type": "Pass" }, "D": { "Type": "Pass" } } });
    check(json!({ "A": { "Type": "Parallel", "Branches": [two, two] } }), 5);
    check(json!({ "A": { "Type": "Map", "ItemProcessor": two } }), 7);
    let map = json!({ "States": { "B": { "Type": "Map", "Iterator": two } } });
    check(json!({ "A": { "Type": "Map", "ItemProcessor": map } }), 22);
    let nested = json!({ "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2" });
    check(json!({ "A": nested, "B": nested }), 14);
}

#[test]
fn what_stands_in_a_loop_counts_for_each_turn() {
    let begin = json!({ "Type": "Pass", "Comment": "loop", "Result": [3, 2, 1] });
    let again = json!({ "Type": "Choice", "Comment": "loop" });
    let turn = json!({ "Type": "Pass", "Comment": "loop", "InputPath": "$.at.t1[1:]" });
    let pass = json!({ "Type": "Pass" });
    check(json!({ "Begin": begin, "Again": again, "A": pass, "Turn": turn, "End": pass }), 11);
    let nested = json!({ "Begin": begin, "Again": again, "Begin 2": begin, "Again 2": again, "Turn 2": turn,
        "Turn": turn, "End": pass });
    check(nested, 1 + 3 * (1 + 1 + 1) + 9 * 2 + 1);
}
