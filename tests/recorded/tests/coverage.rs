//! `docs/coverage.md` says what works. It is made from the code: actions that the API takes, definitions that the parser
//! accepts, resources that have an integration, and the list of recorded cases that pass. With `STEPWELL_BLESS=1` it is
//! written anew; otherwise it must be what the code says.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use serde_json::{Value, json};
use stepwell_api::protocol::{Target, parse_target};
use stepwell_asl::{MachineType, parse};
use stepwell_conformance::golden;

/// All actions of the service. Source: Step Functions API reference.
const ACTIONS: &[&str] = &[
    "CreateActivity",
    "CreateStateMachine",
    "CreateStateMachineAlias",
    "DeleteActivity",
    "DeleteStateMachine",
    "DeleteStateMachineAlias",
    "DeleteStateMachineVersion",
    "DescribeActivity",
    "DescribeExecution",
    "DescribeMapRun",
    "DescribeStateMachine",
    "DescribeStateMachineAlias",
    "DescribeStateMachineForExecution",
    "GetActivityTask",
    "GetExecutionHistory",
    "ListActivities",
    "ListExecutions",
    "ListMapRuns",
    "ListStateMachineAliases",
    "ListStateMachineVersions",
    "ListStateMachines",
    "ListTagsForResource",
    "PublishStateMachineVersion",
    "RedriveExecution",
    "SendTaskFailure",
    "SendTaskHeartbeat",
    "SendTaskSuccess",
    "StartExecution",
    "StartSyncExecution",
    "StopExecution",
    "TagResource",
    "TestState",
    "UntagResource",
    "UpdateMapRun",
    "UpdateStateMachine",
    "UpdateStateMachineAlias",
    "ValidateStateMachineDefinition",
];

/// Resources of Task states.
const RESOURCES: &[&str] = &[
    "arn:aws:lambda:us-east-1:123456789012:function:f",
    "arn:aws:states:::lambda:invoke",
    "arn:aws:states:::lambda:invoke.waitForTaskToken",
    "arn:aws:states:::glue:startJobRun",
    "arn:aws:states:::glue:startJobRun.sync",
    "arn:aws:states:::states:startExecution",
    "arn:aws:states:::states:startExecution.sync",
    "arn:aws:states:::states:startExecution.sync:2",
    "arn:aws:states:::states:startExecution.waitForTaskToken",
    "arn:aws:states:::stepwell:approval.waitForTaskToken",
    "arn:aws:states:us-east-1:123456789012:activity:a",
    "arn:aws:states:::sqs:sendMessage",
    "arn:aws:states:::sns:publish",
    "arn:aws:states:::events:putEvents",
    "arn:aws:states:::dynamodb:putItem",
    "arn:aws:states:::ecs:runTask.sync",
    "arn:aws:states:::batch:submitJob.sync",
    "arn:aws:states:::http:invoke",
    "arn:aws:states:::aws-sdk:s3:getObject",
];

/// A state of each kind of feature, as the only state of a machine but for `Z`, where it may go.
fn features() -> Vec<(&'static str, Value)> {
    let mut features = of_tasks_and_data();
    features.extend(of_flow());
    features
}

fn of_tasks_and_data() -> Vec<(&'static str, Value)> {
    let task = "arn:aws:states:::lambda:invoke";
    let retrier = json!({ "ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 2, "BackoffRate": 1.5,
        "MaxDelaySeconds": 9, "JitterStrategy": "FULL" });
    let catcher = json!({ "ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Z" });
    let task = |more: Value| {
        let mut state =
            json!({ "Type": "Task", "Resource": task, "Parameters": { "FunctionName": "f" }, "Next": "Z" });
        merge(&mut state, more);
        state
    };
    vec![
        (
            "Pass: Result, Parameters, ResultPath",
            json!({ "Type": "Pass", "Result": 1, "ResultPath": "$.r", "Next": "Z" }),
        ),
        (
            "InputPath, OutputPath",
            json!({ "Type": "Pass", "InputPath": "$.a", "OutputPath": "$.b", "Next": "Z" }),
        ),
        (
            "Context object (`$$`)",
            json!({ "Type": "Pass", "Parameters": { "id.$": "$$.Execution.Id" }, "Next": "Z" }),
        ),
        ("Task: ResultSelector", task(json!({ "ResultSelector": { "p.$": "$.Payload" } }))),
        (
            "Task: TimeoutSeconds, HeartbeatSeconds",
            task(json!({ "TimeoutSeconds": 9, "HeartbeatSeconds": 3 })),
        ),
        (
            "Task: TimeoutSecondsPath, HeartbeatSecondsPath",
            task(json!({ "TimeoutSecondsPath": "$.t", "HeartbeatSecondsPath": "$.h" })),
        ),
        ("Retry with MaxDelaySeconds and JitterStrategy", task(json!({ "Retry": [retrier] }))),
        ("Catch with ResultPath", task(json!({ "Catch": [catcher] }))),
        (
            "Task: Credentials (checked; a call under another role fails with an error that says so)",
            task(json!({ "Credentials": { "RoleArn": "arn:aws:iam::123456789012:role/r" } })),
        ),
    ]
}

fn of_flow() -> Vec<(&'static str, Value)> {
    let inner = json!({ "StartAt": "I", "States": { "I": { "Type": "Pass", "End": true } } });
    let map = |more: Value| {
        let mut state = json!({ "Type": "Map", "ItemProcessor": inner, "Next": "Z" });
        merge(&mut state, more);
        state
    };
    vec![
        (
            "Choice",
            json!({ "Type": "Choice", "Choices": [{ "Variable": "$.n", "NumericEquals": 1, "Next": "Z" }], "Default": "Z" }),
        ),
        (
            "Wait: Seconds, SecondsPath, Timestamp, TimestampPath",
            json!({ "Type": "Wait", "SecondsPath": "$.s", "Next": "Z" }),
        ),
        ("Succeed", json!({ "Type": "Succeed" })),
        (
            "Fail: Error, Cause, ErrorPath, CausePath",
            json!({ "Type": "Fail", "ErrorPath": "$.e", "CausePath": "$.c" }),
        ),
        ("Parallel", json!({ "Type": "Parallel", "Branches": [inner], "Next": "Z" })),
        (
            "Map, inline: ItemsPath, ItemSelector, MaxConcurrency",
            map(
                json!({ "ItemsPath": "$.i", "ItemSelector": { "v.$": "$$.Map.Item.Value" }, "MaxConcurrency": 2 }),
            ),
        ),
        ("Map, inline: MaxConcurrencyPath", map(json!({ "MaxConcurrencyPath": "$.m" }))),
        (
            "Map, distributed",
            map(
                json!({ "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "I", "States": { "I": { "Type": "Pass", "End": true } } } }),
            ),
        ),
        (
            "Intrinsic functions",
            json!({ "Type": "Pass", "Parameters": { "u.$": "States.UUID()" }, "Next": "Z" }),
        ),
        ("Variables (Assign)", json!({ "Type": "Pass", "Assign": { "x": 1 }, "Next": "Z" })),
        (
            "JSONata",
            json!({ "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input %}", "Next": "Z" }),
        ),
    ]
}

fn merge(state: &mut Value, more: Value) {
    if let (Value::Object(state), Value::Object(more)) = (state, more) {
        state.extend(more);
    }
}

fn accepts(state: &Value) -> bool {
    let mut states = json!({ "S": state });
    if state.to_string().contains("\"Z\"") {
        states["Z"] = json!({ "Type": "Succeed" });
    }
    let definition = json!({ "StartAt": "S", "States": states }).to_string();
    parse(&definition, MachineType::Standard).program.is_some()
}

fn word(works: bool) -> &'static str {
    if works { "works" } else { "not yet" }
}

fn page() -> String {
    let mut page = String::from(
        "# What works\n\nMade from the code by `STEPWELL_BLESS=1 cargo test -p stepwell-recorded --test coverage`, and checked \
         against it by every test run.\nWhat is not there yet answers with an error that names it.\n\n## API actions\n\n| action | |\n|---|---|\n",
    );
    for action in ACTIONS {
        let works =
            matches!(parse_target(Some(&format!("AWSStepFunctions.{action}"))), Ok(Target::Action(_)));
        let _ = writeln!(page, "| {action} | {} |", word(works));
    }
    page.push_str("\n## Language\n\n| feature | |\n|---|---|\n");
    for (name, state) in features() {
        let _ = writeln!(page, "| {name} | {} |", word(accepts(&state)));
    }
    page.push_str("\n## Resources of Task states\n\n| resource | |\n|---|---|\n");
    for arn in RESOURCES {
        let found = stepwell_asl::resource::parse(arn);
        let works = found.is_some_and(|resource| stepwell_integrations::find(&resource.kind).is_some());
        let _ = writeln!(page, "| `{arn}` | {} |", word(works));
    }
    page.push_str("\n## Recorded cases that pass\n\nCases recorded on the real service; `tests/conformance/passed.txt` names them.\n\n| area | passed |\n|---|---|\n");
    let passed = std::fs::read_to_string(golden::passed_list()).unwrap_or_default();
    let mut areas: BTreeMap<&str, u32> = BTreeMap::new();
    for area in passed.lines().filter_map(|line| line.split_once('/')).map(|(area, _)| area) {
        *areas.entry(area).or_default() += 1;
    }
    for (area, count) in &areas {
        let _ = writeln!(page, "| {area} | {count} |");
    }
    let _ = writeln!(page, "| all | {} |", areas.values().sum::<u32>());
    page
}

#[test]
fn coverage_is_as_the_code_says() {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/coverage.md"));
    let page = page();
    if golden::bless_asked() {
        let written = std::fs::write(&path, &page);
        assert!(written.is_ok(), "{written:?}");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == page,
        "`docs/coverage.md` is not what the code says: write it anew with `STEPWELL_BLESS=1`"
    );
}
