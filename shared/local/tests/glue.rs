//! The Glue host with real processes: how runs end, what limits them, and that they outlive the server.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use stepwell_integrations::service::{ServiceError, ServiceRequest, Services};
use stepwell_local::{Config, GlueHost, SupervisorCommand};

const JOB: &str = env!("CARGO_BIN_EXE_pretend-job");

struct Place {
    data: PathBuf,
}

impl Place {
    fn new(name: &str) -> Place {
        let data = std::env::temp_dir().join(format!("stepwell-glue-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&data).unwrap();
        Place { data }
    }

    /// A host with the job `j` that does `what`; a new one on the same folder is a restarted server.
    fn host(&self, what: &str, runs: usize, timeout: Option<Duration>) -> GlueHost {
        let text = format!(
            "[jobs.j]\ncommand = [\"{JOB}\", \"run\", \"{what}\"]\nmax_concurrent_runs = {runs}\n\
             default_arguments = {{ \"--A\" = \"default\", \"--B\" = \"default\" }}\n"
        );
        let mut config = Config::parse(&text, Path::new("/tmp/stepwell.toml")).unwrap();
        let job = config.jobs.get_mut("j").unwrap();
        job.timeout = timeout.unwrap_or(job.timeout);
        let supervisor = SupervisorCommand { program: JOB.into(), arguments: vec!["supervise".into()] };
        GlueHost::open(&config, &self.data, supervisor).unwrap()
    }

    fn gate(&self) -> PathBuf {
        self.data.join("gate")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _left_behind = std::fs::remove_dir_all(&self.data);
    }
}

async fn call(
    host: &GlueHost,
    operation: &str,
    members: Value,
    marker: Option<&str>,
) -> Result<Value, ServiceError> {
    let mut input = json!({"JobName": "j"});
    for (name, value) in members.as_object().unwrap() {
        input[name] = value.clone();
    }
    let request = ServiceRequest {
        service: "glue".to_owned(),
        operation: operation.to_owned(),
        input,
        region: "us-east-1".to_owned(),
        account: "123456789012".to_owned(),
        timeout_ms: None,
        marker: marker.map(str::to_owned),
    };
    host.call(&request).await.map(|response| response.output)
}

async fn start(host: &GlueHost, members: Value) -> String {
    let output = call(host, "startJobRun", members, None).await.unwrap();
    output["JobRunId"].as_str().unwrap().to_owned()
}

async fn get(host: &GlueHost, id: &str) -> Value {
    call(host, "getJobRun", json!({"RunId": id}), None).await.unwrap()["JobRun"].clone()
}

/// Looks until the run is in a state.
async fn until(host: &GlueHost, id: &str, states: &[&str]) -> Value {
    loop {
        let run = get(host, id).await;
        let state = run["JobRunState"].as_str().unwrap();
        if states.contains(&state) {
            return run;
        }
        let ended = ["SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR"];
        assert!(!ended.contains(&state), "wanted {states:?}: {run}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_succeeds() {
    let place = Place::new("succeeds");
    let host = place.host("ok", 1, None);
    let id = start(&host, json!({"Arguments": {"--B": "call", "--C": "more"}})).await;
    assert_eq!(id.len(), 67);
    let run = until(&host, &id, &["SUCCEEDED"]).await;
    let members: Vec<&str> = run.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        members.join(" "),
        "Arguments Attempt CompletedOn ExecutionTime Id JobName JobRunState LastModifiedOn PredecessorRuns StartedOn Timeout"
    );
    assert_eq!(run["Arguments"], json!({"--A": "default", "--B": "call", "--C": "more"}));
    assert_eq!((&run["JobName"], &run["Timeout"]), (&json!("j"), &json!(480)));
    assert!(run["CompletedOn"].as_f64() >= run["StartedOn"].as_f64());
    let printed = std::fs::read_to_string(place.data.join("jobs").join(&id).join("stdout.log")).unwrap();
    assert_eq!(printed, "run ok --A default --B call --C more\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_that_end_badly() {
    let place = Place::new("badly");
    let host = place.host("fail", 1, None);
    let id = start(&host, json!({})).await;
    let run = until(&host, &id, &["FAILED"]).await;
    assert_eq!(run["ErrorMessage"], "Command failed with exit code 3: no such bucket");

    let host = place.host("hang", 1, Some(Duration::from_millis(100)));
    let id = start(&host, json!({})).await;
    let run = until(&host, &id, &["TIMEOUT"]).await;
    assert_eq!(run["ErrorMessage"], "the run took longer than its time-out of 1 s");

    let text = "[jobs.j]\ncommand = [\"bin/nothing\"]";
    let config = Config::parse(text, Path::new("/tmp/stepwell.toml")).unwrap();
    let supervisor = SupervisorCommand { program: JOB.into(), arguments: vec!["supervise".into()] };
    let host = GlueHost::open(&config, &place.data, supervisor).unwrap();
    let id = start(&host, json!({})).await;
    let run = until(&host, &id, &["ERROR"]).await;
    assert_eq!(
        run["ErrorMessage"],
        "cannot start `/tmp/bin/nothing` of `jobs.j.command` in `stepwell.toml`: No such file or directory \
         (os error 2): build the program or correct the path"
    );

    let supervisor = SupervisorCommand { program: "/nowhere/stepwell".into(), arguments: Vec::new() };
    let host = GlueHost::open(&config, &place.data, supervisor).unwrap();
    let id = start(&host, json!({})).await;
    let run = until(&host, &id, &["FAILED"]).await;
    assert!(
        run["ErrorMessage"].as_str().unwrap().starts_with("cannot start the supervisor `/nowhere/stepwell`")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_can_be_stopped_once() {
    let place = Place::new("stopped");
    let host = place.host("hang", 1, None);
    let id = start(&host, json!({})).await;
    until(&host, &id, &["RUNNING"]).await;
    let unknown = format!("jr_{}", "0".repeat(64));
    let output =
        call(&host, "batchStopJobRun", json!({"JobRunIds": [id, unknown, "../.."]}), None).await.unwrap();
    assert_eq!(output["SuccessfulSubmissions"], json!([{"JobName": "j", "JobRunId": id}]));
    let codes: Vec<&Value> =
        output["Errors"].as_array().unwrap().iter().map(|error| &error["ErrorDetail"]["ErrorCode"]).collect();
    assert_eq!(codes, ["EntityNotFoundException", "EntityNotFoundException"]);
    let run = until(&host, &id, &["STOPPED"]).await;
    assert_eq!(run["ErrorMessage"], Value::Null);
    let again = call(&host, "batchStopJobRun", json!({"JobRunIds": [id]}), None).await.unwrap();
    assert_eq!(again["Errors"][0]["ErrorDetail"]["ErrorCode"], "InvalidInputException");
    let error = call(&host, "getJobRun", json!({"RunId": unknown}), None).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.status), ("EntityNotFoundException", 400));
}

#[tokio::test(flavor = "multi_thread")]
async fn never_more_runs_than_allowed() {
    let place = Place::new("limit");
    let host = place.host("wait", 2, None);
    let gate = json!({"Arguments": {"--GATE": place.gate()}});
    let (one, two) = (start(&host, gate.clone()).await, start(&host, gate.clone()).await);
    let error = call(&host, "startJobRun", gate.clone(), None).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.status), ("ConcurrentRunsExceededException", 400));
    assert_eq!(error.message, "Concurrent runs exceeded for j");
    std::fs::write(place.gate(), "").unwrap();
    until(&host, &one, &["SUCCEEDED"]).await;
    until(&host, &two, &["SUCCEEDED"]).await;
    until(&host, &start(&host, gate).await, &["SUCCEEDED"]).await;

    let page = call(&host, "getJobRuns", json!({"MaxResults": 2}), None).await.unwrap();
    assert_eq!(page["JobRuns"].as_array().unwrap().len(), 2);
    let rest = call(&host, "getJobRuns", json!({"NextToken": page["NextToken"]}), None).await.unwrap();
    assert_eq!((rest["JobRuns"].as_array().unwrap().len(), &rest["NextToken"]), (1, &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_with_the_same_marker_is_adopted() {
    let place = Place::new("marker");
    let host = place.host("wait", 1, None);
    let input = json!({"Arguments": {"--GATE": place.gate()}});
    let first = call(&host, "startJobRun", input.clone(), Some("attempt-1")).await.unwrap();
    let again = call(&host, "startJobRun", input.clone(), Some("attempt-1")).await.unwrap();
    assert_eq!(first, again);
    let other = call(&host, "startJobRun", input, Some("attempt-2")).await.unwrap_err();
    assert_eq!(other.code, "ConcurrentRunsExceededException");
    let runs = call(&host, "getJobRuns", json!({}), None).await.unwrap();
    assert_eq!(runs["JobRuns"][0]["Arguments"]["--stepwell-attempt"], "attempt-1");
    std::fs::write(place.gate(), "").unwrap();
    until(&host, first["JobRunId"].as_str().unwrap(), &["SUCCEEDED"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_outlives_the_server() {
    let place = Place::new("outlives");
    let host = place.host("wait", 1, None);
    let id = start(&host, json!({"Arguments": {"--GATE": place.gate()}})).await;
    until(&host, &id, &["RUNNING"]).await;
    drop(host);
    let host = place.host("wait", 1, None);
    assert_eq!(get(&host, &id).await["JobRunState"], "RUNNING");
    std::fs::write(place.gate(), "").unwrap();
    until(&host, &id, &["SUCCEEDED"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_supervisor_was_killed_has_failed() {
    let place = Place::new("orphan");
    let host = place.host("hang", 1, None);
    let id = start(&host, json!({})).await;
    until(&host, &id, &["RUNNING"]).await;
    let process = |file: &str| -> u32 {
        let text = std::fs::read(place.data.join("jobs").join(&id).join(file)).unwrap();
        let value: Value = serde_json::from_slice(&text).unwrap();
        u32::try_from(value["pid"].as_u64().unwrap()).unwrap()
    };
    let job = PathBuf::from(format!("/proc/{}", process("started.json")));
    let supervisor = process("supervisor.json").to_string();
    assert!(std::process::Command::new("kill").args(["-9", &supervisor]).status().unwrap().success());
    let run = until(&host, &id, &["FAILED"]).await;
    assert_eq!(run["ErrorMessage"], "the supervisor of the run ended before the job did");
    // It is not our child: whoever adopted it takes note of its end in its own time.
    let gone = || !std::fs::read_to_string(job.join("stat")).is_ok_and(|stat| !stat.contains(") Z"));
    while !gone() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_died_before_its_supervisor_is_finished_by_the_next_server() {
    let place = Place::new("half");
    let host = place.host("ok", 1, None);
    let id = start(&host, json!({})).await;
    until(&host, &id, &["SUCCEEDED"]).await;
    drop(host);
    // As it was between the first file and the supervisor.
    let folder = place.data.join("jobs").join(&id);
    for file in ["supervisor.json", "started.json", "end.json"] {
        std::fs::remove_file(folder.join(file)).unwrap();
    }
    until(&place.host("ok", 1, None), &id, &["SUCCEEDED"]).await;
}
