//! Calls that fail, and how far each of them came. Whatever happens, a call is made once.

use serde_json::{Value, json};
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, Services};

use super::player::{Act, Player, deserted};
use super::{config, host, request};
use crate::{AwsServices, Reach};

const ID: (&str, &str) = ("x-amzn-RequestId", "8f5e");

fn invocation() -> ServiceRequest {
    request("lambda", "invoke", json!({"FunctionName": "check", "Payload": {}}))
}

fn start() -> ServiceRequest {
    request("glue", "startJobRun", json!({"JobName": "filter"}))
}

/// The error of a call to a server that plays the act, having heard one request.
async fn failure(request: &ServiceRequest, act: Act) -> ServiceError {
    let player = Player::start(&[act]).await;
    let error = host(&player.url).call(request).await.unwrap_err();
    assert_eq!(player.heard().len(), 1);
    error
}

#[tokio::test]
async fn services_that_refuse() {
    let cases = [
        (
            invocation(),
            Act::Answer(
                404,
                &[ID, ("x-amzn-ErrorType", "ResourceNotFoundException")],
                "{\"Type\":\"User\",\"Message\":\"Function not found: arn:x\"}",
            ),
            (404, "ResourceNotFoundException", "Function not found: arn:x"),
        ),
        (
            invocation(),
            Act::Answer(
                429,
                &[ID, ("x-amzn-ErrorType", "TooManyRequestsException")],
                "{\"Reason\":\"ReservedFunctionConcurrentInvocationLimitExceeded\",\"message\":\"Rate Exceeded.\"}",
            ),
            (429, "TooManyRequestsException", "Rate Exceeded."),
        ),
        (
            invocation(),
            Act::Answer(500, &[ID, ("x-amzn-ErrorType", "ServiceException")], "{\"Message\":\"broken\"}"),
            (500, "ServiceException", "broken"),
        ),
        (invocation(), Act::Answer(503, &[ID], "{}"), (503, "AWSLambdaException", "null")),
        (
            start(),
            Act::Answer(
                400,
                &[ID],
                "{\"__type\":\"com.amazonaws.glue#EntityNotFoundException\",\"Message\":\"no such job\"}",
            ),
            (400, "EntityNotFoundException", "no such job"),
        ),
        (
            start(),
            Act::Answer(400, &[ID], "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}"),
            (400, "ThrottlingException", "Rate exceeded"),
        ),
        (
            start(),
            Act::Answer(
                400,
                &[ID],
                "{\"__type\":\"ConcurrentRunsExceededException\",\"Message\":\"too many\"}",
            ),
            (400, "ConcurrentRunsExceededException", "too many"),
        ),
        (
            start(),
            Act::Answer(500, &[ID], "{\"__type\":\"InternalServiceException\",\"Message\":\"oops\"}"),
            (500, "InternalServiceException", "oops"),
        ),
    ];
    for (request, act, (status, code, message)) in cases {
        let expected = ServiceError {
            code: code.to_owned(),
            message: message.to_owned(),
            status,
            request_id: "8f5e".to_owned(),
            service_name: if request.service == "glue" { "AWSGlue" } else { "AWSLambda" }.to_owned(),
            reached: Reached::Answered,
        };
        assert_eq!(failure(&request, act).await, expected);
    }
}

#[tokio::test]
async fn replies_that_are_lost() {
    for request in [invocation(), start()] {
        for act in [Act::HangUp, Act::Half] {
            let error = failure(&request, act.clone()).await;
            assert_eq!(
                (error.reached, error.status, error.code.as_str()),
                (Reached::Unknown, 0, "SdkClientException"),
                "{act:?}: {error}"
            );
            assert!(error.message.starts_with("Unable to execute HTTP request: "), "{error}");
        }
    }
}

#[tokio::test]
async fn answers_that_come_too_late() {
    for mut request in [invocation(), start()] {
        // The first call makes the connection and reads the trust store, so that the second one is surely sent in time.
        let player = Player::start(&[Act::Answer(200, &[ID], "{}"), Act::Silence]).await;
        let host = host(&player.url);
        host.call(&request).await.unwrap();
        request.timeout_ms = Some(1_000);
        let error = host.call(&request).await.unwrap_err();
        assert_eq!((error.reached, error.status), (Reached::Unknown, 0), "{error}");
        assert_eq!(error.code, "ClientExecutionTimeoutException");
        assert_eq!(player.heard().len(), 2);
    }
}

#[tokio::test]
async fn nobody_listens() {
    let host = host(&deserted().await);
    for request in [invocation(), start()] {
        let error = host.call(&request).await.unwrap_err();
        assert_eq!((error.reached, error.status), (Reached::NotSent, 0), "{error}");
        assert!(error.message.contains("Connection refused"), "{error}");
    }
}

#[tokio::test]
async fn nothing_is_sent_without_credentials() {
    let player = Player::start(&[Act::HangUp]).await;
    // As if the environment had promised credentials that are not there.
    let host = AwsServices::over(&config(&player.url), Reach { credentials: true, ..Reach::default() });
    for request in [invocation(), start()] {
        let error = host.call(&request).await.unwrap_err();
        assert_eq!((error.reached, error.code.as_str()), (Reached::NotSent, "SdkClientException"), "{error}");
    }
    assert!(player.heard().is_empty());
}

#[tokio::test]
async fn nothing_is_sent_with_an_input_of_another_form() {
    let player = Player::start(&[Act::HangUp]).await;
    let host = host(&player.url);
    let cases: [(&str, &str, Value, &str); 7] = [
        ("lambda", "invoke", json!([]), "the input of `lambda:invoke` is no object: `[]`"),
        (
            "lambda",
            "invoke",
            json!({"Functionname": "f"}),
            "`lambda:invoke` has no member `Functionname` here",
        ),
        (
            "lambda",
            "invoke",
            json!({"FunctionName": "f", "Qualifier": 1}),
            "`Qualifier` of `lambda:invoke` is no string: `1`",
        ),
        (
            "glue",
            "startJobRun",
            json!({"JobName": "j", "Arguments": {"--n": 1}}),
            "`Arguments` of `glue:startJobRun` is no map of strings: `{\"--n\":1}`",
        ),
        (
            "glue",
            "startJobRun",
            json!({"JobName": "j", "Timeout": 1.5}),
            "`Timeout` of `glue:startJobRun` is no whole number: `1.5`",
        ),
        (
            "glue",
            "startJobRun",
            json!({"JobName": "j", "NotificationProperty": {"After": 1}}),
            "`glue:startJobRun, NotificationProperty` has no member `After` here",
        ),
        ("sqs", "sendMessage", json!({}), "there is no client for `sqs:sendMessage`"),
    ];
    for (service, operation, input, message) in cases {
        let error = host.call(&request(service, operation, input)).await.unwrap_err();
        assert_eq!((error.message.as_str(), error.reached), (message, Reached::NotSent));
    }
    assert!(player.heard().is_empty());
}
