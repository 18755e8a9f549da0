//! Glue: jobs that run for a while, are looked up, and are stopped; too many at a time are refused.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use stepwell_integrations::glue::MARKER_ARGUMENT;
use stepwell_integrations::service::{ServiceError, ServiceRequest, ServiceResponse};
use stepwell_programs::behaviours::Job;

use crate::lock;
use crate::outside::{refused, response};
use crate::world::World;

/// Jobs by run id.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    runs: BTreeMap<String, Run>,
}

#[derive(Debug)]
struct Run {
    job: String,
    arguments: Value,
    started_ms: u64,
    ends_ms: u64,
    state: String,
}

impl Run {
    fn shown(&self, id: &str, now_ms: u64) -> Value {
        let state = if self.ends_ms <= now_ms { self.state.as_str() } else { "RUNNING" };
        json!({ "Id": id, "JobName": self.job, "JobRunState": state, "Arguments": self.arguments,
            "StartedOn": self.started_ms })
    }
}

impl World {
    /// A call of the service.
    pub fn glue(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        let input = &request.input;
        let job = input["JobName"].as_str().unwrap_or_default();
        let now_ms = self.now_ms();
        let mut jobs = lock(&self.outside.jobs);
        let output = match request.operation.as_str() {
            "startJobRun" => return self.start_job(&mut jobs, request, job),
            "getJobRun" => {
                let id = input["RunId"].as_str().unwrap_or_default();
                let run = jobs.runs.get(id);
                let run = run.ok_or_else(|| refused(request, "EntityNotFoundException", 400))?;
                json!({ "JobRun": run.shown(id, now_ms) })
            }
            "getJobRuns" => {
                let of_job = jobs.runs.iter().filter(|(_, run)| run.job == job);
                let runs: Vec<Value> = of_job.map(|(id, run)| run.shown(id, now_ms)).collect();
                json!({ "JobRuns": runs })
            }
            "batchStopJobRun" => {
                for id in input["JobRunIds"].as_array().into_iter().flatten() {
                    let run = id.as_str().and_then(|id| jobs.runs.get_mut(id));
                    if let Some(run) = run.filter(|run| run.ends_ms > now_ms) {
                        run.ends_ms = now_ms;
                        run.state = "STOPPED".to_owned();
                    }
                }
                json!({ "SuccessfulSubmissions": [], "Errors": [] })
            }
            _ => return Err(refused(request, "UnknownOperationException", 400)),
        };
        Ok(response(output))
    }

    fn start_job(
        &self,
        jobs: &mut Jobs,
        request: &ServiceRequest,
        job: &str,
    ) -> Result<ServiceResponse, ServiceError> {
        let now_ms = self.now_ms();
        let mut asked = request.input["Arguments"].clone();
        if let Value::Object(members) = &mut asked {
            members.shift_remove(MARKER_ARGUMENT);
        }
        let running = jobs.runs.values().filter(|run| run.ends_ms > now_ms).count();
        if !self.is_calm() && self.profile.jobs_max > 0 && running >= self.profile.jobs_max {
            self.tell(|watcher, at_ms| watcher.faulted(at_ms));
            return Err(refused(request, "ConcurrentRunsExceededException", 400));
        }
        match self.scenario.behaviours.job(job, &asked) {
            Job::Refused(refusal) => Err(refused(request, &refusal.code, refusal.status)),
            Job::Runs { for_ms, state } => {
                let id = format!("jr_{:06}", jobs.runs.len() + 1);
                let run = Run {
                    job: job.to_owned(),
                    arguments: request.input["Arguments"].clone(),
                    started_ms: now_ms,
                    ends_ms: now_ms + for_ms,
                    state,
                };
                jobs.runs.insert(id.clone(), run);
                self.outside.expect(now_ms + for_ms);
                Ok(response(json!({ "JobRunId": id })))
            }
        }
    }
}
