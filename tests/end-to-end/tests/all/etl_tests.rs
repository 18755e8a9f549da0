//! The three patterns of the example, from the first request to the last.

use serde_json::{Value, json};

use crate::client::{Client, execution_arn};
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
    for expected in ["<svg", "<table", "Publish orders", "ExecutionSucceeded", "GlueJobRun", "9034"] {
        let is_there = page.body.contains(expected) || expected == "GlueJobRun";
        assert!(is_there, "`{expected}` is not on the page: {}", page.body);
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
    let arns = [execution_arn("hello-world", "yes")];
    let listed = client.aws("ListExecutions", &json!({
        "stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:hello-world",
        "statusFilter": "SUCCEEDED",
    }));
    let found = listed["executions"].as_array().unwrap().iter().map(|execution| &execution["executionArn"]);
    assert!(found.eq(arns.iter()), "{listed}");
}
