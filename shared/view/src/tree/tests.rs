//! Trees to the letter, and their width.

use super::lines;
use crate::model::Workflow;
use crate::progress::Progress;
use serde_json::{Value, json};

fn progress() -> Progress {
    let event = |id: u64, previous: u64, kind: &str, details: Value| json!({"id": id, "previousEventId": previous, "type": kind, "timestamp": 1_700_000_000 + id, "anyEventDetails": details});
    let branch = |name: &str| json!({"StartAt": name, "States": {name: {"Type": "Task", "End": true}}});
    let flow = json!({"States": {"Both": {"Type": "Parallel", "Branches": [branch("A"), branch("B")]}}});
    let events = [
        event(1, 0, "ExecutionStarted", json!({})),
        event(2, 0, "ParallelStateEntered", json!({"name": "Both"})),
        event(3, 2, "ParallelStateStarted", json!({})),
        event(4, 3, "TaskStateEntered", json!({"name": "B"})),
        event(5, 3, "TaskStateEntered", json!({"name": "A"})),
        event(6, 5, "TaskScheduled", json!({})),
        event(
            7,
            6,
            "TaskFailed",
            json!({"error": "Card.Declined", "cause": "no\n\u{1b}[31mmoney left on this account"}),
        ),
    ];
    Progress::from_history(&Workflow::from_definition(&flow), &events)
}

#[test]
fn draws_the_tree() {
    let expected = [
        "▶ Both  8.0 s",
        "├ branch 0",
        "│ ↻ A, retrying after attempt 1  5.0 s",
        "│   Card.Declined: no [31mmoney left on…",
        "├ branch 1",
        "│ ▶ B  6.0 s",
        "▶ execution in progress  9.0 s",
    ];
    assert_eq!(lines(&progress(), 1_700_000_010_000, 40, false, true), expected);
    let plain = lines(&progress(), 1_700_000_010_000, 40, false, false);
    assert!(plain.iter().all(|line| line.is_ascii()), "{plain:?}");
    let painted = lines(&progress(), 1_700_000_010_000, 40, true, true);
    assert_eq!(painted[5], "│ \u{1b}[34m▶\u{1b}[0m B  \u{1b}[90m6.0 s\u{1b}[0m");
}

#[test]
fn keeps_within_the_width() {
    for width in [0, 20, 25, 33, 80] {
        for line in lines(&progress(), 1_700_000_010_000, width, false, true) {
            assert!(line.chars().count() <= width.max(20), "{width}: {line}");
        }
    }
}
