//! Pages: what they show, and that nothing on them may run or load.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::fault::Fault;
use crate::http::HttpAnswer;
use crate::rest::fixture::{Scripted, rest, send};

const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
const EVIL: &str = "<script>alert(1)</script>";

fn script() -> Arc<Scripted> {
    let definition =
        json!({ "StartAt": "A", "States": { "A": { "Type": "Wait", "Seconds": 60, "End": true } } });
    let answers: [(&'static str, Result<Value, Fault>); 4] = [
        (
            "ListStateMachines",
            Ok(
                json!({ "stateMachines": [{ "name": "load", "type": "STANDARD", "creationDate": 1_795_165_500.0 }], "nextToken": "t" }),
            ),
        ),
        (
            "ListExecutions",
            Ok(
                json!({ "executions": [{ "name": "run-7", "status": "RUNNING", "startDate": 1_795_165_490.0 }], "nextToken": "t" }),
            ),
        ),
        (
            "DescribeExecution",
            Ok(json!({ "name": EVIL, "status": "RUNNING", "startDate": 1_795_165_490.0, "input": EVIL })),
        ),
        ("DescribeStateMachineForExecution", Ok(json!({ "definition": definition.to_string() }))),
    ];
    let mut events = vec![
        json!({ "id": 1, "previousEventId": 0, "timestamp": 1_795_165_490.0, "type": "ExecutionStarted" }),
        json!({
            "id": 2, "previousEventId": 0, "timestamp": 1_795_165_490.0, "type": "WaitStateEntered",
            "stateEnteredEventDetails": { "name": "A", "input": EVIL },
        }),
    ];
    events.extend(
        (3..=1_100).map(
            |id| json!({ "id": id, "previousEventId": 2, "timestamp": 1_795_165_491.0, "type": "Other" }),
        ),
    );
    Arc::new(Scripted { answers: answers.into(), events, ..Scripted::default() })
}

fn text(answer: &HttpAnswer) -> &str {
    std::str::from_utf8(&answer.body).unwrap()
}

#[tokio::test]
async fn browsers_see_pages_that_load_nothing() {
    let cases: [(&str, &str, &[&str]); 7] = [
        (
            "GET /",
            "text/html; charset=utf-8",
            &["load", "href=\"/state-machines/load\"", "/state-machines?nextToken=t"],
        ),
        ("GET /state-machines?nextToken=x", "text/html; charset=utf-8", &["load"]),
        (
            "GET /state-machines/load",
            "text/html; charset=utf-8",
            &["run-7", "href=\"/executions/load/run-7\"", "/state-machines/load/executions?nextToken=t"],
        ),
        (
            "GET /state-machines/load/executions?status=RUNNING",
            "text/html; charset=utf-8",
            &["status=RUNNING"],
        ),
        (
            "GET /executions/load/run-7",
            "text/html; charset=utf-8",
            &["<svg", "refresh", "WaitStateEntered", "href=\"/state-machines/load\""],
        ),
        ("GET /executions/load/run-7?page=3", "text/html; charset=utf-8", &["1100"]),
        ("GET /executions/load/run-7/graph.svg", "image/svg+xml", &["<svg", "load"]),
    ];
    for (line, content_type, contents) in cases {
        let answer = send(&rest(&script()), line, &[BROWSER], b"").await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(content_type)), "{line}");
        let page = text(&answer);
        for content in contents {
            assert!(page.contains(content), "{line} lacks {content}:\n{page}");
        }
        assert!(!page.contains("<script"), "{line}");
        let policy = answer.header("content-security-policy").unwrap();
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
        assert_eq!(nonce.len(), 32, "{line}");
        assert!(page.contains(&format!("nonce=\"{nonce}\"")), "{line}");
        assert!(policy.starts_with("default-src 'none'; style-src 'nonce-"), "{line}");
        assert_eq!(page.matches("<style").count(), page.matches("<style nonce=").count(), "{line}");
    }
}

#[tokio::test]
async fn nonces_differ_from_answer_to_answer() {
    let rest = rest(&script());
    let first = send(&rest, "GET /", &[BROWSER], b"").await;
    let second = send(&rest, "GET /", &[BROWSER], b"").await;
    assert_ne!(first.header("content-security-policy"), second.header("content-security-policy"));
}

#[tokio::test]
async fn an_execution_that_has_ended_is_not_loaded_anew() {
    let mut script = script();
    let ended = json!({ "name": "e", "status": "SUCCEEDED", "startDate": 1.0, "stopDate": 2.0 });
    Arc::get_mut(&mut script).unwrap().answers.insert("DescribeExecution", Ok(ended));
    let answer = send(&rest(&script), "GET /executions/load/run-7", &[BROWSER], b"").await;
    assert!(!text(&answer).contains("http-equiv=\"refresh\""));
}

#[tokio::test]
async fn errors_are_pages_for_browsers() {
    for (line, status, name) in [
        ("GET /nowhere", 404, "NotFound"),
        ("GET /executions/load/run-7?page=x", 400, "InvalidQuery"),
        ("DELETE /", 405, "MethodNotAllowed"),
    ] {
        let answer = send(&rest(&script()), line, &[BROWSER], b"").await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (status, Some("text/html; charset=utf-8")),
            "{line}"
        );
        assert!(text(&answer).contains(name), "{line}");
    }
}
