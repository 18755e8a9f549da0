//! Results and errors of all integrations, compared with texts recorded on the service where there are any.

use serde_json::json;
use stepwell_asl::resource::parse;

use super::*;
use crate::service::Reached;

const INVOKE: &str = "arn:aws:states:::lambda:invoke";
const BARE: &str = "arn:aws:lambda:us-east-1:123456789012:function:f";
const GLUE: &str = "arn:aws:states:::glue:startJobRun.sync";
const CHILD: &str = "arn:aws:states:::states:startExecution.sync";
const CHILD2: &str = "arn:aws:states:::states:startExecution.sync:2";

fn integration(resource: &str) -> (&'static dyn Integration, Pattern) {
    let kind = parse(resource).unwrap().kind;
    let pattern = match &kind {
        ResourceKind::Service { pattern, .. } => *pattern,
        ResourceKind::Function | ResourceKind::Activity => Pattern::RequestResponse,
    };
    (find(&kind).unwrap(), pattern)
}

fn call<'a>(resource: &'a str, pattern: Pattern, parameters: &'a Value) -> TaskCall<'a> {
    TaskCall {
        resource,
        pattern,
        parameters,
        region: "us-east-1",
        account: "123456789012",
        marker: "orders/one#5",
        timeout_ms: None,
    }
}

fn request(resource: &str, parameters: &Value) -> Result<ServiceRequest, StateError> {
    let (integration, pattern) = integration(resource);
    integration.request(&call(resource, pattern, parameters))
}

fn error(code: &str, status: u16, service: &str) -> ServiceError {
    ServiceError {
        code: code.to_owned(),
        message: "No such thing".to_owned(),
        status,
        request_id: if status == 0 { String::new() } else { "r-1".to_owned() },
        service_name: service.to_owned(),
        reached: if status == 0 { Reached::Unknown } else { Reached::Answered },
    }
}

#[test]
fn requests() {
    let cases = [
        (
            INVOKE,
            json!({ "FunctionName": "f", "Payload": { "a": 1 } }),
            "lambda invoke",
            json!({ "FunctionName": "f", "Payload": { "a": 1 } }),
        ),
        (BARE, json!({ "a": 1 }), "lambda invoke", json!({ "FunctionName": BARE, "Payload": "{\"a\":1}" })),
        (BARE, json!("text"), "lambda invoke", json!({ "FunctionName": BARE, "Payload": "\"text\"" })),
        (
            GLUE,
            json!({ "JobName": "filter" }),
            "glue startJobRun",
            json!({ "JobName": "filter", "Arguments": { "--stepwell-attempt": "orders/one#5" } }),
        ),
        (
            GLUE,
            json!({ "JobName": "filter", "Arguments": { "--a": "b" } }),
            "glue startJobRun",
            json!({ "JobName": "filter", "Arguments": { "--a": "b", "--stepwell-attempt": "orders/one#5" } }),
        ),
        (
            CHILD,
            json!({ "StateMachineArn": "arn", "Input": {} }),
            "states startExecution",
            json!({ "StateMachineArn": "arn", "Input": {} }),
        ),
    ];
    for (resource, parameters, what, input) in cases {
        let request = request(resource, &parameters).unwrap();
        assert_eq!(format!("{} {}", request.service, request.operation), what, "{resource}");
        assert_eq!(request.input, input, "{resource}");
        assert_eq!(request.marker.as_deref(), Some("orders/one#5"), "{resource}");
    }
}

#[test]
fn parameters_that_cannot_be_used() {
    for (resource, member) in [(INVOKE, "FunctionName"), (GLUE, "JobName"), (CHILD, "StateMachineArn")] {
        let error = request(resource, &json!({ "a": 1 })).unwrap_err();
        assert_eq!(error.error.as_deref(), Some("States.Runtime"), "{resource}");
        let expected = format!(
            "The Parameters '{{\"a\":1}}' could not be used to start the Task: [The field '{member}' is required but was missing]"
        );
        assert_eq!(error.cause, Some(expected), "{resource}");
    }
}

#[test]
fn errors_of_the_services() {
    let trailer = |service: &str, status: u16, code: &str| {
        format!(
            "No such thing (Service: {service}; Status Code: {status}; Error Code: {code}; Request ID: r-1; Proxy: null)"
        )
    };
    let cases = [
        (INVOKE, "ResourceNotFoundException", 404, "AWSLambda", "Lambda.ResourceNotFoundException"),
        (INVOKE, "TooManyRequestsException", 429, "AWSLambda", "Lambda.TooManyRequestsException"),
        (INVOKE, "ServiceException", 500, "AWSLambda", "Lambda.ServiceException"),
        (INVOKE, "EC2ThrottledException", 502, "AWSLambda", "Lambda.AWSLambdaException"),
        (BARE, "ResourceNotFoundException", 404, "AWSLambda", "Lambda.ResourceNotFoundException"),
        (GLUE, "EntityNotFoundException", 400, "AWSGlue", "Glue.EntityNotFoundException"),
        (
            CHILD,
            "ExecutionAlreadyExists",
            400,
            "AWSStepFunctions",
            "StepFunctions.ExecutionAlreadyExistsException",
        ),
    ];
    for (resource, code, status, service, name) in cases {
        let state = integration(resource).0.error(&error(code, status, service));
        assert_eq!(state.error.as_deref(), Some(name));
        assert_eq!(state.cause, Some(trailer(service, status, code)), "{name}");
    }
    for (resource, name) in [
        (INVOKE, "Lambda.SdkClientException"),
        (BARE, "Lambda.SdkClientException"),
        (GLUE, "Glue.SdkClientException"),
    ] {
        let state = integration(resource).0.error(&error("SdkClientException", 0, ""));
        assert_eq!((state.error.as_deref(), state.cause.as_deref()), (Some(name), Some("No such thing")));
    }
}

#[test]
fn errors_of_functions() {
    let payload = json!({
        "errorMessage": "Some exception was raised.", "errorType": "Exception", "requestId": "r-2",
        "stackTrace": ["  File \"/var/task/handler.py\", line 2, in handler\n    raise Exception(\"Some exception was raised.\")\n"]
    });
    let cases = [
        (payload.clone(), "Exception", payload.to_string()),
        (
            json!({ "errorType": "Runtime.ExitError" }),
            "Lambda.Unknown",
            r#"{"errorType":"Runtime.ExitError"}"#.to_owned(),
        ),
        (
            json!({ "errorMessage": "timed out" }),
            "Lambda.Unknown",
            r#"{"errorMessage":"timed out"}"#.to_owned(),
        ),
    ];
    for resource in [INVOKE, BARE] {
        for (payload, name, cause) in &cases {
            let (integration, pattern) = integration(resource);
            let output = json!({ "FunctionError": "Unhandled", "Payload": payload, "StatusCode": 200 });
            let response =
                ServiceResponse { output, status: 200, headers: Vec::new(), request_id: String::new() };
            let error = integration.result(&call(resource, pattern, &json!({})), response).unwrap_err();
            assert_eq!(
                (error.error.as_deref(), error.cause.as_ref()),
                (Some(*name), Some(cause)),
                "{resource}"
            );
        }
    }
}

#[test]
fn what_may_be_repeated() {
    let cases = [
        (INVOKE, Repeat::Once, "Lambda"),
        (BARE, Repeat::Once, "Lambda"),
        (GLUE, Repeat::Adopt, "Glue"),
        (CHILD, Repeat::Repeatable, "StepFunctions"),
    ];
    for (resource, repeat, prefix) in cases {
        let (found, _) = integration(resource);
        assert_eq!(found.repeat(), repeat, "{resource}");
        assert_eq!(found.lost().error, Some(format!("{prefix}.SdkClientException")), "{resource}");
    }
    let glue = integration(GLUE).0;
    assert!(glue.is_busy(&error("ConcurrentRunsExceededException", 400, "AWSGlue")));
    assert!(!glue.is_busy(&error("EntityNotFoundException", 400, "AWSGlue")));
    assert!(!integration(INVOKE).0.is_busy(&error("TooManyRequestsException", 429, "AWSLambda")));
}

#[test]
fn jobs() {
    let (glue, pattern) = integration(GLUE);
    let (parameters, job) = (json!({ "JobName": "filter" }), glue.job().unwrap());
    let call = call(GLUE, pattern, &parameters);
    let submitted = json!({ "JobName": "filter", "JobRunId": "jr_1" });
    assert_eq!(job.describe(&call, &submitted).input, json!({ "JobName": "filter", "RunId": "jr_1" }));
    assert_eq!(
        job.cancel(&call, &submitted).unwrap().input,
        json!({ "JobName": "filter", "JobRunIds": ["jr_1"] })
    );
    let run = |state: &str| json!({ "JobRun": { "Id": "jr_1", "JobRunState": state, "Arguments": { "--stepwell-attempt": "orders/one#5" } } });
    let shown = |state: &str| json!({ "Id": "jr_1", "JobRunState": state, "Arguments": {} });
    assert_eq!(job.verdict(&call, run("RUNNING")), Verdict::Running);
    assert_eq!(job.verdict(&call, json!({})), Verdict::Running);
    assert_eq!(job.verdict(&call, run("SUCCEEDED")), Verdict::Succeeded(shown("SUCCEEDED")));
    for state in ["FAILED", "TIMEOUT", "ERROR", "STOPPED", "EXPIRED"] {
        let expected = StateError::new("States.TaskFailed", shown(state).to_string());
        assert_eq!(job.verdict(&call, run(state)), Verdict::Failed(expected));
    }
    let found = |marker: &str| json!({ "JobRuns": [{ "Id": "jr_0", "Arguments": {} }, { "Id": "jr_1", "Arguments": { "--stepwell-attempt": marker } }] });
    assert_eq!(job.adopt(&call, &found("orders/one#5")), Some(submitted));
    assert_eq!(job.adopt(&call, &found("orders/one#50")), None);
    assert_eq!(job.adopt(&call, &json!({})), None);
}

#[test]
fn children() {
    let described = |status: &str| json!({ "ExecutionArn": "arn", "Input": "{}", "Name": "n", "Output": "{\"Arg1\":\"argument1\"}", "Status": status });
    let parameters = json!({});
    let text = json!({ "ExecutionArn": "arn", "Input": "{}", "Name": "n", "Output": "{\"Arg1\":\"argument1\"}", "Status": "SUCCEEDED" });
    let values = json!({ "ExecutionArn": "arn", "Input": {}, "Name": "n", "Output": { "Arg1": "argument1" }, "Status": "SUCCEEDED" });
    for (resource, expected) in [(CHILD, text), (CHILD2, values)] {
        let (child, pattern) = integration(resource);
        let call = call(resource, pattern, &parameters);
        let job = child.job().unwrap();
        assert_eq!(job.verdict(&call, described("SUCCEEDED")), Verdict::Succeeded(expected), "{resource}");
        assert_eq!(job.verdict(&call, described("RUNNING")), Verdict::Running);
        let failed = json!({ "ExecutionArn": "arn", "Error": "E", "Cause": "c", "Status": "FAILED" });
        let cause = r#"{"Cause":"c","Error":"E","ExecutionArn":"arn","Status":"FAILED"}"#;
        assert_eq!(job.verdict(&call, failed), Verdict::Failed(StateError::new("States.TaskFailed", cause)));
        let cancel = job.cancel(&call, &json!({ "ExecutionArn": "arn" })).unwrap();
        assert_eq!(
            (cancel.operation.as_str(), cancel.input),
            ("stopExecution", json!({ "ExecutionArn": "arn" }))
        );
        assert_eq!(job.cancel(&call, &json!({})), None);
    }
}
