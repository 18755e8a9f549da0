//! Requests that are understood and cannot be served: each gets the error that the API documents, and changes nothing.

use serde_json::{Value, json};

use crate::client::{ARNS, Client};
use crate::folder::Folder;
use crate::server::Server;

fn server(name: &str) -> (Folder, Server) {
    let folder = Folder::new(name);
    folder.write("stepwell.toml", "");
    let server = Server::start(&folder);
    (folder, server)
}

fn good() -> Value {
    json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}})
}

fn create(client: &Client, name: &str, definition: &str) -> (String, String) {
    let asked =
        json!({"name": name, "definition": definition, "roleArn": "arn:aws:iam::123456789012:role/any"});
    client.refused("CreateStateMachine", &asked)
}

#[test]
fn definitions_with_mistakes_are_told_all_of_them() {
    let (_folder, server) = server("definitions");
    let client = server.client;
    let wrong = json!({"StartAt": "X", "States": {
        "A": {"Type": "Pass"},
        "B": {"Type": "Other", "End": true},
        "C": {"Type": "Wait", "Seconds": -1, "Next": "Nowhere"},
    }});
    let (code, message) = create(&client, "m", &wrong.to_string());
    assert_eq!(code, "InvalidDefinition");
    for complaint in [
        "at /States/A,",
        "The field 'Type' should have one of these values",
        "Minimum value is 0 at /States/C/Seconds",
        "Missing 'Next' target: X at /StartAt",
        "Missing 'Next' target: Nowhere at /States/C/Next",
    ] {
        assert!(message.contains(complaint), "`{complaint}` is not in {message}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let nested = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    for text in ["", " ", "{", "[]", "null", &"[".repeat(100_000), &deep, &nested] {
        let (code, message) = create(&client, "m", text);
        let head: String = text.chars().take(20).collect();
        let expected = if text.is_empty() { "ValidationException" } else { "InvalidDefinition" };
        assert_eq!(code, expected, "{head}: {message}");
    }
    let (code, message) = create(&client, "m", &format!("\"{}\"", "x".repeat(1_100_000)));
    assert!(["ValidationException", "RequestEntityTooLargeException"].contains(&code.as_str()), "{message}");
    assert_eq!(client.aws("ListStateMachines", &json!({}))["stateMachines"], json!([]));
}

#[test]
fn names_outside_the_rules() {
    let (_folder, server) = server("names");
    let client = server.client;
    client.create("m", &good());
    let long = "a".repeat(81);
    let cases = [
        ("a b", "InvalidName"),
        ("a*b", "InvalidName"),
        ("a/b", "InvalidName"),
        ("a\u{1}", "InvalidName"),
        ("..<>", "InvalidName"),
        (long.as_str(), "ValidationException"),
        ("", "ValidationException"),
    ];
    for (name, code) in cases {
        assert_eq!(create(&client, name, &good().to_string()).0, code, "machine {name:?}");
        let asked = json!({"stateMachineArn": format!("{ARNS}:stateMachine:m"), "name": name});
        assert_eq!(client.refused("StartExecution", &asked).0, code, "execution {name:?}");
    }
    let machine = format!("{ARNS}:stateMachine:m");
    let listed = client.aws("ListExecutions", &json!({"stateMachineArn": machine}));
    assert_eq!(listed["executions"], json!([]));
}

#[test]
fn inputs_that_cannot_be_used() {
    let (_folder, server) = server("inputs");
    let client = server.client;
    let machine = client.create("m", &good());
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let large = format!("\"{}\"", "x".repeat(262_144));
    let cases = [
        ("nope", "InvalidExecutionInput", 400),
        ("{\"a\":}", "InvalidExecutionInput", 400),
        ("{} {}", "InvalidExecutionInput", 400),
        (deep.as_str(), "InvalidExecutionInput", 400),
        (large.as_str(), "ValidationException", 400),
    ];
    for (input, code, status) in cases {
        let head: String = input.chars().take(20).collect();
        let asked = json!({"stateMachineArn": machine, "input": input});
        assert_eq!(client.refused("StartExecution", &asked).0, code, "{head}");
        let reply = client.post("/state-machines/m/executions", input);
        assert_eq!((reply.status, &reply.json()["title"]), (status, &json!(code)), "{head}");
    }
    let reply = client.post("/state-machines/m/executions", &format!("\"{}\"", "x".repeat(1_100_000)));
    assert_eq!((reply.status, &reply.json()["title"]), (413, &json!("BodyTooLarge")));
    let form = client.send("POST", "/state-machines/m/executions", &[("content-type", "text/plain")], "{}");
    assert_eq!(form.status, 415);
    let foreign = [("content-type", "application/json"), ("sec-fetch-site", "cross-site")];
    assert_eq!(client.send("POST", "/state-machines/m/executions", &foreign, "{}").status, 403);
    let listed = client.aws("ListExecutions", &json!({"stateMachineArn": machine}));
    assert_eq!(listed["executions"], json!([]));
}

#[test]
fn what_is_not_there() {
    let (_folder, server) = server("strangers");
    let client = server.client;
    let bodies = [
        ("StartExecution", "[".repeat(100_000), "SerializationException"),
        ("StartExecution", "hello".to_owned(), "SerializationException"),
        ("StartExecution", "[]".to_owned(), "SerializationException"),
        ("StartExecution", "{\"stateMachineArn\": 1}".to_owned(), "SerializationException"),
        ("StartExecution", String::new(), "ValidationException"),
        ("StartExecution", "{}".to_owned(), "ValidationException"),
        ("StartExecution", "{\"stateMachineArn\": \"x\"}".to_owned(), "InvalidArn"),
        (
            "StartExecution",
            format!("{{\"stateMachineArn\": \"{ARNS}:stateMachine:no\"}}"),
            "StateMachineDoesNotExist",
        ),
        (
            "DescribeExecution",
            format!("{{\"executionArn\": \"{ARNS}:execution:m:no\"}}"),
            "ExecutionDoesNotExist",
        ),
        (
            "StopExecution",
            format!("{{\"executionArn\": \"{ARNS}:execution:m:no\"}}"),
            "ExecutionDoesNotExist",
        ),
        ("SendTaskSuccess", "{\"taskToken\": \"x\", \"output\": \"{}\"}".to_owned(), "InvalidToken"),
        ("SendTaskSuccess", "{\"taskToken\": \"x\", \"output\": \"{\"}".to_owned(), "InvalidOutput"),
        ("FlyToTheMoon", "{}".to_owned(), "UnknownOperationException"),
        ("CreateActivity", "{\"name\": \"a\"}".to_owned(), "UnsupportedOperation"),
    ];
    for (action, body, code) in bodies {
        let reply = client.action(action, &body);
        let head: String = body.chars().take(60).collect();
        assert_eq!((reply.status, reply.fault().0.as_str()), (400, code), "{action} {head}");
    }
    let routes = [
        ("GET", "/nowhere", 404, "NotFound"),
        ("GET", "/executions/../../etc/passwd", 404, "NotFound"),
        ("GET", "/executions/%00/%ff", 404, "NotFound"),
        ("DELETE", "/health", 405, "MethodNotAllowed"),
        ("GET", "/state-machines/no", 404, "StateMachineDoesNotExist"),
        ("POST", "/state-machines/no/executions", 404, "StateMachineDoesNotExist"),
        ("GET", "/executions/m/no", 404, "ExecutionDoesNotExist"),
        ("GET", "/executions/m/no/history", 404, "ExecutionDoesNotExist"),
        ("GET", "/executions/m/no/graph.svg", 404, "ExecutionDoesNotExist"),
        ("POST", "/executions/m/no/stop", 404, "ExecutionDoesNotExist"),
        ("GET", "/state-machines?x=1", 400, "InvalidQuery"),
        ("GET", "/mailbox/99", 404, "NotFound"),
        ("POST", "/callbacks/x/success", 400, "InvalidToken"),
        ("POST", "/callbacks/x/failure", 400, "InvalidToken"),
        ("POST", "/callbacks/x/heartbeat", 400, "InvalidToken"),
    ];
    for (method, path, status, name) in routes {
        let reply = client.send(method, path, &[("accept", "application/json")], "");
        assert_eq!((reply.status, &reply.json()["title"]), (status, &json!(name)), "{method} {path}");
    }
    let link = client.page("/approvals/v1.k1.x.y");
    assert!(link.status == 404 && link.body.contains("This link is not valid"), "{link:?}");
}

#[test]
fn a_start_that_is_repeated() {
    let (_folder, server) = server("repeated");
    let client = server.client;
    let wait = json!({"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 3600, "End": true}}});
    let machine = client.create("m", &wait);
    let asked = |input: &str| json!({"stateMachineArn": machine, "name": "e", "input": input});
    let first = client.aws("StartExecution", &asked("{}"));
    assert_eq!(client.aws("StartExecution", &asked("{}")), first, "the same while it runs");
    assert_eq!(client.refused("StartExecution", &asked("[]")).0, "ExecutionAlreadyExists");
    assert_eq!(client.post("/state-machines/m/executions?name=e", "[]").status, 409);
    client.aws("StopExecution", &json!({"executionArn": first["executionArn"]}));
    assert_eq!(client.refused("StartExecution", &asked("{}")).0, "ExecutionAlreadyExists");

    let key = [("content-type", "application/json"), ("idempotency-key", "order-17")];
    let start = |input: &str| client.send("POST", "/state-machines/m/executions", &key, input);
    let arn = |reply: &crate::client::Reply| reply.json()["executionArn"].clone();
    let first = start("{}");
    assert_eq!((first.status, start("{}").status), (201, 201));
    assert_eq!(arn(&first), arn(&start("{}")));
    client.aws("StopExecution", &json!({"executionArn": arn(&first)}));
    assert_eq!(arn(&first), arn(&start("{}")), "a key gets the same answer whatever became of it");
}
