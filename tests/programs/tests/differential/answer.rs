//! What the program's world does about one attempt, as facts with the time that passes before each.

use serde_json::{Value, json};
use stepwell_engine::error::StateError;
use stepwell_engine::{Event, Payload};
use stepwell_programs::behaviours::{Behaviours, CallbackEnd, Decision, Job, What};

/// Facts about an attempt, with milliseconds since it was ordered.
pub type Facts = Vec<(u64, Event)>;

fn succeeded(stamp: u64, output: Value) -> Event {
    Event::TaskSucceeded { stamp, output: Payload::from_value(output) }
}

fn submitted(stamp: u64, output: Value) -> Event {
    Event::TaskSubmitted { stamp, output: Payload::from_value(output) }
}

fn failed(stamp: u64, error: &str, cause: &str) -> Event {
    Event::TaskFailed { stamp, error: StateError::new(error, cause) }
}

/// The answer of a function: its result as the state sees it, or its failure.
fn invoked(behaviours: &Behaviours, name: &str, payload: &Value) -> (u64, Option<Result<Value, StateError>>) {
    let answer = behaviours.function(name, payload);
    let came = match answer.what {
        What::Value(value) => Some(Ok(value)),
        What::Fails { error, message } => {
            let cause = json!({ "errorMessage": message, "errorType": error }).to_string();
            Some(Err(StateError::new(error, cause)))
        }
        What::Refused(refusal) => {
            let error = if refusal.status >= 500 {
                "Lambda.ServiceException".to_owned()
            } else {
                format!("Lambda.{}", refusal.code)
            };
            Some(Err(StateError::new(error, "refused")))
        }
        What::Silence => None,
    };
    (answer.after_ms, came)
}

/// A bare function.
pub fn function(behaviours: &Behaviours, stamp: u64, resource: &str, payload: &Value) -> Facts {
    let name = resource.rsplit(':').next().unwrap_or_default();
    match invoked(behaviours, name, payload) {
        (_, None) => Vec::new(),
        (after, Some(Ok(value))) => vec![(after, succeeded(stamp, value))],
        (after, Some(Err(error))) => vec![(after, Event::TaskFailed { stamp, error })],
    }
}

/// `lambda:invoke`, also with a callback.
pub fn invoke(behaviours: &Behaviours, stamp: u64, parameters: &Value, waits: bool) -> Facts {
    let name = parameters["FunctionName"].as_str().unwrap_or_default();
    let payload = &parameters["Payload"];
    let wrapped = |value| json!({ "ExecutedVersion": "$LATEST", "Payload": value, "StatusCode": 200 });
    let mut facts = match invoked(behaviours, name, payload) {
        (_, None) => Vec::new(),
        (after, Some(Ok(value))) if waits => vec![(after, submitted(stamp, wrapped(value)))],
        (after, Some(Ok(value))) => vec![(after, succeeded(stamp, wrapped(value)))],
        (after, Some(Err(error))) => vec![(after, Event::TaskFailed { stamp, error })],
    };
    if waits {
        let callback = behaviours.callback(name, payload);
        // The driver puts in the time at which a heartbeat comes.
        facts.extend(
            callback.beats_ms.iter().map(|after| (*after, Event::HeartbeatReceived { stamp, at_ms: 0 })),
        );
        if let Some((after, end)) = callback.ends {
            let event = match end {
                CallbackEnd::Success(value) => succeeded(stamp, value),
                CallbackEnd::Failure { error, cause } => {
                    Event::TaskFailed { stamp, error: StateError { error, cause } }
                }
            };
            facts.push((after, event));
        }
    }
    facts
}

/// `glue:startJobRun`, also as a job.
pub fn job(behaviours: &Behaviours, stamp: u64, parameters: &Value, waits: bool) -> Facts {
    let name = parameters["JobName"].as_str().unwrap_or_default();
    match behaviours.job(name, &parameters["Arguments"]) {
        Job::Refused(refusal) => vec![(20, failed(stamp, &format!("Glue.{}", refusal.code), "refused"))],
        Job::Runs { .. } if !waits => {
            vec![(30, succeeded(stamp, json!({ "JobName": name, "JobRunId": format!("jr_{stamp}") })))]
        }
        Job::Runs { for_ms, state } => {
            let run = json!({ "Id": format!("jr_{stamp}"), "JobName": name, "JobRunState": state });
            let end = if state == "SUCCEEDED" {
                succeeded(stamp, run)
            } else {
                failed(stamp, "States.TaskFailed", &run.to_string())
            };
            vec![(30, submitted(stamp, json!({ "JobRunId": format!("jr_{stamp}") }))), (for_ms, end)]
        }
    }
}

/// `stepwell:approval`.
pub fn approval(behaviours: &Behaviours, stamp: u64, parameters: &Value) -> Facts {
    let mut facts = vec![(40, submitted(stamp, json!({ "To": parameters["To"] })))];
    if let Some(Decision { after_ms, approves, .. }) = behaviours.approval(parameters).first() {
        let decision = if *approves { "APPROVED" } else { "REJECTED" };
        facts.push((*after_ms, succeeded(stamp, json!({ "Decision": decision }))));
    }
    facts
}

/// A nested execution that has ended as this value says, after so long.
pub fn nested(stamp: u64, arn: &str, pattern: &str, ended: Option<(u64, Result<Value, String>)>) -> Facts {
    let started = json!({ "ExecutionArn": arn });
    if pattern.is_empty() {
        return vec![(10, succeeded(stamp, started))];
    }
    let mut facts = vec![(10, submitted(stamp, started))];
    facts.extend(ended.map(|(after, came)| match came {
        Ok(output) if pattern == ".sync:2" => {
            (after, succeeded(stamp, json!({ "ExecutionArn": arn, "Output": output })))
        }
        Ok(output) => (after, succeeded(stamp, json!({ "ExecutionArn": arn, "Output": output.to_string() }))),
        Err(cause) => (after, failed(stamp, "States.TaskFailed", &cause)),
    }));
    facts
}
