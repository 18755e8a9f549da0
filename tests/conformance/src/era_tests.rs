//! Members that old recordings lack.

use serde_json::json;

use super::*;

fn check(recorded: &str, action: &str, wanted: Value, mut got: Value, left: Value) {
    let case =
        json!({"name": "n", "area": "a", "kind": "plain", "recorded": recorded, "seconds": 1, "steps": []});
    let case: Case = serde_json::from_value(case).unwrap();
    settle(&case, action, wanted.as_object().unwrap(), got.as_object_mut().unwrap());
    assert_eq!(got, left, "{recorded} {action}");
}

#[test]
fn old_recordings_lack_encryption() {
    let got = json!({"name": "m", "encryptionConfiguration": {"type": "AWS_OWNED_KEY"}});
    let bare = json!({"name": "m"});
    check("2023-08-21", "DescribeStateMachine", bare.clone(), got.clone(), bare.clone());
    check("2023-08-21", "DescribeStateMachineForExecution", bare.clone(), got.clone(), bare.clone());
    check("2024-11-20", "DescribeStateMachine", bare.clone(), got.clone(), got.clone());
    check("2023-08-21", "CreateStateMachine", bare.clone(), got.clone(), got.clone());
    check("2023-08-21", "DescribeStateMachine", got.clone(), got.clone(), got);
    let own = json!({"encryptionConfiguration": {"type": "CUSTOMER_MANAGED_KMS_KEY"}});
    check("2023-08-21", "DescribeStateMachine", bare, own.clone(), own);
}

#[test]
fn old_recordings_lack_redrives() {
    let got = json!({"name": "e", "redriveCount": 0, "redriveStatus": "NOT_REDRIVABLE"});
    let bare = json!({"name": "e"});
    check("2023-06-22", "DescribeExecution", bare.clone(), got.clone(), bare.clone());
    check("2023-12-01", "DescribeExecution", bare.clone(), got.clone(), got.clone());
    check(
        "2023-06-22",
        "ListExecutions",
        json!({"executions": [bare]}),
        json!({"executions": [got.clone(), got]}),
        json!({"executions": [{"name": "e"}, {"name": "e", "redriveCount": 0, "redriveStatus": "NOT_REDRIVABLE"}]}),
    );
}

#[test]
fn old_recordings_lack_redrives_in_event_data() {
    let wanted = json!({"events": [{"d": {"output": {"Name": "e", "Execution": {"Id": "x"}}}}]});
    let got = json!({"events": [
        {"d": {"output": "{\"Name\":\"e\",\"RedriveCount\":0,\"Execution\":{\"Id\":\"x\",\"RedriveCount\":0}}"}}
    ]});
    let left = json!({"events": [{"d": {"output": "{\"Name\":\"e\",\"Execution\":{\"Id\":\"x\"}}"}}]});
    check("2023-06-22", "GetExecutionHistory", wanted.clone(), got.clone(), left);
    check("2023-12-01", "GetExecutionHistory", wanted, got.clone(), got);
}
