//! The members of calls, checked.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};
use stepwell_integrations::service::{ServiceError, ServiceRequest};
use uuid::Uuid;

use super::answer::refused;
use super::merged;
use crate::config::Job;
use crate::limits::JOB_TIMEOUT_MINUTES_MAX;

/// The argument that carries the marker of an attempt, here as on Glue.
pub(super) const MARKER: &str = "--stepwell-attempt";

/// A checked `startJobRun`.
pub(super) struct Start {
    /// Arguments of the run, with the marker among them if there is one.
    pub(super) arguments: BTreeMap<String, String>,
    pub(super) timeout_ms: u64,
}

impl Start {
    pub(super) fn from_request(request: &ServiceRequest, job: &Job) -> Result<Start, ServiceError> {
        let mut arguments = merged(job, &request.input)?;
        if let Some(marker) = &request.marker {
            arguments.insert(MARKER.to_owned(), marker.clone());
        }
        let timeout_ms = match request.input.get("Timeout") {
            None | Some(Value::Null) => u64::try_from(job.timeout.as_millis()).unwrap_or(u64::MAX),
            Some(value) => match value.as_u64() {
                Some(minutes) if (1..=JOB_TIMEOUT_MINUTES_MAX).contains(&minutes) => minutes * 60_000,
                Some(_) | None => {
                    let message =
                        format!("Timeout `{value}` is not from 1 to {JOB_TIMEOUT_MINUTES_MAX} minutes");
                    return Err(refused("InvalidInputException", &message));
                }
            },
        };
        Ok(Start { arguments, timeout_ms })
    }

    /// The run's id. A marker gives the same id each time, so a repeated start finds what the first one made.
    pub(super) fn run_id(&self, job: &str) -> String {
        let digest = match self.arguments.get(MARKER) {
            Some(marker) => Sha256::new().chain_update(job).chain_update([0]).chain_update(marker).finalize(),
            None => Sha256::digest(Uuid::new_v4().as_bytes()),
        };
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("jr_{hex}")
    }
}

/// A text that must be there.
pub(super) fn required<'a>(input: &'a Value, member: &str) -> Result<&'a str, ServiceError> {
    let text = input.get(member).and_then(Value::as_str);
    text.ok_or_else(|| refused("InvalidInputException", &format!("{member} must not be null")))
}

/// A map of texts; empty if it is not there.
pub(super) fn texts(input: &Value, member: &str) -> Result<BTreeMap<String, String>, ServiceError> {
    let wrong = || refused("InvalidInputException", &format!("{member} must be a map of strings"));
    match input.get(member) {
        None | Some(Value::Null) => Ok(BTreeMap::new()),
        Some(Value::Object(members)) => members
            .iter()
            .map(|(key, value)| Ok((key.clone(), value.as_str().ok_or_else(wrong)?.to_owned())))
            .collect(),
        Some(_) => Err(wrong()),
    }
}

/// `JobRunIds` of a batch.
pub(super) fn run_ids(input: &Value) -> Result<Vec<String>, ServiceError> {
    let ids = input.get("JobRunIds").and_then(Value::as_array);
    let ids: Option<Vec<String>> =
        ids.and_then(|list| list.iter().map(|id| id.as_str().map(str::to_owned)).collect());
    // Source of the number: Glue API, BatchStopJobRun takes 1 to 25 ids.
    let ids = ids.filter(|ids| (1..=25).contains(&ids.len()));
    ids.ok_or_else(|| refused("InvalidInputException", "JobRunIds must be a list of 1 to 25 strings"))
}
