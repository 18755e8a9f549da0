//! Members that the service returns today and that older recordings lack, because the feature is younger. Absent on
//! purpose: anything that the later recording of the same call shows to be wrong; there the later one is right.

use serde_json::{Map, Value, json};

use crate::case::Case;

/// First day from which a recording without `encryptionConfiguration` is taken at its word; the feature came in mid 2024.
const ENCRYPTION_SINCE: &str = "2024-08-01";

/// First day from which a recording without redrive members is taken at its word; redrive came in November 2023.
const REDRIVE_SINCE: &str = "2023-11-15";

/// Takes out of the answer what the recording is too old to have.
pub fn settle(case: &Case, action: &str, wanted: &Map<String, Value>, got: &mut Map<String, Value>) {
    let recorded = case.recorded.as_str();
    match action {
        "DescribeStateMachine" | "DescribeStateMachineForExecution" if recorded < ENCRYPTION_SINCE => {
            let default = json!({"type": "AWS_OWNED_KEY"});
            if !wanted.contains_key("encryptionConfiguration")
                && got.get("encryptionConfiguration") == Some(&default)
            {
                got.shift_remove("encryptionConfiguration");
            }
        }
        "DescribeExecution" if recorded < REDRIVE_SINCE => drop_redrive(wanted, got),
        "ListExecutions" if recorded < REDRIVE_SINCE => {
            let (Some(Value::Array(wanted)), Some(Value::Array(got))) =
                (wanted.get("executions"), got.get_mut("executions"))
            else {
                return;
            };
            for (wanted, got) in wanted.iter().zip(got) {
                if let (Value::Object(wanted), Value::Object(got)) = (wanted, got) {
                    drop_redrive(wanted, got);
                }
            }
        }
        "GetExecutionHistory" if recorded < REDRIVE_SINCE => {
            for (member, value) in got.iter_mut() {
                if let Some(wanted) = wanted.get(member) {
                    drop_quoted_redrive(wanted, value);
                }
            }
        }
        _ => {}
    }
}

/// Takes redrive members out of descriptions and context objects that event data quotes, also in JSON texts.
fn drop_quoted_redrive(wanted: &Value, got: &mut Value) {
    match (wanted, got) {
        (Value::Object(wanted), Value::Object(got)) => {
            for member in ["RedriveCount", "RedriveStatus", "RedriveStatusReason"] {
                if !wanted.contains_key(member) {
                    got.shift_remove(member);
                }
            }
            for (member, value) in got.iter_mut() {
                if let Some(wanted) = wanted.get(member) {
                    drop_quoted_redrive(wanted, value);
                }
            }
        }
        (Value::Array(wanted), Value::Array(got)) => {
            for (wanted, got) in wanted.iter().zip(got) {
                drop_quoted_redrive(wanted, got);
            }
        }
        (Value::Object(_), got @ Value::String(_)) => {
            let parsed = got.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
            if let Some(mut parsed) = parsed {
                drop_quoted_redrive(wanted, &mut parsed);
                *got = Value::String(parsed.to_string());
            }
        }
        _ => {}
    }
}

fn drop_redrive(wanted: &Map<String, Value>, got: &mut Map<String, Value>) {
    for member in ["redriveCount", "redriveStatus", "redriveStatusReason"] {
        if !wanted.contains_key(member) {
            got.shift_remove(member);
        }
    }
}

#[cfg(test)]
#[path = "era_tests.rs"]
mod tests;
