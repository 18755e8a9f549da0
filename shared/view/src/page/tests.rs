//! Pages: escaping, balance of tags, paging, refreshing.

use super::{ExecutionRow, MachineRow, PageInput, error, executions, machines, render};
use crate::model::Workflow;
use crate::progress::Progress;
use serde_json::{Value, json};

const EVIL: &str = "</pre><script>alert('1')</script>\"";

/// Every tag closes, and nothing is in there that the content security policy forbids.
fn check(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("a tag ends");
        let name = tag.split_whitespace().next().unwrap();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closes what is open");
        } else if !tag.ends_with('/') && !matches!(name, "!doctype" | "meta") {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    for forbidden in ["<script", " style=", "javascript:", " onload"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert_eq!(html.matches("<style").count(), html.matches("<style nonce=\"n0\"").count());
}

fn page(status: &str, loops: u64, number: usize) -> String {
    let flow = Workflow::from_definition(
        &json!({"StartAt": EVIL, "States": {EVIL: {"Type": "Pass", "Next": EVIL}}}),
    );
    let mut events: Vec<Value> = Vec::new();
    for n in 0..loops {
        let details = json!({"name": EVIL, "input": EVIL, "output": "{\"a\":[1]}"});
        let at = 1_700_000_000 + n;
        events.push(json!({"id": 2 * n + 1, "previousEventId": 2 * n, "type": "PassStateEntered", "timestamp": at, "stateEnteredEventDetails": details}));
        events.push(json!({"id": 2 * n + 2, "previousEventId": 2 * n + 1, "type": "PassStateExited", "timestamp": at, "stateExitedEventDetails": details}));
    }
    let progress = Progress::from_history(&flow, &events);
    let execution = json!({"name": EVIL, "status": status, "input": "x".repeat(100_000), "output": "{\"a\":[1]}", "error": EVIL, "cause": EVIL,
        "stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:m", "startDate": 1_700_000_000.5});
    let input = PageInput {
        execution: &execution,
        workflow: &flow,
        events: &events,
        progress: &progress,
        now_ms: 1_700_000_100_000,
        page: number,
        nonce: "n0",
        back: "/?a=\"b",
    };
    let html = render(&input);
    check(&html);
    assert_eq!(html, render(&input));
    html
}

#[test]
fn refreshes_only_while_running() {
    for (status, expected) in [("RUNNING", true), ("SUCCEEDED", false), ("FAILED", false), ("ABORTED", false)]
    {
        assert_eq!(page(status, 2, 1).contains("http-equiv=\"refresh\" content=\"2\""), expected, "{status}");
    }
}

#[test]
fn shows_data_indented_or_cut() {
    let html = page("FAILED", 2, 1);
    assert!(html.contains("Input <small>100000 bytes, shortened</small>"));
    assert!(!html.contains(&"x".repeat(40_000)));
    assert!(html.contains("{\n  &#34;a&#34;: [\n    1\n  ]\n}"));
}

#[test]
fn long_histories_come_in_pages() {
    let rows = |html: &str| html.matches("<td>PassState").count();
    for (number, expected, links) in [
        (0, 500, "page 1 of 3"),
        (1, 500, "page 1 of 3"),
        (2, 500, "page 2 of 3"),
        (3, 200, "page 3 of 3"),
        (99, 200, "page 3 of 3"),
    ] {
        let html = page("SUCCEEDED", 600, number);
        assert_eq!(rows(&html), expected, "{number}");
        assert!(html.contains(links), "{number}");
        assert!(html.contains("500 of 600 visits"));
    }
}

#[test]
fn lists_and_errors_are_escaped() {
    let machine = MachineRow {
        name: EVIL.to_owned(),
        kind: "STANDARD".to_owned(),
        created_ms: Some(0),
        link: EVIL.to_owned(),
    };
    let html = machines(&[machine], "?next=\"", "n0");
    check(&html);
    assert!(html.contains("1970-01-01 00:00:00.000 UTC"));
    let row = ExecutionRow {
        name: EVIL.to_owned(),
        status: "FAILED".to_owned(),
        started_ms: Some(0),
        ended_ms: Some(1500),
        link: "/e".to_owned(),
    };
    let html = executions(EVIL, &[row], "/", "", 0, "n0");
    check(&html);
    assert!(html.contains("<span class=\"badge fail\">failed</span>") && html.contains("<td>1.5 s</td>"));
    check(&executions("m", &[], "", "", 0, "n0"));
    check(&error(EVIL, EVIL, "n0"));
}
