//! Executions within executions, and stopping: what was started by an execution ends with it.

use serde_json::{Value, json};

use crate::client::{ARNS, Client, execution_arn};
use crate::folder::Folder;
use crate::patience::until;
use crate::server::Server;

/// A machine that starts another one and waits for its end.
fn parent(child: &str) -> Value {
    json!({"StartAt": "Start", "States": {"Start": {
        "Type": "Task",
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": {
            "StateMachineArn": format!("{ARNS}:stateMachine:{child}"),
            "Name.$": "$$.Execution.Name",
            "Input": {"number.$": "$.number", "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$": "$$.Execution.Id"}
        },
        "ResultSelector": {"output.$": "$.Output", "status.$": "$.Status"},
        "End": true
    }}})
}

/// A machine of one state.
fn single(state: &Value) -> Value {
    json!({"StartAt": "Only", "States": {"Only": state}})
}

fn bare(name: &str) -> (Folder, Server) {
    let folder = Folder::new(name);
    folder.write("stepwell.toml", "");
    let server = Server::start(&folder);
    (folder, server)
}

/// Waits until an execution that somebody else starts is there.
fn appears(client: &Client, machine: &str, name: &str) {
    until(&format!("{machine}/{name}"), || {
        (client.get(&format!("/executions/{machine}/{name}")).status == 200).then_some(())
    });
}

#[test]
fn a_childs_output_comes_as_json_and_its_failure_fails_the_parent() {
    let (_folder, server) = bare("nested");
    let client = server.client;
    client.create("child", &single(&json!({"Type": "Pass", "OutputPath": "$.number", "End": true})));
    client.create("failing", &single(&json!({"Type": "Fail", "Error": "Own", "Cause": "its own"})));
    client.create("parent", &parent("child"));
    client.create("worried", &parent("failing"));
    client.create("grandparent", &parent("parent"));

    client.start("grandparent", "three", &json!({"number": 7}));
    let (status, described) = client.ended("grandparent", "three");
    assert_eq!(status, "SUCCEEDED", "{described}");
    let output: Value = serde_json::from_str(described["output"].as_str().unwrap()).unwrap();
    let expected = json!({"output": {"output": 7, "status": "SUCCEEDED"}, "status": "SUCCEEDED"});
    assert_eq!(output, expected);
    for machine in ["parent", "child"] {
        assert_eq!(client.describe(machine, "three")["status"], "SUCCEEDED");
    }

    client.start("worried", "one", &json!({"number": 1}));
    let (status, described) = client.ended("worried", "one");
    assert_eq!((status.as_str(), &described["error"]), ("FAILED", &json!("States.TaskFailed")));
    assert!(described["cause"].as_str().unwrap().contains("its own"), "{described}");
}

#[test]
fn who_stops_an_execution_stops_what_it_started() {
    let (_folder, server) = bare("stopped");
    let client = server.client;
    client.create("child", &single(&json!({"Type": "Wait", "Seconds": 3600, "End": true})));
    client.create("parent", &parent("child"));
    client.create("grandparent", &parent("parent"));
    client.start("grandparent", "long", &json!({"number": 1}));
    appears(&client, "child", "long");
    let asked =
        json!({"executionArn": execution_arn("grandparent", "long"), "error": "Enough", "cause": "of it"});
    client.aws("StopExecution", &asked);
    let (status, described) = client.ended("grandparent", "long");
    assert_eq!((status.as_str(), &described["error"]), ("ABORTED", &json!("Enough")));
    for machine in ["parent", "child"] {
        assert_eq!(client.ended(machine, "long").0, "ABORTED", "{machine}");
    }
    // Stopping twice is no mistake, and changes nothing.
    client.aws("StopExecution", &asked);
    assert_eq!(client.describe("grandparent", "long"), described);
}

#[test]
fn who_stops_an_execution_stops_its_job() {
    let folder = Folder::new("stopped-job");
    folder.write("stepwell.toml", "[jobs.slow]\ncommand = [\"/bin/sh\", \"-c\", \"sleep 600\"]\n");
    let server = Server::start(&folder);
    let client = server.client;
    let job = json!({"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync",
        "Parameters": {"JobName": "slow"}, "End": true});
    client.create("m", &single(&job));
    client.start("m", "e", &json!({}));
    let run = until("the run of the job", || {
        let mut runs = std::fs::read_dir(folder.join("state/jobs")).ok()?;
        let run =
            runs.find_map(|run| Some(run.ok()?.path()).filter(|path| path.join("started.json").exists()));
        run.filter(|_| client.types("m", "e").iter().any(|kind| kind == "TaskSubmitted"))
    });
    let stopped = client.post("/executions/m/e/stop", "{\"error\": \"Enough\"}");
    assert_eq!(stopped.status, 200, "{stopped:?}");
    assert_eq!(client.ended("m", "e").0, "ABORTED");
    let end: Value = until("the end of the job", || {
        serde_json::from_slice(&std::fs::read(run.join("end.json")).ok()?).ok()
    });
    assert_eq!(end["state"], "STOPPED", "{end}");
}
