//! `lambda:invoke`: what goes over the wire, and what comes out of the answers.

use serde_json::{Value, json};
use stepwell_integrations::lambda::ERROR_TEXT;
use stepwell_integrations::service::Services;

use super::player::{Act, Player};
use super::{config, host, request};
use crate::{AwsServices, Reach};

const ID: (&str, &str) = ("x-amzn-RequestId", "8f5e");
const VERSION: (&str, &str) = ("X-Amz-Executed-Version", "$LATEST");

#[tokio::test]
async fn an_invocation_over_the_wire() {
    let player = Player::start(&[Act::Answer(200, &[ID, VERSION], "{\"b\":1,\"a\":[1.5]}")]).await;
    let input = json!({
        "FunctionName": "check", "Qualifier": "live", "LogType": "Tail", "ClientContext": "e30=",
        "Payload": {"z": 1, "y": "é"},
    });
    let answer = host(&player.url).call(&request("lambda", "invoke", input)).await.unwrap();
    let heard = player.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].line, "POST /2015-03-31/functions/check/invocations?Qualifier=live HTTP/1.1");
    assert_eq!(heard[0].body, "{\"z\":1,\"y\":\"é\"}");
    assert_eq!(heard[0].header("x-amz-log-type"), "Tail");
    assert_eq!(heard[0].header("x-amz-client-context"), "e30=");
    // Signed for the region of the request, not for that of the configuration.
    let signed = heard[0].header("authorization").to_owned();
    assert!(signed.contains("Credential=AKID/") && signed.contains("/eu-central-1/lambda/"), "{signed}");
    let expected = json!({"ExecutedVersion": "$LATEST", "Payload": {"b": 1, "a": [1.5]}, "StatusCode": 200});
    assert_eq!(answer.output.to_string(), expected.to_string());
    assert_eq!((answer.status, answer.request_id.as_str()), (200, "8f5e"));
    let names: Vec<&str> = answer.headers.iter().map(|(name, _)| name.as_str()).collect();
    for name in ["x-amzn-RequestId", "X-Amz-Executed-Version", "Content-Length", "Connection"] {
        assert!(names.contains(&name), "{name} is not in {names:?}");
    }
}

#[tokio::test]
async fn payloads_and_answers() {
    let failed = &[ID, VERSION, ("X-Amz-Function-Error", "Unhandled")];
    let text = "{\"errorType\": \"Oops\", \"errorMessage\": \"no\"}";
    let output =
        |payload: Value| json!({"ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200});
    let cases = [
        // A text payload is JSON text, every other value is serialized, none is none.
        (
            json!({"Payload": "{\"a\": 1}"}),
            "{\"a\": 1}",
            Act::Answer(200, &[ID, VERSION], "0"),
            output(json!(0)),
        ),
        (json!({"Payload": 7}), "7", Act::Answer(200, &[ID, VERSION], "null"), output(json!(null))),
        (json!({"Payload": null}), "", Act::Answer(200, &[ID, VERSION], "{}"), output(json!({}))),
        // What is no JSON comes back as the text it is.
        (json!({}), "", Act::Answer(200, &[ID, VERSION], "plain"), output(json!("plain"))),
        (
            json!({"InvocationType": "Event", "Payload": {}}),
            "{}",
            Act::Answer(202, &[ID], ""),
            json!({"Payload": "", "StatusCode": 202}),
        ),
        (
            json!({"InvocationType": "DryRun"}),
            "",
            Act::Answer(204, &[ID], ""),
            json!({"Payload": "", "StatusCode": 204}),
        ),
        (
            json!({"Payload": {}}),
            "{}",
            Act::Answer(200, failed, text),
            json!({
                "ExecutedVersion": "$LATEST", "FunctionError": "Unhandled", ERROR_TEXT: text,
                "Payload": {"errorType": "Oops", "errorMessage": "no"}, "StatusCode": 200,
            }),
        ),
    ];
    for (mut input, sent, act, expected) in cases {
        let player = Player::start(&[act]).await;
        input["FunctionName"] = json!("arn:aws:lambda:eu-central-1:123456789012:function:check");
        let answer = host(&player.url).call(&request("lambda", "invoke", input.clone())).await.unwrap();
        assert_eq!(player.heard()[0].body, sent, "{input}");
        assert_eq!(answer.output.to_string(), expected.to_string(), "{input}");
    }
}

#[tokio::test]
async fn an_emulator_needs_no_credentials() {
    let player = Player::start(&[Act::Answer(200, &[ID, VERSION], "{}")]).await;
    let reach = Reach { credentials: false, lambda: Some(player.url.clone()), glue: None };
    let host = AwsServices::over(&config(&player.url), reach);
    for (service, operation, expected) in [
        ("lambda", "invoke", true),
        ("lambda", "createFunction", false),
        ("glue", "startJobRun", false),
        ("sqs", "sendMessage", false),
    ] {
        assert_eq!(host.handles(service, operation, &json!({})), expected, "{service}:{operation}");
    }
    host.call(&request("lambda", "invoke", json!({"FunctionName": "check"}))).await.unwrap();
    assert!(player.heard()[0].header("authorization").contains("Credential=test/"));
}
