//! What plain requests ask of the actions, and how their answers come back.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::fault::{Code, Fault};
use crate::rest::fixture::{Headers, Scripted, body, rest, send};

const MACHINE: &str = "arn:aws:states:eu-central-1:123456789012:stateMachine:m";
const EXECUTION: &str = "arn:aws:states:eu-central-1:123456789012:execution:m:e";
const DATE: f64 = 1_795_165_500.007;
const DATE_TEXT: &str = "2026-11-20T09:05:00.007Z";

fn script(action: &'static str, answer: Result<Value, Fault>) -> Arc<Scripted> {
    Arc::new(Scripted { answers: [(action, answer)].into(), ..Scripted::default() })
}

#[tokio::test]
async fn requests_become_actions() {
    let started = json!({ "executionArn": EXECUTION, "startDate": DATE });
    let cases: [(&str, &[u8], u16, &str, Value); 13] = [
        ("GET /state-machines", b"", 200, "ListStateMachines", json!({})),
        ("GET /state-machines?nextToken=t", b"", 200, "ListStateMachines", json!({ "nextToken": "t" })),
        ("GET /state-machines/m", b"", 200, "DescribeStateMachine", json!({ "stateMachineArn": MACHINE })),
        (
            "GET /state-machines/m/executions",
            b"",
            200,
            "ListExecutions",
            json!({ "stateMachineArn": MACHINE }),
        ),
        (
            "GET /state-machines/m/executions?status=FAILED&nextToken=a%2Fb",
            b"",
            200,
            "ListExecutions",
            json!({ "stateMachineArn": MACHINE, "statusFilter": "FAILED", "nextToken": "a/b" }),
        ),
        ("HEAD /executions/m/e", b"", 200, "DescribeExecution", json!({ "executionArn": EXECUTION })),
        ("GET /executions/m/e/history", b"", 200, "history", json!([EXECUTION, null, 100, false])),
        (
            "GET /executions/m/e/history?after=7&limit=2&reverse=true",
            b"",
            200,
            "history",
            json!([EXECUTION, 7, 2, true]),
        ),
        (
            "POST /executions/m/e/stop",
            br#"{"error":"E","cause":"C"}"#,
            200,
            "StopExecution",
            json!({ "error": "E", "cause": "C", "executionArn": EXECUTION }),
        ),
        (
            "POST /state-machines/m/executions?name=e",
            b" {\"a\": 1.0}",
            201,
            "StartExecution",
            json!([{ "stateMachineArn": MACHINE, "input": " {\"a\": 1.0}", "name": "e" }, null]),
        ),
        (
            "POST /callbacks/v1.t/success",
            b"7",
            204,
            "SendTaskSuccess",
            json!({ "taskToken": "v1.t", "output": "7" }),
        ),
        (
            "POST /callbacks/v1.t/failure",
            br#"{"error":"E"}"#,
            204,
            "SendTaskFailure",
            json!({ "error": "E", "taskToken": "v1.t" }),
        ),
        ("POST /callbacks/v1.t/heartbeat", b"", 204, "SendTaskHeartbeat", json!({ "taskToken": "v1.t" })),
    ];
    for (line, sent, status, action, input) in cases {
        let script = script("StartExecution", Ok(started.clone()));
        let answer = send(&rest(&script), line, &[], sent).await;
        assert_eq!(answer.status, status, "{line}: {}", String::from_utf8_lossy(&answer.body));
        assert_eq!(*script.asked.lock().unwrap(), [(action.to_owned(), input)], "{line}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{line}");
    }
}

#[tokio::test]
async fn refusals_ask_for_nothing() {
    let cases: [(&str, &[u8], u16, &str); 14] = [
        ("GET /nowhere", b"", 404, "NotFound"),
        ("GET /approvals/t", b"", 404, "NotFound"),
        ("GET /mailbox", b"", 404, "NotFound"),
        ("DELETE /executions/m/e", b"", 405, "MethodNotAllowed"),
        ("GET /callbacks/t/success", b"", 405, "MethodNotAllowed"),
        ("GET /state-machines?next=t", b"", 400, "InvalidQuery"),
        ("GET /executions/m/e?page=1", b"", 400, "InvalidQuery"),
        ("GET /executions/m/e/history?limit=0", b"", 400, "InvalidQuery"),
        ("GET /executions/m/e/history?limit=1001", b"", 400, "InvalidQuery"),
        ("GET /executions/m/e/history?after=x", b"", 400, "InvalidQuery"),
        ("GET /executions/m/e/history?reverse=1", b"", 400, "InvalidQuery"),
        ("POST /executions/m/e/stop", br#"{"reason":"x"}"#, 400, "InvalidBody"),
        ("POST /callbacks/t/heartbeat", br#"{"x":1}"#, 400, "InvalidBody"),
        ("POST /callbacks/t/success", b"\xff", 400, "InvalidBody"),
    ];
    for (line, sent, status, name) in cases {
        let script = Arc::new(Scripted::default());
        let answer = send(&rest(&script), line, &[], sent).await;
        assert_eq!((answer.status, body(&answer)["title"].as_str()), (status, Some(name)), "{line}");
        assert_eq!(*script.asked.lock().unwrap(), [], "{line}");
    }
}

#[tokio::test]
async fn a_start_tells_where_to_go_on() {
    let script = script("StartExecution", Ok(json!({ "executionArn": EXECUTION, "startDate": DATE })));
    let headers = [("X-Execution-Name", "e"), ("X-Amzn-Trace-Id", "Root=1"), ("Idempotency-Key", "k 1")];
    let answer = send(&rest(&script), "POST /state-machines/m/executions", &headers, b"").await;
    let expected = json!({
        "executionArn": EXECUTION,
        "startDate": DATE_TEXT,
        "links": {
            "self": "/executions/m/e",
            "history": "/executions/m/e/history",
            "graph": "/executions/m/e/graph.svg",
            "stop": "/executions/m/e/stop",
        },
    });
    assert_eq!((answer.status, body(&answer)), (201, expected));
    assert_eq!(answer.header("location"), Some("/executions/m/e"));
    let input = json!({ "stateMachineArn": MACHINE, "input": "{}", "name": "e", "traceHeader": "Root=1" });
    assert_eq!(*script.asked.lock().unwrap(), [("StartExecution".to_owned(), json!([input, "k 1"]))]);
}

#[tokio::test]
async fn a_key_without_a_name_names_the_execution() {
    let script = script("StartExecution", Ok(json!({ "executionArn": EXECUTION, "startDate": DATE })));
    let rest = rest(&script);
    for (machine, key) in [("m", "k1"), ("m", "k1"), ("m", "k2"), ("n", "k1")] {
        let line = format!("POST /state-machines/{machine}/executions");
        assert_eq!(send(&rest, &line, &[("idempotency-key", key)], b"").await.status, 201);
    }
    let asked = script.asked.lock().unwrap();
    let names: Vec<&str> = asked.iter().map(|(_, input)| input[0]["name"].as_str().unwrap()).collect();
    assert_eq!(names[0], names[1]);
    assert_eq!(names[0].len(), 36);
    assert!(names[0] != names[2] && names[0] != names[3] && names[2] != names[3]);
    assert!(asked.iter().all(|(_, input)| input[1].is_string()));
}

#[tokio::test]
async fn contradicting_names_and_endless_keys_are_refused() {
    let long = "k".repeat(256);
    let cases: [(&str, Headers<'_>, &str); 3] = [
        ("?name=a", &[("x-execution-name", "b")], "InvalidName"),
        ("", &[("idempotency-key", "")], "InvalidIdempotencyKey"),
        ("", &[("idempotency-key", &long)], "InvalidIdempotencyKey"),
    ];
    for (query, headers, name) in cases {
        let script = Arc::new(Scripted::default());
        let line = format!("POST /state-machines/m/executions{query}");
        let answer = send(&rest(&script), &line, headers, b"").await;
        assert_eq!((answer.status, body(&answer)["title"].as_str()), (400, Some(name)));
        assert_eq!(*script.asked.lock().unwrap(), []);
    }
}

#[tokio::test]
async fn lists_have_dates_and_links() {
    let executions =
        json!({ "executions": [{ "name": "e 1", "startDate": DATE, "stopDate": DATE }], "nextToken": "t/1" });
    let script = script("ListExecutions", Ok(executions));
    let answer = send(&rest(&script), "GET /state-machines/m/executions?status=FAILED", &[], b"").await;
    let expected = json!({
        "executions": [{
            "name": "e 1", "startDate": DATE_TEXT, "stopDate": DATE_TEXT,
            "links": { "self": "/executions/m/e%201" },
        }],
        "nextToken": "t/1",
        "links": { "next": "/state-machines/m/executions?status=FAILED&nextToken=t%2F1" },
    });
    assert_eq!(body(&answer), expected);
    assert_eq!(answer.header("vary"), Some("accept"));
}

#[tokio::test]
async fn a_history_is_read_in_parts_both_ways() {
    let events = (1..=5).map(|id| json!({ "id": id, "timestamp": DATE })).collect();
    let script = Arc::new(Scripted { events, ..Scripted::default() });
    let rest = rest(&script);
    for (reverse, expected) in [("", [1, 2, 3, 4, 5]), ("&reverse=true", [5, 4, 3, 2, 1])] {
        let mut line = format!("GET /executions/m/e/history?limit=2{reverse}");
        let mut read = Vec::new();
        for _ in 0..3 {
            let answer = body(&send(&rest, &line, &[], b"").await);
            read.extend(
                answer["events"].as_array().unwrap().iter().map(|event| event["id"].as_u64().unwrap()),
            );
            line = format!("GET {}", answer["links"]["next"].as_str().unwrap_or("/end"));
        }
        assert_eq!(read, expected);
        assert_eq!(line, "GET /end");
    }
}

#[tokio::test]
async fn faults_come_back_in_the_wanted_form() {
    let script = script("DescribeExecution", Err(Fault::no_execution(EXECUTION)));
    let rest = rest(&script);
    let answer = send(&rest, "GET /executions/m/e", &[], b"").await;
    assert_eq!((answer.status, body(&answer)["title"].as_str()), (404, Some("ExecutionDoesNotExist")));
    let page = send(&rest, "GET /executions/m/e", &[("Accept", "text/html")], b"").await;
    assert_eq!((page.status, page.header("content-type")), (404, Some("text/html; charset=utf-8")));
    let text = String::from_utf8(page.body).unwrap();
    assert!(text.contains("ExecutionDoesNotExist") && text.contains(EXECUTION));
    let head = send(&rest, "HEAD /executions/m/e", &[], b"").await;
    assert_eq!((head.status, head.body.len()), (404, 0));
}

#[tokio::test]
async fn no_answer_repeats_a_token() {
    for code in [Code::InvalidToken, Code::TaskTimedOut, Code::TaskDoesNotExist, Code::InvalidOutput] {
        let script = script("SendTaskSuccess", Err(Fault::new(code, "refused")));
        for (line, sent) in [
            ("POST /callbacks/v1.secret/success", &b"{}"[..]),
            ("POST /callbacks/v1.secret/success?x=1", b"{}"),
            ("PUT /callbacks/v1.secret/success", b"{}"),
            ("POST /callbacks/v1.secret/success", b"\xff"),
        ] {
            let answer = send(&rest(&script), line, &[], sent).await;
            assert!(answer.status >= 400);
            assert!(!String::from_utf8_lossy(&answer.body).contains("secret"), "{line}");
        }
    }
}

#[tokio::test]
async fn the_rest_is_said_by_itself() {
    let script = Arc::new(Scripted::default());
    let rest = rest(&script);
    assert_eq!(body(&send(&rest, "GET /health", &[], b"").await), json!({ "status": "ok" }));
    assert_eq!(body(&send(&rest, "GET /openapi.json", &[], b"").await)["openapi"], "3.1.0");
    assert_eq!(body(&send(&rest, "GET /", &[], b"").await)["links"]["stateMachines"], "/state-machines");
    assert_eq!(send(&rest, "DELETE /health", &[], b"").await.header("allow"), Some("GET, HEAD"));
    assert_eq!(*script.asked.lock().unwrap(), []);
}
