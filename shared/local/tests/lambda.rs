//! The Lambda host with real processes: how invocations end, and how processes are started, shared and replaced.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, ServiceResponse, Services};
use stepwell_local::{Config, LambdaHost};

const FUNCTION: &str = env!("CARGO_BIN_EXE_pretend-function");

/// A host with one function `f`; `more` are further lines of its section.
fn host(more: &str) -> Arc<LambdaHost> {
    let text = format!("[functions.f]\ncommand = [\"{FUNCTION}\"]\n{more}\n");
    let config = Config::parse(&text, Path::new("/tmp/stepwell.toml")).unwrap();
    Arc::new(LambdaHost::new(&config))
}

fn request(members: Value) -> ServiceRequest {
    let mut input = json!({"FunctionName": "f"});
    for (name, value) in members.as_object().unwrap() {
        input[name] = value.clone();
    }
    ServiceRequest {
        service: "lambda".to_owned(),
        operation: "invoke".to_owned(),
        input,
        region: "us-east-1".to_owned(),
        account: "123456789012".to_owned(),
        timeout_ms: None,
        marker: None,
    }
}

async fn invoke(host: &LambdaHost, members: Value) -> Result<ServiceResponse, ServiceError> {
    host.call(&request(members)).await
}

/// Invokes with a payload; gives the request id and the output.
async fn run(host: &LambdaHost, payload: Value) -> (String, Value) {
    let response = invoke(host, json!({"Payload": payload})).await.unwrap();
    assert_eq!(response.status, 200);
    (response.request_id, response.output)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_sees_its_event_and_its_environment() {
    let host = host("env = { OWN = \"mine\" }\nmemory_mb = 256");
    let (_, output) = run(&host, json!({"order": 1})).await;
    let payload = &output["Payload"];
    let members: Vec<&String> = output.as_object().unwrap().keys().collect();
    assert_eq!(members, ["ExecutedVersion", "Payload", "StatusCode"]);
    assert_eq!(payload["event"], json!({"order": 1}));
    assert_eq!(payload["arn"], "arn:aws:lambda:us-east-1:123456789012:function:f");
    let told = [&payload["name"], &payload["memory"], &payload["region"], &payload["own"]];
    assert_eq!(told, ["f", "256", "us-east-1", "mine"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_have_the_shape_of_lambda() {
    let host = host("timeout_seconds = 1");
    let cases = [
        ("fail", "OrderError", "no such order"),
        ("crash", "Runtime.ExitError", "RequestId: {id} Error: Runtime exited with error: exit status 3"),
        ("abort", "Runtime.ExitError", "RequestId: {id} Error: Runtime exited with error: signal: aborted"),
        ("hang", "Sandbox.Timedout", "RequestId: {id} Error: Task timed out after 1.00 seconds"),
        (
            "large",
            "Function.ResponseSizeTooLarge",
            "Response payload size exceeded maximum allowed payload size (6291456 bytes).",
        ),
    ];
    for (what, kind, message) in cases {
        let (id, output) = run(&host, json!({"do": what})).await;
        assert_eq!(output["FunctionError"], "Unhandled", "{what}");
        assert_eq!(output["StatusCode"], 200, "{what}");
        assert_eq!(output["Payload"]["errorType"], kind, "{what}");
        assert_eq!(output["Payload"]["errorMessage"], message.replace("{id}", &id), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn starts_that_fail() {
    let cases = [
        ("env = { START = \"broken\" }", "ConfigError", "no database"),
        (
            "env = { START = \"exit\" }",
            "Runtime.ExitError",
            "RequestId: {id} Error: Runtime exited with error: exit status 7",
        ),
        (
            "dir = \"/nowhere\"",
            "Runtime.InvalidEntrypoint",
            "RequestId: {id} Error: the folder `/nowhere` of `functions.f.dir` in `/tmp/stepwell.toml` is not there: \
             create it or correct the path",
        ),
    ];
    for (more, kind, message) in cases {
        let (id, output) = run(&host(more), json!({})).await;
        assert_eq!(output["Payload"]["errorType"], kind, "{more}");
        assert_eq!(output["Payload"]["errorMessage"], message.replace("{id}", &id), "{more}");
    }
    let text = "[functions.f]\ncommand = [\"bin/nothing\"]";
    let config = Config::parse(text, Path::new("/tmp/stepwell.toml")).unwrap();
    let (id, output) = run(&LambdaHost::new(&config), json!({})).await;
    let expected = format!(
        "RequestId: {id} Error: cannot start `/tmp/bin/nothing` of `functions.f.command` in `/tmp/stepwell.toml`: \
         No such file or directory (os error 2): build the program or correct the path"
    );
    assert_eq!(
        output["Payload"],
        json!({"errorType": "Runtime.InvalidEntrypoint", "errorMessage": expected})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_comes_back_as_text() {
    let (_, output) = run(&host(""), json!({"do": "garbage"})).await;
    assert_eq!(
        output,
        json!({"ExecutedVersion": "$LATEST", "Payload": "this is <no> JSON", "StatusCode": 200})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_answers_its_own_invocation_only() {
    let (_, output) = run(&host(""), json!({"do": "forge"})).await;
    assert_eq!(output["Payload"]["status"], "HTTP/1.1 400 Bad Request");
    assert_eq!(output["Payload"]["body"]["errorType"], "InvalidRequestID");
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_are_kept_warm_and_replaced_after_a_crash() {
    let host = host("");
    let (_, first) = run(&host, json!({})).await;
    run(&host, json!({"do": "fail"})).await;
    let (_, third) = run(&host, json!({})).await;
    assert_eq!(third["Payload"]["process"], first["Payload"]["process"]);
    assert_eq!(third["Payload"]["count"], 3);
    run(&host, json!({"do": "crash"})).await;
    let (_, fresh) = run(&host, json!({})).await;
    assert_ne!(fresh["Payload"]["process"], first["Payload"]["process"]);
    assert_eq!(fresh["Payload"]["count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_program_gets_a_new_process() {
    let folder = folder("changed");
    let program = folder.join("function");
    std::fs::copy(FUNCTION, &program).unwrap();
    let text = format!("[functions.f]\ncommand = [\"{}\"]", program.display());
    let host = LambdaHost::new(&Config::parse(&text, Path::new("/tmp/stepwell.toml")).unwrap());
    let (_, first) = run(&host, json!({})).await;
    let replacement = folder.join("new");
    std::fs::copy(FUNCTION, &replacement).unwrap();
    std::fs::rename(replacement, program).unwrap();
    let (_, second) = run(&host, json!({})).await;
    assert_ne!(first["Payload"]["process"], second["Payload"]["process"]);
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn never_more_processes_than_the_concurrency() {
    let folder = folder("concurrency");
    let gate = folder.join("gate");
    let host =
        host(&format!("concurrency = 2\ntimeout_seconds = 60\nenv = {{ GATE = \"{}\" }}", gate.display()));
    let busy: Vec<_> = (0..2)
        .map(|_| {
            let host = Arc::clone(&host);
            tokio::spawn(async move { run(&host, json!({"do": "wait"})).await })
        })
        .collect();
    // Both hold their place as soon as a further call is refused.
    let refused = loop {
        match invoke(&host, json!({"InvocationType": "DryRun"})).await {
            Ok(_) => {}
            Err(error) => panic!("{error}"),
        }
        let mut call = request(json!({"Payload": {"do": "wait"}}));
        call.timeout_ms = Some(1);
        match host.call(&call).await {
            Err(error) if error.status == 429 => break error,
            Err(error) => assert_eq!(error.reached, Reached::Unknown),
            Ok(_) => panic!("the gate is shut"),
        }
    };
    assert_eq!(
        (refused.code.as_str(), refused.message.as_str()),
        ("TooManyRequestsException", "Rate Exceeded.")
    );
    assert_eq!(refused.reached, Reached::Answered);
    std::fs::write(&gate, "").unwrap();
    for task in busy {
        // One of them may have been refused itself, by the probe that came first.
        drop(task.await);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_lambda_refuses() {
    let cases = [
        (
            json!({"FunctionName": "g"}),
            404,
            "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:us-east-1:123456789012:function:g:$LATEST",
        ),
        (
            json!({"Payload": "x".repeat(6 * 1024 * 1024)}),
            400,
            "InvalidRequestContentException",
            "Could not parse request body into json: Could not parse payload into json: expected value at line 1 column 1",
        ),
        (
            json!({"Payload": [("x".repeat(6 * 1024 * 1024))]}),
            413,
            "RequestEntityTooLargeException",
            "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
        ),
        (
            json!({"InvocationType": "Maybe"}),
            400,
            "ValidationException",
            "1 validation error detected: Value 'Maybe' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [RequestResponse, Event, DryRun]",
        ),
    ];
    let host = host("");
    for (members, status, code, message) in cases {
        let error = invoke(&host, members).await.unwrap_err();
        assert_eq!((error.status, error.code.as_str(), error.message.as_str()), (status, code, message));
        assert_eq!((error.reached, error.service_name.as_str()), (Reached::Answered, "AWSLambda"));
    }
    assert!(!host.handles("lambda", "invoke", &json!({"FunctionName": "g"})));
    assert!(host.handles("lambda", "invoke", &json!({"FunctionName": "1:function:f:live"})));
}

#[tokio::test(flavor = "multi_thread")]
async fn events_run_behind_the_answer() {
    let folder = folder("event");
    let gate = folder.join("gate");
    let host = host(&format!("concurrency = 1\nenv = {{ GATE = \"{}\" }}", gate.display()));
    let event = json!({"InvocationType": "Event", "Payload": {"do": "wait"}});
    let response = invoke(&host, event).await.unwrap();
    assert_eq!((response.status, response.output), (202, json!({"Payload": "", "StatusCode": 202})));
    // Calls of our own may come before it; once it runs, the only process is taken.
    let mut own = 0;
    while invoke(&host, json!({})).await.is_ok() {
        own += 1;
    }
    std::fs::write(&gate, "").unwrap();
    let after = loop {
        if let Ok(response) = invoke(&host, json!({})).await {
            break response.output;
        }
    };
    assert_eq!(after["Payload"]["count"], own + 2);
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn transport_metadata_and_the_log() {
    let host = host("");
    let tail = json!({"LogType": "Tail", "Payload": {}});
    let response = invoke(&host, tail).await.unwrap();
    let names: Vec<&str> = response.headers.iter().map(|(name, _)| name.as_str()).collect();
    let recorded = "Connection, Content-Length, Content-Type, Date, X-Amz-Executed-Version, \
                    x-amzn-Remapped-Content-Length, x-amzn-RequestId, X-Amzn-Trace-Id";
    assert_eq!(names.join(", "), recorded);
    let members: Vec<&String> = response.output.as_object().unwrap().keys().collect();
    assert_eq!(members, ["ExecutedVersion", "LogResult", "Payload", "StatusCode"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_end_with_the_host() {
    let host = host("");
    let (_, output) = run(&host, json!({})).await;
    let process = PathBuf::from(format!("/proc/{}", output["Payload"]["process"]));
    assert!(process.exists() || !Path::new("/proc").exists());
    drop(host);
    while process.exists() {
        tokio::task::yield_now().await;
    }
}

/// An empty folder of this test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("stepwell-lambda-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
