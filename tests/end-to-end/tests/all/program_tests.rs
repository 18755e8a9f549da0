//! Functions and jobs that are missing, crash, hang or talk nonsense: the execution fails with an error that names what
//! happened, and the server goes on.

use serde_json::{Value, json};

use crate::folder::Folder;
use crate::patience::until;
use crate::server::Server;

const CONFIGURATION: &str = r#"
[functions.missing]
command = ["/nowhere/program"]
[functions.crashing]
command = ["/bin/sh", "-c", "echo last words >&2; exit 3"]
[functions.nonsense]
command = ["/bin/sh", "-c", "printf '\\377\\000nonsense'"]
[functions.hanging]
command = ["/bin/sh", "-c", "sleep 600"]
timeout_seconds = 1
[jobs.missing]
command = ["/nowhere/program"]
[jobs.failing]
command = ["/bin/sh", "-c", "echo out of paper >&2; exit 3"]
[jobs.killed]
command = ["/bin/sh", "-c", "kill -9 $$"]
[jobs.gated]
command = ["/bin/sh", "-c", "while [ ! -e gate ]; do sleep 0.05; done"]
"#;

/// What stands in `Resource` of a call, and the member of `Parameters` that names its callee.
const INVOKE: (&str, &str) = ("arn:aws:states:::lambda:invoke", "FunctionName");
const RUN: (&str, &str) = ("arn:aws:states:::glue:startJobRun.sync", "JobName");

#[test]
fn programs_that_do_not_work() {
    let folder = Folder::new("programs");
    folder.write("stepwell.toml", CONFIGURATION);
    let server = Server::start(&folder);
    let client = server.client;
    let cases = [
        (INVOKE, "missing", "Runtime.InvalidEntrypoint", "build the program or correct the path"),
        (INVOKE, "crashing", "Lambda.Unknown", "Runtime exited with error: exit status 3"),
        (INVOKE, "nonsense", "Lambda.Unknown", "Runtime exited without providing a reason"),
        (INVOKE, "hanging", "Sandbox.Timedout", "Task timed out after 1.00 seconds"),
        (INVOKE, "stranger", "Lambda.SdkClientException", "`[functions.stranger]`"),
        (RUN, "missing", "States.TaskFailed", "cannot start `/nowhere/program` of `jobs.missing.command`"),
        (RUN, "failing", "States.TaskFailed", "Command failed with exit code 3: out of paper"),
        (RUN, "killed", "States.TaskFailed", "signal"),
        (RUN, "stranger", "Glue.SdkClientException", "`[jobs.stranger]`"),
    ];
    let machine = |at: usize| format!("m{at}");
    for (at, ((resource, member), callee, ..)) in cases.iter().enumerate() {
        let mut parameters = json!({});
        parameters[member] = json!(callee);
        let task = json!({"Type": "Task", "Resource": resource, "Parameters": parameters, "End": true});
        client.create(&machine(at), &json!({"StartAt": "A", "States": {"A": task}}));
        client.start(&machine(at), "e", &json!({}));
    }
    for (at, ((resource, _), callee, error, cause)) in cases.iter().enumerate() {
        let (status, described) = client.ended(&machine(at), "e");
        assert_eq!((status.as_str(), &described["error"]), ("FAILED", &json!(error)), "{resource} {callee}");
        let told = described["cause"].as_str().unwrap();
        assert!(told.contains(cause), "{resource} {callee}: {told}");
    }
    // What has no integration yet is told before it runs.
    let resource = "arn:aws:states:::sqs:sendMessage";
    let task = json!({"Type": "Task", "Resource": resource, "Parameters": {"QueueUrl": "q"}, "End": true});
    let definition = json!({"StartAt": "A", "States": {"A": task}}).to_string();
    let asked =
        json!({"name": "q", "definition": definition, "roleArn": "arn:aws:iam::123456789012:role/any"});
    let (code, message) = client.refused("CreateStateMachine", &asked);
    assert_eq!(code, "InvalidDefinition");
    assert!(
        message.contains("the resource `arn:aws:states:::sqs:sendMessage` is not supported yet"),
        "{message}"
    );
    assert_eq!(client.get("/health").status, 200);
    assert!(server.end().success());
}

#[test]
fn a_job_that_may_run_once_runs_for_one_after_the_other() {
    let folder = Folder::new("busy");
    folder.write("stepwell.toml", CONFIGURATION);
    let server = Server::start(&folder);
    let client = server.client;
    let task = json!({"Type": "Task", "Resource": RUN.0, "Parameters": {"JobName": "gated"}, "End": true});
    client.create("m", &json!({"StartAt": "A", "States": {"A": task}}));
    client.start("m", "first", &json!({}));
    let submitted = |name: &str| client.types("m", name).iter().any(|kind| kind == "TaskSubmitted");
    until("the first run", || submitted("first").then_some(()));
    client.start("m", "second", &json!({}));
    folder.write("gate", "");
    for name in ["first", "second"] {
        let (status, described) = client.ended("m", name);
        assert_eq!(status, "SUCCEEDED", "{described}");
        let output: Value = serde_json::from_str(described["output"].as_str().unwrap()).unwrap();
        assert_eq!(output["JobRunState"], "SUCCEEDED");
    }
}
