//! The life of a Glue run over the wire.

use serde_json::{Value, json};
use stepwell_integrations::service::Services;

use super::player::{Act, Player};
use super::{host, request};

const ID: (&str, &str) = ("x-amzn-RequestId", "8f5e");

async fn check(
    operation: &str,
    target: &str,
    input: Value,
    sent: Value,
    answered: &'static str,
    expected: &str,
) {
    let player = Player::start(&[Act::Answer(200, &[ID], answered)]).await;
    let host = host(&player.url);
    assert!(host.handles("glue", operation, &input));
    let answer = host.call(&request("glue", operation, input)).await.unwrap();
    let heard = player.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].line, "POST / HTTP/1.1");
    assert_eq!(heard[0].header("x-amz-target"), target);
    assert_eq!(heard[0].header("content-type"), "application/x-amz-json-1.1");
    assert_eq!(serde_json::from_str::<Value>(&heard[0].body).unwrap(), sent);
    assert_eq!(answer.output.to_string(), expected);
    assert_eq!((answer.status, answer.request_id.as_str()), (200, "8f5e"));
}

#[tokio::test]
async fn a_run_is_started() {
    let input = json!({
        "JobName": "filter", "Arguments": {"--day": "2025-03-01", "--stepwell-attempt": "attempt-1"},
        "WorkerType": "G.1X", "NumberOfWorkers": 2.0, "Timeout": 10, "MaxCapacity": 0.5,
        "ExecutionClass": "FLEX", "NotificationProperty": {"NotifyDelayAfter": 5}, "JobRunQueuingEnabled": true,
        "SecurityConfiguration": "s", "JobRunId": "jr_0", "ExecutionRoleSessionPolicy": "{}",
    });
    let mut sent = input.clone();
    sent["NumberOfWorkers"] = json!(2);
    check(
        "startJobRun",
        "AWSGlue.StartJobRun",
        input,
        sent,
        "{\"JobRunId\":\"jr_1\"}",
        "{\"JobRunId\":\"jr_1\"}",
    )
    .await;
}

#[tokio::test]
async fn a_run_is_watched_and_found() {
    let input = json!({"JobName": "filter", "RunId": "jr_1"});
    // Members that the SDK does not know stay, in the order of the alphabet; times are seconds.
    check(
        "getJobRun",
        "AWSGlue.GetJobRun",
        input.clone(),
        input,
        "{\"JobRun\":{\"StartedOn\":1.7409024E9,\"Id\":\"jr_1\",\"JobRunState\":\"RUNNING\",\"Arguments\":{\"--b\":\"1\",\
         \"--a\":\"2\"},\"Brandnew\":{\"A\":1}}}",
        "{\"JobRun\":{\"Arguments\":{\"--a\":\"2\",\"--b\":\"1\"},\"Brandnew\":{\"A\":1},\"Id\":\"jr_1\",\
         \"JobRunState\":\"RUNNING\",\"StartedOn\":1740902400.0}}",
    )
    .await;
    let input = json!({"JobName": "filter", "MaxResults": 5, "NextToken": "n"});
    check(
        "getJobRuns",
        "AWSGlue.GetJobRuns",
        input.clone(),
        input,
        "{\"JobRuns\":[{\"Id\":\"jr_2\"},{\"Id\":\"jr_1\"}]}",
        "{\"JobRuns\":[{\"Id\":\"jr_2\"},{\"Id\":\"jr_1\"}]}",
    )
    .await;
}

#[tokio::test]
async fn a_run_is_stopped() {
    let input = json!({"JobName": "filter", "JobRunIds": ["jr_1"]});
    check(
        "batchStopJobRun",
        "AWSGlue.BatchStopJobRun",
        input.clone(),
        input,
        "{\"SuccessfulSubmissions\":[{\"JobRunId\":\"jr_1\",\"JobName\":\"filter\"}],\"Errors\":[]}",
        "{\"Errors\":[],\"SuccessfulSubmissions\":[{\"JobName\":\"filter\",\"JobRunId\":\"jr_1\"}]}",
    )
    .await;
}
