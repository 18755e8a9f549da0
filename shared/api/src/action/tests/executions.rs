//! Executions: started, described, listed, stopped, and their tokens.

use serde_json::{Value, json};
use stepwell_engine::moment::Mint;

use crate::fixture::{EXECUTION, Fixture, MACHINE, ROLE, definition, pass, wait};

const BEGIN: f64 = 1_767_225_600.0;

#[test]
fn an_execution_that_never_blocks_is_closed_at_once() {
    let fixture = Fixture::new();
    let arn = fixture.machine("m", pass());
    let request =
        json!({"stateMachineArn": arn, "name": "e", "input": "{\"a\": 1}", "traceHeader": "Root=1"});
    let started = json!({"executionArn": format!("{EXECUTION}m:e"), "startDate": BEGIN});
    assert_eq!(fixture.good("StartExecution", request), started);
    let expected = json!({
        "executionArn": format!("{EXECUTION}m:e"), "stateMachineArn": arn, "name": "e", "status": "SUCCEEDED",
        "startDate": BEGIN, "stopDate": BEGIN, "input": "{\"a\": 1}", "inputDetails": {"included": true},
        "output": "{\"a\": 1}", "outputDetails": {"included": true}, "traceHeader": "Root=1", "redriveCount": 0,
        "redriveStatus": "NOT_REDRIVABLE",
        "redriveStatusReason": "Execution is SUCCEEDED and cannot be redriven",
    });
    let by_arn = json!({"executionArn": format!("{EXECUTION}m:e")});
    assert_eq!(fixture.good("DescribeExecution", by_arn.clone()), expected);
    let machine = fixture.good("DescribeStateMachineForExecution", by_arn);
    let expected = json!({
        "stateMachineArn": arn, "name": "m", "definition": definition(pass()), "roleArn": ROLE, "updateDate": BEGIN,
        "loggingConfiguration": {"level": "OFF", "includeExecutionData": false},
        "tracingConfiguration": {"enabled": false},
        "encryptionConfiguration": {"type": "AWS_OWNED_KEY"},
    });
    assert_eq!(machine, expected);
}

#[test]
fn metadata_alone_tells_no_data() {
    let fixture = Fixture::new();
    let arn = fixture.machine("m", json!({"Type": "Fail", "Error": "E", "Cause": "C"}));
    fixture.good("StartExecution", json!({"stateMachineArn": arn, "name": "e"}));
    let all = fixture.good("DescribeExecution", json!({"executionArn": format!("{EXECUTION}m:e")}));
    assert_eq!((&all["status"], &all["error"], &all["cause"]), (&json!("FAILED"), &json!("E"), &json!("C")));
    assert_eq!((&all["redriveStatus"], all.get("redriveStatusReason")), (&json!("REDRIVABLE"), None));
    fixture.world.time.forward_to_ms(1_767_225_600_000 + crate::limits::REDRIVABLE_MS + 1);
    let late = fixture.good("DescribeExecution", json!({"executionArn": format!("{EXECUTION}m:e")}));
    assert_eq!(late["redriveStatus"], json!("NOT_REDRIVABLE"));
    let request = json!({"executionArn": format!("{EXECUTION}m:e"), "includedData": "METADATA_ONLY"});
    let some = fixture.good("DescribeExecution", request);
    assert_eq!(some["inputDetails"], json!({"included": false}));
    for member in ["input", "output", "error", "cause"] {
        assert_eq!(some.get(member), None, "{member}");
    }
}

#[test]
fn starting_again_follows_the_names_rule() {
    let fixture = Fixture::new();
    let (waits, passes) = (fixture.machine("w", wait()), fixture.machine("p", pass()));
    let request = |arn: &str, input: &str| json!({"stateMachineArn": arn, "name": "e", "input": input});
    let first = fixture.good("StartExecution", request(&waits, "1"));
    fixture.world.time.forward_to_ms(1_767_225_601_500);
    assert_eq!(fixture.good("StartExecution", request(&waits, "1")), first);
    let exists = |name: &str| format!("Execution Already Exists: '{EXECUTION}{name}:e'");
    fixture.bad("StartExecution", request(&waits, "2"), "ExecutionAlreadyExists", &exists("w"));
    fixture.good("StartExecution", request(&passes, "1"));
    fixture.bad("StartExecution", request(&passes, "1"), "ExecutionAlreadyExists", &exists("p"));
}

#[test]
fn what_cannot_be_started_is_refused() {
    let fixture = Fixture::new();
    let arn = fixture.machine("m", pass());
    let express = json!({"name": "x", "definition": definition(pass()), "roleArn": ROLE, "type": "EXPRESS"});
    fixture.good("CreateStateMachine", express);
    let none = |arn: &str| format!("State Machine Does Not Exist: '{arn}'");
    let long = "x".repeat(81);
    let cases = [
        (json!({"stateMachineArn": arn, "name": "a/b"}), "InvalidName", "Invalid Name: 'a/b'".to_owned()),
        (
            json!({"stateMachineArn": arn, "input": ""}),
            "InvalidExecutionInput",
            "Invalid State Machine Execution Input: 'Invalid execution input.'".to_owned(),
        ),
        (
            json!({"stateMachineArn": format!("{arn}:1")}),
            "StateMachineDoesNotExist",
            none(&format!("{arn}:1")),
        ),
        (
            json!({"stateMachineArn": format!("{MACHINE}n")}),
            "StateMachineDoesNotExist",
            none(&format!("{MACHINE}n")),
        ),
        (json!({"stateMachineArn": "m"}), "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: m'".to_owned()),
        (
            json!({"stateMachineArn": format!("{MACHINE}x")}),
            "UnsupportedOperation",
            "StartExecution of an EXPRESS state machine is not supported yet by this version of Stepwell"
                .to_owned(),
        ),
        (
            json!({"stateMachineArn": arn, "name": long}),
            "ValidationException",
            format!(
                "1 validation error detected: Value '{long}' at 'name' failed to satisfy constraint: Member must have \
                 length less than or equal to 80"
            ),
        ),
    ];
    for (request, code, message) in cases {
        fixture.bad("StartExecution", request, code, &message);
    }
}

#[test]
fn executions_are_listed_newest_first() {
    let fixture = Fixture::new();
    let (passes, waits) = (fixture.machine("p", pass()), fixture.machine("w", wait()));
    for n in 0..5 {
        fixture.world.time.forward_to_ms(1_767_225_600_000 + n * 1_000);
        fixture.good("StartExecution", json!({"stateMachineArn": passes, "name": format!("e{n}")}));
    }
    fixture.good("StartExecution", json!({"stateMachineArn": waits, "name": "e"}));
    let first = fixture.good("ListExecutions", json!({"stateMachineArn": passes, "maxResults": 3}));
    let item = json!({
        "executionArn": format!("{EXECUTION}p:e4"), "stateMachineArn": passes, "name": "e4", "status": "SUCCEEDED",
        "startDate": 1_767_225_604.0, "stopDate": 1_767_225_604.0, "redriveCount": 0,
    });
    assert_eq!(first["executions"][0], item);
    let token = &first["nextToken"];
    let rest = fixture.good("ListExecutions", json!({"stateMachineArn": passes, "nextToken": token}));
    assert_eq!(names(&first["executions"]), ["e4", "e3", "e2"]);
    assert_eq!(names(&rest["executions"]), ["e1", "e0"]);
    assert_eq!(rest.get("nextToken"), None);
    let invalid = "Invalid Token: 'Invalid token'";
    let other = json!({"stateMachineArn": waits, "nextToken": token});
    fixture.bad("ListExecutions", other, "InvalidToken", invalid);
    let filtered = json!({"stateMachineArn": passes, "statusFilter": "RUNNING", "nextToken": token});
    fixture.bad("ListExecutions", filtered, "InvalidToken", invalid);
    let running =
        fixture.good("ListExecutions", json!({"stateMachineArn": waits, "statusFilter": "RUNNING"}));
    assert_eq!(running["executions"][0].get("stopDate"), None);
    let failed = fixture.good("ListExecutions", json!({"stateMachineArn": waits, "statusFilter": "FAILED"}));
    assert_eq!(failed, json!({"executions": []}));
}

fn names(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[test]
fn listings_that_name_nothing_are_refused() {
    let fixture = Fixture::new();
    let arn = fixture.machine("m", pass());
    let map_run = "arn:aws:states:us-east-1:123456789012:mapRun:m/l:u";
    let cases = [
        (json!({}), "ValidationException"),
        (json!({"stateMachineArn": arn, "mapRunArn": map_run}), "ValidationException"),
        (json!({"stateMachineArn": arn, "redriveFilter": "REDRIVEN"}), "ValidationException"),
        (json!({"stateMachineArn": arn, "statusFilter": "PENDING_REDRIVE"}), "ValidationException"),
        (json!({"mapRunArn": map_run}), "UnsupportedOperation"),
        (json!({"stateMachineArn": format!("{arn}x")}), "StateMachineDoesNotExist"),
        (json!({"stateMachineArn": "x"}), "InvalidArn"),
    ];
    for (request, code) in cases {
        assert_eq!(fixture.call("ListExecutions", request.clone()).unwrap_err().0, code, "{request}");
    }
    let message = "1 validation error detected: Value 'running' at 'statusFilter' failed to satisfy constraint: Member \
                   must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]";
    let request = json!({"stateMachineArn": arn, "statusFilter": "running"});
    fixture.bad("ListExecutions", request, "ValidationException", message);
}

#[test]
fn histories_are_read_in_pages_and_both_directions() {
    let fixture = Fixture::new();
    let arn = fixture.machine("m", pass());
    fixture.good("StartExecution", json!({"stateMachineArn": arn, "name": "e", "input": "7"}));
    let execution = format!("{EXECUTION}m:e");
    let whole = fixture.good("GetExecutionHistory", json!({"executionArn": execution}));
    let events = whole["events"].as_array().unwrap();
    let types: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"]);
    assert_eq!(events[0]["executionStartedEventDetails"]["input"], json!("7"));
    for reverse in [false, true] {
        let mut request = json!({"executionArn": execution, "reverseOrder": reverse, "maxResults": 3});
        let mut read = Vec::new();
        loop {
            let page = fixture.good("GetExecutionHistory", request.clone());
            read.extend(page["events"].as_array().unwrap().clone());
            let Some(token) = page.get("nextToken") else { break };
            request["nextToken"] = token.clone();
        }
        if reverse {
            read.reverse();
        }
        assert_eq!(&read, events, "{reverse}");
    }
    let plain = fixture
        .good("GetExecutionHistory", json!({"executionArn": execution, "includeExecutionData": false}));
    assert_eq!(plain["events"][0]["executionStartedEventDetails"], json!({"roleArn": ROLE}));
}

#[test]
fn what_runs_is_stopped_once() {
    let fixture = Fixture::new();
    let arn = fixture.machine("m", wait());
    fixture.good("StartExecution", json!({"stateMachineArn": arn, "name": "e"}));
    fixture.world.time.forward_to_ms(1_767_225_601_500);
    let request = json!({"executionArn": format!("{EXECUTION}m:e"), "error": "E", "cause": "C"});
    let stopped = json!({"stopDate": 1_767_225_601.5});
    assert_eq!(fixture.good("StopExecution", request.clone()), stopped);
    fixture.world.time.forward_to_ms(1_767_225_609_000);
    assert_eq!(fixture.good("StopExecution", request), stopped);
    let described = fixture.good("DescribeExecution", json!({"executionArn": format!("{EXECUTION}m:e")}));
    let found = [&described["status"], &described["error"], &described["cause"], &described["stopDate"]];
    assert_eq!(found, [&json!("ABORTED"), &json!("E"), &json!("C"), &stopped["stopDate"]]);
}

#[test]
fn executions_that_are_not_there_are_told() {
    let fixture = Fixture::new();
    fixture.machine("m", pass());
    let gone = format!("{EXECUTION}m:e");
    let express = "arn:aws:states:us-east-1:123456789012:express:m:e:u";
    let actions =
        ["DescribeExecution", "DescribeStateMachineForExecution", "GetExecutionHistory", "StopExecution"];
    for action in actions {
        let message = format!("Execution Does Not Exist: '{gone}'");
        fixture.bad(action, json!({"executionArn": gone}), "ExecutionDoesNotExist", &message);
        let message = "Invalid Arn: 'Resource type not valid in this context: express'";
        fixture.bad(action, json!({"executionArn": express}), "InvalidArn", message);
        fixture.bad(
            action,
            json!({"executionArn": "e"}),
            "InvalidArn",
            "Invalid Arn: 'Invalid ARN prefix: e'",
        );
    }
}

#[test]
fn tokens_that_complete_nothing_are_told() {
    let fixture = Fixture::new();
    let arn = fixture.machine("m", wait());
    fixture.good("StartExecution", json!({"stateMachineArn": arn, "name": "e"}));
    let mint = &fixture.api.orchestrator.keyring;
    let closed = mint.token(&format!("{EXECUTION}m:e"), 99);
    let gone = mint.token(&format!("{EXECUTION}m:other"), 99);
    let actions = [
        ("SendTaskSuccess", json!({"output": "1"})),
        ("SendTaskFailure", json!({})),
        ("SendTaskHeartbeat", json!({})),
    ];
    for (action, mut request) in actions {
        for (token, code) in [("x", "InvalidToken"), (&closed, "TaskTimedOut"), (&gone, "TaskDoesNotExist")] {
            request["taskToken"] = json!(token);
            assert_eq!(fixture.call(action, request.clone()).unwrap_err().0, code, "{action}");
        }
    }
    let message = "Invalid Output: 'Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or token \
                   'null', 'true' or 'false')'";
    fixture.bad("SendTaskSuccess", json!({"taskToken": closed, "output": "x"}), "InvalidOutput", message);
}
