//! The three patterns of the example, from the first request to the last.

use serde_json::{Value, json};

use crate::client::{ARNS, Client, execution_arn};
use crate::etl::{between, decide, expected_output, folder, input, job_runs, mailed_link, nonce, submit};
use crate::patience::until;
use crate::programs::{command, root};
use crate::server::Server;

const MACHINE: &str = "etl-approval";

#[test]
fn an_approved_execution_publishes() {
    let folder = folder("approved", &[]);
    let server = Server::start(&folder);
    let client = server.client;
    client.start(MACHINE, "night-1", &input());
    client.entered(MACHINE, "night-1", "Filter orders");
    assert_eq!(client.describe(MACHINE, "night-1")["status"], "RUNNING");
    let link = mailed_link(&client);
    looking_changes_nothing(&client, &link);
    let form = format!("nonce={}", nonce(&client, &link));
    let again = submit(&client, &link, &form);
    assert!(again.body.contains("Choose whether you approve or reject."), "{again:?}");
    assert!(again.body.contains("name=\"nonce\""), "{again:?}");
    let hasty = submit(&client, &link, &format!("nonce={}&decision=approve", nonce(&client, &link)));
    assert!(hasty.body.contains("The form was sent too quickly."), "{hasty:?}");
    assert_eq!(client.describe(MACHINE, "night-1")["status"], "RUNNING");

    let done = decide(&client, &link, "decision=approve&comment=looks+good");
    assert_eq!(done.status, 200, "{done:?}");
    assert!(done.body.contains("<h1>Approved</h1>"), "{done:?}");
    let (status, described) = client.ended(MACHINE, "night-1");
    assert_eq!(status, "SUCCEEDED", "{described}");
    let output: Value = serde_json::from_str(described["output"].as_str().unwrap()).unwrap();
    assert_eq!(output, expected_output(folder.path()));
    let file = |name: &str| std::fs::read(folder.join(&format!("data/{name}/orders.csv"))).unwrap();
    assert_eq!(file("filtered"), file("published"));
    assert_eq!(job_runs(&folder), 1);
    let second = submit(&client, &link, &format!("{form}&decision=reject&comment=no"));
    for page in [client.page(&link), second] {
        assert_eq!(page.status, 200, "{page:?}");
        assert!(page.body.contains("<h1>Approved</h1>"), "{page:?}");
        assert!(!page.body.contains("<form"), "{page:?}");
    }
    pages_of_an_execution(&client);
    assert!(server.end().success());
}

/// GET and HEAD, as programs that follow links in mails send them.
fn looking_changes_nothing(client: &Client, link: &str) {
    let before = client.history(MACHINE, "night-1");
    for _ in 0..5 {
        let page = client.page(link);
        assert_eq!(page.status, 200, "{page:?}");
        assert!(page.body.contains("<td dir=\"auto\">9034</td>"), "{page:?}");
        assert!(!page.body.contains("checked"), "nothing is preselected: {page:?}");
    }
    for _ in 0..3 {
        let head = client.send("HEAD", link, &[], "");
        assert_eq!((head.status, head.body.as_str()), (200, ""));
    }
    let other = client.send("PUT", link, &[], "");
    assert_eq!(other.status, 405, "{other:?}");
    assert_eq!(client.history(MACHINE, "night-1"), before);
    assert_eq!(client.describe(MACHINE, "night-1")["status"], "RUNNING");
}

fn pages_of_an_execution(client: &Client) {
    let page = client.page(&format!("/executions/{MACHINE}/night-1"));
    assert_eq!(page.status, 200);
    for expected in ["<svg", "<table", "Publish orders", "ExecutionSucceeded", "9034"] {
        assert!(page.body.contains(expected), "`{expected}` is not on the page: {}", page.body);
    }
    let graph = client.get(&format!("/executions/{MACHINE}/night-1/graph.svg"));
    assert_eq!(graph.status, 200);
    assert!(graph.body.starts_with("<svg") || graph.body.starts_with("<?xml"), "{graph:?}");
    for path in ["/", "/state-machines/etl-approval"] {
        let page = client.page(path);
        assert!(page.status == 200 && page.body.contains(MACHINE), "{page:?}");
    }
}

#[test]
fn a_rejected_execution_fails_with_a_reason() {
    let folder = folder("rejected", &[]);
    let server = Server::start(&folder);
    let client = server.client;
    client.start(MACHINE, "night-1", &input());
    let link = mailed_link(&client);
    let bare = decide(&client, &link, "decision=reject");
    assert!(bare.body.contains("Write in the comment why you reject."), "{bare:?}");
    let done = decide(&client, &link, "decision=reject&comment=the+total+is+wrong");
    assert!(done.body.contains("<h1>Rejected</h1>"), "{done:?}");
    let (status, described) = client.ended(MACHINE, "night-1");
    assert_eq!((status.as_str(), &described["error"]), ("FAILED", &json!("Rejected")), "{described}");
    let decided = client.history(MACHINE, "night-1");
    let decided = decided.iter().find_map(|event| {
        let output = event["taskSucceededEventDetails"]["output"].as_str()?;
        output.contains("REJECTED").then(|| output.to_owned())
    });
    assert!(decided.unwrap().contains("the total is wrong"));
    assert!(!folder.join("data/published/orders.csv").exists());
}

#[test]
fn a_stopped_execution_asks_nobody() {
    let folder = folder("withdrawn", &[]);
    let data = folder.join("state");
    let public = ["--public-url", "https://approvals.example.org/"];
    let server = Server::start_with(&folder.join("stepwell.toml"), &data, &public);
    let client = server.client;
    client.start(MACHINE, "night-1", &input());
    let link = mailed_link(&client);
    let mail = client.page("/mailbox/1");
    assert!(mail.body.contains(&format!("https://approvals.example.org{link}")), "{mail:?}");
    let form = format!("nonce={}&decision=approve", nonce(&client, &link));
    let foreign = [("origin", "https://example.com"), ("sec-fetch-site", "cross-site")];
    assert_eq!(client.send("POST", &link, &foreign, &form).status, 403);
    for damaged in [format!("{link}A"), link[..link.len() - 1].to_owned(), link.to_uppercase()] {
        assert_eq!(client.page(&damaged).status, 404, "{damaged}");
    }
    client.aws("StopExecution", &json!({"executionArn": execution_arn(MACHINE, "night-1")}));
    let history = client.history(MACHINE, "night-1");
    let own = [("origin", "https://approvals.example.org"), ("sec-fetch-site", "same-origin")];
    for page in [client.page(&link), client.send("POST", &link, &own, &form)] {
        assert!(page.body.contains("This request is no longer open"), "{page:?}");
    }
    assert_eq!(client.history(MACHINE, "night-1"), history);
    assert!(!folder.join("data/published/orders.csv").exists());
}

#[test]
fn request_response_goes_on_too_early() {
    let folder = folder("too-early", &[]);
    let server = Server::start(&folder);
    server.client.start("etl-request-response", "night-1", &input());
    let (status, described) = server.client.ended("etl-request-response", "night-1");
    assert_eq!((status.as_str(), &described["error"]), ("FAILED", &json!("FilteredFileMissing")));
    let cause = described["cause"].as_str().unwrap();
    assert!(cause.contains("is not there: the job that writes it has not finished"), "{cause}");
    until("the job's file", || folder.join("data/night-1").exists().then_some(()));
}

#[test]
fn a_callback_comes_back_once() {
    const CALLBACK: &str = "etl-wait-for-callback";
    let folder = folder("callback", &[]);
    let server = Server::start(&folder);
    let client = server.client;
    client.start(CALLBACK, "night-1", &input());
    let token = until("a task token", || {
        let history = client.history(CALLBACK, "night-1");
        let scheduled = history.iter().find(|event| event["type"] == "TaskScheduled")?;
        let parameters = scheduled["taskScheduledEventDetails"]["parameters"].as_str()?;
        let parameters: Value = serde_json::from_str(parameters).unwrap();
        Some(parameters["Payload"]["TaskToken"].as_str().unwrap().to_owned())
    });
    // The other team runs the job by hand.
    let ran = command("filter-orders")
        .args(["--SOURCE", "incoming/orders.csv", "--TARGET", "filtered/orders.csv"])
        .env("DATA_URI", folder.join("data"))
        .output()
        .unwrap();
    assert!(ran.status.success(), "{ran:?}");
    forged_tokens(&client, &token);
    client.aws("SendTaskHeartbeat", &json!({"taskToken": token}));
    client.aws("SendTaskSuccess", &json!({"taskToken": token, "output": "{\"ranBy\": \"the other team\"}"}));
    for (action, input) in [
        ("SendTaskSuccess", json!({"taskToken": token, "output": "{}"})),
        ("SendTaskFailure", json!({"taskToken": token})),
        ("SendTaskHeartbeat", json!({"taskToken": token})),
    ] {
        assert_eq!(client.refused(action, &input).0, "TaskTimedOut", "{action}");
    }
    let link = mailed_link(&client);
    decide(&client, &link, "decision=approve");
    let (status, described) = client.ended(CALLBACK, "night-1");
    assert_eq!(status, "SUCCEEDED", "{described}");
    let output: Value = serde_json::from_str(described["output"].as_str().unwrap()).unwrap();
    assert_eq!(output, expected_output(folder.path()));
}

/// Tokens that are nearly the right one.
fn forged_tokens(client: &Client, token: &str) {
    let (head, last) = token.split_at(token.len() - 1);
    let other = if last == "A" { "B" } else { "A" };
    let middle = token.len() / 2;
    let turned = if token.as_bytes()[middle] == b'x' { "y" } else { "x" };
    let forged = [
        head.to_owned(),
        format!("{token}A"),
        format!("{other}{}", &token[1..]),
        format!("{}{turned}{}", &token[..middle], &token[middle + 1..]),
        token.to_uppercase(),
        format!(" {token}"),
        token.split('.').take(2).collect::<Vec<_>>().join("."),
    ];
    for token in forged {
        let success = json!({"taskToken": token, "output": "{}"});
        assert_eq!(client.refused("SendTaskSuccess", &success).0, "InvalidToken", "{token}");
        assert_eq!(client.refused("SendTaskHeartbeat", &json!({"taskToken": token})).0, "InvalidToken");
    }
    assert_eq!(client.describe("etl-wait-for-callback", "night-1")["status"], "RUNNING");
}

#[test]
fn hello_world_ends_both_ways() {
    let folder = crate::folder::Folder::new("hello");
    let example = root().join("examples/hello-world/stepwell.toml");
    let server = Server::start_with(&example, &folder.join("state"), &[]);
    let client = server.client;
    client.start("hello-world", "yes", &json!({"IsHelloWorldExample": true}));
    client.start("hello-world", "no", &json!({"IsHelloWorldExample": false}));
    client.start("hello-world", "nothing", &json!({}));
    for name in ["no", "nothing"] {
        let (status, described) = client.ended("hello-world", name);
        assert_eq!((status.as_str(), &described["error"]), ("FAILED", &json!("NotHelloWorld")));
    }
    let waiting = client.page("/executions/hello-world/yes");
    assert!(between(&waiting.body, "<svg", "</svg>").is_some(), "{waiting:?}");
    let (status, described) = client.ended("hello-world", "yes");
    assert_eq!(status, "SUCCEEDED");
    let expected = "{\"IsHelloWorldExample\":true,\"said\":{\"greeting\":\"Hello\",\"to\":\"world\"}}";
    assert_eq!(described["output"], expected);
    let asked =
        json!({"stateMachineArn": format!("{ARNS}:stateMachine:hello-world"), "statusFilter": "SUCCEEDED"});
    // Lists come a moment after descriptions.
    let listed = until("the execution in the list", || {
        let mut listed = client.aws("ListExecutions", &asked);
        listed["executions"].as_array_mut().unwrap().pop()
    });
    assert_eq!(listed["executionArn"], execution_arn("hello-world", "yes"));
}
