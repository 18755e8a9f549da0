//! What a run looks like from outside, derived from the files in its folder.

use std::io;

use serde_json::{Value, json};

use super::directory::{Ended, JobState, RunDirectory};
use crate::limits::SUPERVISOR_START_MS;
use crate::moment::now_ms;
use crate::process::{Identity, kill_group};

/// The state of a run. A run whose files cannot be read is an error of its own.
pub(super) fn state(run: &RunDirectory) -> JobState {
    look(run).map_or(JobState::Error, |(state, _)| state)
}

/// `JobRun` of the Glue API, times in seconds since 1970, members in alphabetical order.
pub(super) fn job_run(run: &RunDirectory) -> io::Result<Value> {
    let record = run.record()?;
    let (state, ended) = look(run)?;
    let completed = ended.as_ref().map(|ended| ended.completed_ms);
    let until = completed.unwrap_or_else(now_ms);
    let mut output = json!({"Arguments": record.arguments, "Attempt": 0});
    if let Some(completed) = completed {
        output["CompletedOn"] = seconds(completed);
    }
    if let Some(error) = ended.and_then(|ended| ended.error) {
        output["ErrorMessage"] = json!(error);
    }
    output["ExecutionTime"] = json!(until.saturating_sub(record.started_ms) / 1000);
    output["Id"] = json!(record.id);
    output["JobName"] = json!(record.job);
    output["JobRunState"] = json!(state);
    output["LastModifiedOn"] = seconds(completed.unwrap_or(record.started_ms));
    output["PredecessorRuns"] = json!([]);
    output["StartedOn"] = seconds(record.started_ms);
    output["Timeout"] = json!(record.timeout_ms.div_ceil(60_000));
    Ok(output)
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
fn seconds(ms: u64) -> Value {
    json!(ms as f64 / 1000.0)
}

fn look(run: &RunDirectory) -> io::Result<(JobState, Option<Ended>)> {
    if let Some(ended) = run.ended()? {
        return Ok((ended.state, Some(ended)));
    }
    let alive = match run.supervisor()? {
        Some(supervisor) => supervisor.lives(),
        None if now_ms() < run.record()?.started_ms.saturating_add(SUPERVISOR_START_MS) => true,
        // Whoever claims first decides: a supervisor that comes now finds the run taken.
        None => !run.claim(&Identity::nobody())?,
    };
    if !alive {
        bury(run)?;
        if let Some(ended) = run.ended()? {
            return Ok((ended.state, Some(ended)));
        }
    }
    let state = match (run.stop_requested(), run.process()?) {
        (true, _) => JobState::Stopping,
        (false, Some(_)) => JobState::Running,
        (false, None) => JobState::Starting,
    };
    Ok((state, None))
}

/// Ends a run whose supervisor is gone. Its last act may have been to record the end; then that stands.
fn bury(run: &RunDirectory) -> io::Result<()> {
    if run.ended()?.is_some() {
        return Ok(());
    }
    if let Some(process) = run.process()?
        && process.lives()
    {
        kill_group(process.pid);
    }
    run.end(JobState::Failed, Some("the supervisor of the run ended before the job did".to_owned()))?;
    Ok(())
}
