//! Targets, content types, bodies and what an answer looks like on the wire.

use serde_json::{Value, json};
use stepwell_world::world::block_on;

use super::body;
use super::{Action, ApiRequest, Target, handle, parse_target};
use crate::fixture::Fixture;

const V1_0: &str = "application/x-amz-json-1.0";

#[test]
fn targets_name_an_action_one_to_come_or_nothing() {
    let missing = "the header `X-Amz-Target` is missing: it names the action, for example \
                   `AWSStepFunctions.StartExecution`";
    let cases = [
        (Some("AWSStepFunctions.StartExecution"), Ok(Target::Action(Action::StartExecution))),
        (Some("AWSStepFunctions.TestState"), Ok(Target::NotYet("TestState"))),
        (
            Some("AWSStepFunctions.startexecution"),
            Err("the API has no such target: `AWSStepFunctions.startexecution`"),
        ),
        (Some("StartExecution"), Err("the API has no such target: `StartExecution`")),
        (Some("AWSStepFunctions."), Err("the API has no such target: `AWSStepFunctions.`")),
        (None, Err(missing)),
        (Some(""), Err(missing)),
    ];
    for (header, expected) in cases {
        let found = parse_target(header).map_err(|fault| {
            assert_eq!(fault.code.name(), "UnknownOperationException");
            fault.message
        });
        assert_eq!(found, expected.map_err(str::to_owned), "{header:?}");
    }
    for action in Action::ALL {
        let header = format!("AWSStepFunctions.{}", action.name());
        assert_eq!(parse_target(Some(&header)), Ok(Target::Action(action)));
    }
}

#[test]
fn content_types_are_those_of_aws_json() {
    let cases = [
        (Some(V1_0), true),
        (Some("application/x-amz-json-1.1"), true),
        (Some("Application/X-AMZ-JSON-1.0; charset=utf-8"), true),
        (Some("application/json"), false),
        (Some("text/plain"), false),
        (None, false),
    ];
    for (content_type, expected) in cases {
        assert_eq!(body::version(content_type).is_some(), expected, "{content_type:?}");
    }
}

#[test]
fn a_body_may_be_as_large_as_the_payloads_need() {
    assert_eq!(body::bytes_max(262_144), 1_048_576);
    assert_eq!(body::bytes_max(10_000_000), 20_065_536);
    let large = vec![b' '; 1_048_577];
    let fault = body::read(&large, 262_144).unwrap_err();
    assert_eq!((fault.code.name(), fault.code.status()), ("RequestEntityTooLargeException", 413));
}

fn refusal(code: &str, message: &str) -> Value {
    json!({ "__type": format!("com.amazonaws.swf.service.v2.model#{code}"), "message": message })
}

#[test]
fn answers_look_as_clients_expect() {
    let fixture = Fixture::new();
    let cases = [
        ("ListStateMachines", V1_0, "{}", 200, json!({"stateMachines": []})),
        ("ListStateMachines", "application/x-amz-json-1.1", "", 200, json!({"stateMachines": []})),
        (
            "TestState",
            V1_0,
            "{}",
            400,
            refusal("UnsupportedOperation", "TestState is not supported yet by this version of Stepwell"),
        ),
        (
            "ListStateMachines",
            "text/plain",
            "{}",
            400,
            json!({
                "__type": "com.amazonaws.swf.service.v2.model#SerializationException",
                "message": "the content type must be application/x-amz-json-1.0, this is `text/plain`",
            }),
        ),
        (
            "ListStateMachines",
            V1_0,
            "[]",
            400,
            json!({
                "__type": "com.amazonaws.swf.service.v2.model#SerializationException",
                "message": "the body is not a JSON object",
            }),
        ),
        (
            "ListStateMachines",
            V1_0,
            "{",
            400,
            json!({
                "__type": "com.amazonaws.swf.service.v2.model#SerializationException",
                "message": "the body is not JSON: EOF while parsing an object at line 1 column 1",
            }),
        ),
        (
            "UpdateStateMachine",
            V1_0,
            r#"{"stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:m/l", "roleArn": "r"}"#,
            400,
            json!({
                "__type": "com.amazonaws.swf.service.v2.model#ValidationException",
                "message": "this action does not take the ARN of a Map state's child workflow",
                "reason": "API_DOES_NOT_SUPPORT_LABELED_ARNS",
            }),
        ),
    ];
    for (action, content_type, body, status, expected) in cases {
        let target = format!("AWSStepFunctions.{action}");
        let (target, body) = (Some(target.as_str()), body.as_bytes());
        let request = ApiRequest { target, content_type: Some(content_type), trace_header: None, body };
        let answer = block_on(handle(&fixture.api, request));
        assert_eq!(answer.status, status, "{action}");
        assert_eq!(serde_json::from_slice::<Value>(&answer.body).unwrap(), expected, "{action}");
        let type_sent = if content_type.starts_with("text") { V1_0 } else { content_type };
        assert_eq!(answer.headers[0], ("content-type", type_sent.to_owned()));
        let (name, id) = &answer.headers[1];
        assert_eq!((*name, id.len(), &id[14..15]), ("x-amzn-requestid", 36, "4"), "{id}");
    }
}
