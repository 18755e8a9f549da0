//! Fields of Task states, and what Express machines may not call.

use serde_json::json;

use super::{around, check_as, check_states};
use crate::machine::MachineType;

const SEND: &str = "arn:aws:states:::sqs:sendMessage";

#[test]
fn resource() {
    let unknown = "is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/X/Resource";
    check_states([
        (json!({"Type": "Task", "End": true}), &["SVF: These fields are required: [Resource] at /States/X"]),
        (
            json!({"Type": "Task", "Resource": {}, "End": true}),
            &["SVF: Expected value of type String at /States/X/Resource"],
        ),
        (
            json!({"Type": "Task", "Resource": "sqs:sendMessage", "End": true}),
            &["SVF: Value is not a valid resource ARN at /States/X/Resource"],
        ),
        (
            json!({"Type": "Task", "Resource": "arn:aws:states:::sqs:receive", "End": true}),
            &[&*format!("SVF: The resource provided arn:aws:states:::sqs:receive {unknown}")],
        ),
        (
            json!({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.sync", "End": true}),
            &[&*format!("SVF: The resource provided arn:aws:states:::sqs:sendMessage.sync {unknown}")],
        ),
        (
            json!({"Type": "Task", "Resource": "arn:aws:s3:::bucket", "End": true}),
            &[&*format!("SVF: The resource provided arn:aws:s3:::bucket {unknown}")],
        ),
    ]);
}

#[test]
fn times() {
    check_states([
        (
            json!({"Type": "Task", "Resource": SEND, "TimeoutSeconds": 0, "HeartbeatSeconds": 100_000_000, "End": true}),
            &[
                "SVF: Minimum value is 1 at /States/X/TimeoutSeconds",
                "SVF: Maximum value is 99999999 at /States/X/HeartbeatSeconds",
            ],
        ),
        (
            json!({"Type": "Task", "Resource": SEND, "TimeoutSeconds": 5, "HeartbeatSeconds": 5, "End": true}),
            &["SVF: 'HeartbeatSeconds' must be smaller than 'TimeoutSeconds' at /States/X (ours)"],
        ),
        (
            json!({"Type": "Task", "Resource": SEND, "TimeoutSeconds": 5, "TimeoutSecondsPath": "$.t",
                "HeartbeatSeconds": 4, "HeartbeatSecondsPath": "$..h", "End": true}),
            &[
                "SVF: There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath] at /States/X",
                "SVF: There should only be one of the following fields: [HeartbeatSeconds, HeartbeatSecondsPath] at /States/X",
                "SVF: Value is not a Reference Path: it may only have `.name`, `['name']` and `[n]` at /States/X/HeartbeatSecondsPath",
            ],
        ),
        (
            json!({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true}),
            &[
                "warning CALLBACK_WITHOUT_TIMEOUT: without 'TimeoutSeconds' or 'HeartbeatSeconds' the task waits for ever if the callback never comes at /States/X (ours)",
            ],
        ),
        (
            json!({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "TimeoutSecondsPath": "$.t", "End": true}),
            &[],
        ),
    ]);
}

#[test]
fn credentials_and_templates() {
    check_states([
        (
            json!({"Type": "Task", "Resource": SEND, "Credentials": {}, "End": true}),
            &["SVF: The field 'RoleArn' is required but was missing at /States/X/Credentials"],
        ),
        (
            json!({"Type": "Task", "Resource": SEND, "Credentials": {"Other": 1}, "End": true}),
            &["SVF: The field 'RoleArn' is required but was missing at /States/X/Credentials"],
        ),
        (
            json!({"Type": "Task", "Resource": SEND, "Credentials": {"RoleArn": 1}, "End": true}),
            &["SVF: Expected value of type String at /States/X/Credentials/RoleArn"],
        ),
        (
            json!({"Type": "Task", "Resource": SEND, "Parameters": {"a.$": 1}, "ResultSelector": {"b.$": "c"}, "End": true}),
            &[
                "SVF: The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/X/Parameters",
                "SVF: The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call at /States/X/ResultSelector",
            ],
        ),
    ]);
}

#[test]
fn express_machines_only_call() {
    let cases = [
        (
            "arn:aws:states:::states:startExecution.sync",
            "SVF: Express state machine does not support '.sync' service integration at /States/X/Resource",
        ),
        (
            "arn:aws:states:::states:startExecution.sync:2",
            "SVF: Express state machine does not support '.sync' service integration at /States/X/Resource",
        ),
        (
            "arn:aws:states:::sns:publish.waitForTaskToken",
            "SVF: Express state machine does not support '.waitForTaskToken' service integration  at /States/X/Resource",
        ),
        (
            "arn:aws:states:us-east-1:123456789012:activity:a",
            "SVF: Express state machine does not support Activity ARN at /States/X/Resource",
        ),
    ];
    for (resource, expected) in cases {
        let state = json!({"Type": "Task", "Resource": resource, "TimeoutSeconds": 1, "End": true});
        check_as(MachineType::Express, &around(state), &[expected]);
    }
    check_as(MachineType::Express, &around(json!({"Type": "Task", "Resource": SEND, "End": true})), &[]);
}
