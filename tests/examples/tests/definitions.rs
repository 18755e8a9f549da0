//! The definitions of the examples against the language, the configuration and the integrations.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

use serde_json::{Value, json};
use stepwell_approvals::request::{ApprovalRequest, RESOURCE};
use stepwell_asl::resource::{self, ResourceKind};
use stepwell_asl::{MachineType, parse};
use stepwell_examples::{definitions, repository, states};
use stepwell_local::Config;

/// What Lambda's clients may fail with for a moment. Source: Step Functions developer guide, "Handle transient Lambda
/// service exceptions".
const TRANSIENT: [&str; 4] = [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
];

fn read(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap_or_else(|cause| panic!("{path}: {cause}"))
}

fn each(check: impl Fn(&str, &Value)) {
    let paths = definitions().unwrap();
    assert!(paths.len() >= 4, "examples are missing: {paths:?}");
    for path in paths {
        check(&path, &serde_json::from_str(&read(&path)).unwrap());
    }
}

#[test]
fn every_definition_is_valid_and_free_of_warnings() {
    for path in definitions().unwrap() {
        let parsed = parse(&read(&path), MachineType::Standard);
        assert!(parsed.diagnostics.is_empty(), "{path}: {:#?}", parsed.diagnostics);
        assert!(parsed.program.is_some(), "{path}");
    }
}

#[test]
fn every_task_has_an_integration_and_a_timeout() {
    each(|path, definition| {
        for (name, state) in states(definition).into_iter().filter(|(_, state)| state["Type"] == "Task") {
            let arn = state["Resource"].as_str().unwrap();
            let resource = resource::parse(arn).unwrap();
            let found = stepwell_integrations::find(&resource.kind).is_some();
            assert!(found, "{path}: `{name}` calls `{arn}`, which has no integration");
            assert!(state["TimeoutSeconds"].is_u64(), "{path}: `{name}` may take for ever");
        }
    });
}

#[test]
fn every_call_of_a_function_is_repeated_when_lambda_fails_for_a_moment() {
    each(|path, definition| {
        for (name, state) in states(definition) {
            if function(state).is_none() {
                continue;
            }
            let retrier = &state["Retry"][0];
            let expected = json!({
                "ErrorEquals": TRANSIENT, "IntervalSeconds": 1, "MaxAttempts": 3, "BackoffRate": 2,
                "JitterStrategy": "FULL",
            });
            assert_eq!(retrier, &expected, "{path}: `{name}`");
        }
    });
}

#[test]
fn every_function_and_job_is_mapped() {
    let file = repository().join("examples/etl-approval/stepwell.toml");
    let config = Config::read(&file).unwrap_or_else(|cause| panic!("{cause}"));
    each(|path, definition| {
        for (name, state) in states(definition) {
            if let Some(function) = function(state) {
                assert!(config.functions.contains_key(function), "{path}: `{name}` calls `{function}`");
            }
            if let Some(job) = state["Parameters"]["JobName"].as_str() {
                assert!(config.jobs.contains_key(job), "{path}: `{name}` starts `{job}`");
            }
        }
    });
    for machine in &config.state_machines {
        assert!(machine.definition.is_file(), "`{}` has no definition", machine.name);
    }
    assert_eq!(config.state_machines.len(), definitions().unwrap().len(), "a definition is not served");
}

#[test]
fn every_approval_asks_what_can_be_asked() {
    let mut asked = 0;
    for path in definitions().unwrap() {
        let definition: Value = serde_json::from_str(&read(&path)).unwrap();
        for (name, state) in
            states(&definition).into_iter().filter(|(_, state)| state["Resource"] == RESOURCE)
        {
            let mut parameters = state["Parameters"].clone();
            let members = parameters.as_object_mut().unwrap();
            // What the execution fills in.
            members.shift_remove("To.$").unwrap();
            members.shift_remove("Details.$").unwrap();
            members.insert("To".to_owned(), json!("approver@example.com"));
            members.insert("Details".to_owned(), json!({"rows": 9_034}));
            ApprovalRequest::parse(&parameters).unwrap_or_else(|cause| panic!("{path}: `{name}`: {cause:?}"));
            asked += 1;
        }
    }
    assert_eq!(asked, 2);
}

/// The name of the function that a state calls, if it calls one.
fn function(state: &Value) -> Option<&str> {
    let resource = resource::parse(state["Resource"].as_str()?)?;
    match resource.kind {
        ResourceKind::Function => state["Resource"].as_str()?.rsplit(':').next(),
        ResourceKind::Service { service, .. } if &*service == "lambda" => {
            state["Parameters"]["FunctionName"].as_str()
        }
        ResourceKind::Service { .. } | ResourceKind::Activity => None,
    }
}
