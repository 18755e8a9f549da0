//! Recorded histories as property checks: no panic, and statuses that agree with how the execution ended. Skipped
//! with a note when the recordings are not there.

use super::Progress;
use crate::model::Workflow;
use crate::status::Status;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("STEPWELL_CONFORMANCE_DIR").map(PathBuf::from);
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance");
    if let Some(named) = &named {
        assert!(named.is_dir(), "STEPWELL_CONFORMANCE_DIR names no folder");
    }
    named.or_else(|| default.is_dir().then_some(default))
}

fn histories(case: &Value) -> Vec<&Vec<Value>> {
    let steps =
        case["steps"].as_array().unwrap().iter().filter(|step| step["action"] == "GetExecutionHistory");
    steps
        .filter(|step| step.get("parallelUnordered").is_none() && step["request"]["reverseOrder"] != true)
        .filter_map(|step| {
            step["expect"]["events"].as_array().or_else(|| step["expectPart"]["events"].as_array())
        })
        .collect()
}

fn check(name: &str, flow: &Workflow, events: &[Value]) {
    let progress = Progress::from_history(flow, events);
    let mut parts = Progress::new(flow);
    for event in events {
        parts.append(std::slice::from_ref(event));
        parts.append(std::slice::from_ref(event));
    }
    assert_eq!(parts, progress, "{name}: in parts as in one");
    let entered =
        events.iter().filter(|event| event["type"].as_str().unwrap().ends_with("StateEntered")).count();
    assert_eq!(progress.visits.len(), entered, "{name}: a visit per entered event");
    let closed = events.last().map(|event| event["type"].as_str().unwrap()).unwrap_or_default();
    let closed = closed.starts_with("Execution") && closed != "ExecutionStarted";
    for visit in &progress.visits {
        assert!(!closed || !visit.status.is_open(), "{name}: `{}` is open in a closed execution", visit.name);
        let exits =
            events.iter().filter(|event| event["stateExitedEventDetails"]["name"] == visit.name.as_str());
        if exits.count() == 0 && visit.kind != "Fail" {
            assert!(!matches!(visit.status, Status::Succeeded | Status::Caught), "{name}: `{}`", visit.name);
        }
    }
    let ended =
        progress.visits.iter().filter(|visit| matches!(visit.status, Status::Succeeded | Status::Caught));
    let exited =
        events.iter().filter(|event| event["type"].as_str().unwrap().ends_with("StateExited")).count();
    assert_eq!(ended.count(), exited, "{name}: as many visits left as exited events");
    let top = progress.lanes[0].visits.last().map(|&visit| progress.visits[visit].status);
    match (progress.whole.status, top) {
        (Status::Succeeded, top) => {
            assert!(matches!(top, Some(Status::Succeeded | Status::Caught)), "{name}: {top:?}")
        }
        (Status::Failed, Some(top)) => {
            assert!(
                matches!(top, Status::Failed | Status::TimedOut),
                "{name}: {top:?} in {:#?}",
                progress.visits
            );
        }
        _ => {}
    }
}

#[test]
fn recorded_histories_fold_to_consistent_visits() {
    let Some(folder) = folder() else {
        println!("skipped: no recordings found, 1 suite");
        return;
    };
    let (mut run, mut files) = (0, 0);
    for area in std::fs::read_dir(folder.join("recorded")).unwrap().map(|entry| entry.unwrap().path()) {
        for file in std::fs::read_dir(&area).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            let case: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
            files += 1;
            let create =
                case["steps"].as_array().unwrap().iter().find(|step| step["action"] == "CreateStateMachine");
            let definition =
                create.map(|step| step["request"]["definition"]["$json"].clone()).unwrap_or_default();
            let flow = Workflow::from_definition(&definition);
            for events in histories(&case) {
                check(&file.display().to_string(), &flow, events);
                run += 1;
            }
        }
    }
    println!("{run} histories of {files} cases");
    assert!(run > 200, "{run} histories");
}
