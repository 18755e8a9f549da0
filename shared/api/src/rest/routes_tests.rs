//! Which request finds which route.

use super::{Match, Operation, find};

#[test]
fn requests_find_their_routes() {
    let cases: [(&str, &str, Operation, &[&str]); 14] = [
        ("GET", "/", Operation::Home, &[]),
        ("HEAD", "/", Operation::Home, &[]),
        ("GET", "/state-machines", Operation::ListStateMachines, &[]),
        ("GET", "/state-machines/a", Operation::DescribeStateMachine, &["a"]),
        ("POST", "/state-machines/a/executions", Operation::StartExecution, &["a"]),
        ("GET", "/executions/a/b", Operation::DescribeExecution, &["a", "b"]),
        ("GET", "/executions/gr%C3%BC%C3%9Fe/b@c", Operation::DescribeExecution, &["grüße", "b@c"]),
        ("GET", "/executions/a%2Flabel/b", Operation::DescribeExecution, &["a/label", "b"]),
        ("GET", "/executions/a/history", Operation::DescribeExecution, &["a", "history"]),
        ("GET", "/executions/a/b/history", Operation::GetExecutionHistory, &["a", "b"]),
        ("GET", "/executions/a/b/graph.svg", Operation::GetExecutionGraph, &["a", "b"]),
        ("POST", "/callbacks/v1.k.b_-.m/success", Operation::SendTaskSuccess, &["v1.k.b_-.m"]),
        ("HEAD", "/approvals/v1.k.p.m", Operation::ShowApproval, &["v1.k.p.m"]),
        ("GET", "/mailbox/7", Operation::ShowMail, &["7"]),
    ];
    for (method, path, operation, found) in cases {
        let found = found.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(find(method, path), Match::Route(operation, found), "{method} {path}");
    }
}

#[test]
fn known_paths_name_their_methods() {
    let cases = [
        ("DELETE", "/", "GET, HEAD", false),
        ("get", "/health", "GET, HEAD", false),
        ("PUT", "/state-machines/a/executions", "GET, HEAD, POST", false),
        ("GET", "/executions/a/b/stop", "POST", false),
        ("HEAD", "/callbacks/t/success", "POST", false),
        ("DELETE", "/approvals/t", "GET, HEAD, POST", true),
    ];
    for (method, path, allow, is_approval) in cases {
        let expected = Match::Method { allow: allow.to_owned(), is_approval };
        assert_eq!(find(method, path), expected, "{method} {path}");
    }
}

#[test]
fn other_paths_are_unknown() {
    let long = format!("/executions/a/{}", "b".repeat(5_000));
    let cases = [
        "",
        "//",
        "/x",
        "/state-machines/",
        "/state-machines//executions",
        "/executions/a",
        "/executions/a/b/",
        "/executions/a/b/c",
        "/executions/%FF/b",
        "/HEALTH",
        "health",
        "/callbacks/t/other",
        &long,
    ];
    for path in cases {
        assert_eq!(find("GET", path), Match::Unknown, "{path}");
    }
}
