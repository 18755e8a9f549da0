//! The example's real programs, the functions under the laptop's Lambda host, in the order of the workflow.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use stepwell_integrations::service::{ServiceRequest, Services};
use stepwell_local::{Config, LambdaHost};

fn host(folder: &Path) -> LambdaHost {
    let programs = [
        ("check-file", env!("CARGO_BIN_EXE_check-file")),
        ("validate", env!("CARGO_BIN_EXE_validate")),
        ("publish", env!("CARGO_BIN_EXE_publish")),
    ];
    let sections = programs.map(|(name, program)| {
        format!("[functions.{name}]\ncommand = [\"{program}\"]\ntimeout_seconds = 60\nenv = {{ DATA_URI = \"data\" }}\n")
    });
    LambdaHost::new(&Config::parse(&sections.concat(), &folder.join("stepwell.toml")).unwrap())
}

async fn invoke(host: &LambdaHost, function: &str, payload: Value) -> Value {
    let request = ServiceRequest {
        service: "lambda".to_owned(),
        operation: "invoke".to_owned(),
        input: json!({"FunctionName": function, "Payload": payload}),
        region: "us-east-1".to_owned(),
        account: "123456789012".to_owned(),
        timeout_ms: None,
        marker: None,
    };
    host.call(&request).await.unwrap().output["Payload"].clone()
}

fn run(program: &str, folder: &Path, words: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(words).current_dir(folder).env("DATA_URI", "data").status().unwrap().success()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_steps_of_the_workflow() {
    let folder = std::env::temp_dir().join(format!("etl-functions-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let host = host(&folder);
    let uri = |path: &str| format!("file://{}/data/{path}", folder.display());

    let file = json!({"file": "incoming/orders.csv"});
    let found = invoke(&host, "check-file", file.clone()).await;
    assert_eq!(found, json!({"exists": false, "uri": uri("incoming/orders.csv")}));
    assert!(run(env!("CARGO_BIN_EXE_make-orders"), &folder, &[]));
    let found = invoke(&host, "check-file", file).await;
    let expected =
        json!({"exists": true, "uri": uri("incoming/orders.csv"), "rows": 10_000, "size": 582_603});
    assert_eq!(found, expected);
    let asked =
        invoke(&host, "check-file", json!({"file": "incoming/orders.csv", "TaskToken": "token"})).await;
    assert_eq!(asked, expected);

    let files = json!({"source": "incoming/orders.csv", "filtered": "filtered/orders.csv"});
    let early = invoke(&host, "validate", files.clone()).await;
    let message =
        format!("`{}` is not there: the job that writes it has not finished", uri("filtered/orders.csv"));
    assert_eq!(early, json!({"errorType": "FilteredFileMissing", "errorMessage": message}));

    let filter = env!("CARGO_BIN_EXE_filter-orders");
    let source = uri("incoming/orders.csv");
    assert!(!run(filter, &folder, &["--SOURCE", "nowhere.csv", "--TARGET", "filtered/orders.csv"]));
    assert!(run(
        filter,
        &folder,
        &["--SOURCE", &source, "--TARGET", "filtered/orders.csv", "--JOB_NAME", "x"]
    ));

    let summary = invoke(&host, "validate", files).await;
    assert_eq!((&summary["rows"], &summary["rejected"]), (&json!(9_034), &json!(966)));
    assert_eq!((&summary["total"], &summary["currency"]), (&json!(405_270.2), &json!("EUR")));

    let files = json!({"filtered": "filtered/orders.csv", "published": "published/orders.csv"});
    let published = invoke(&host, "publish", files).await;
    assert_eq!(published["location"], uri("published/orders.csv"));
    assert_eq!(published["rows"], 9_034);
    let bytes = |path: &str| std::fs::read(folder.join("data").join(path)).unwrap();
    assert_eq!(bytes("published/orders.csv"), bytes("filtered/orders.csv"));

    let wrong = invoke(&host, "publish", json!({"filtered": "../x", "published": "y"})).await;
    assert_eq!(wrong, json!({"errorType": "BadRequest", "errorMessage": "`../x` names no file"}));
    std::fs::remove_dir_all(folder).unwrap();
}
