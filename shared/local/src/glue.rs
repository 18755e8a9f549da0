//! The Glue host: jobs as local commands behind `startJobRun`, `getJobRun`, `getJobRuns` and `batchStopJobRun`.
//! A run belongs to its folder `<data>/jobs/<run id>` and to a detached supervisor process, never to the server: a server
//! that was killed and started again reads the folders and finds its runs as they are.
//! Deliberately absent: workers, bookmarks, triggers, retries by Glue itself; members about them are accepted and ignored.

mod answer;
mod directory;
mod launch;
mod request;
mod run;
mod supervisor;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde_json::{Value, json};
use stepwell_integrations::service::{ServiceError, ServiceRequest, ServiceResponse, Services};

use crate::config::{Config, Job};
use crate::limits::JOB_RUNS_PAGE_MAX;
use answer::{internal, refused};
use directory::{Record, RunDirectory, Runs};
pub use launch::SupervisorCommand;
use request::{Start, required, run_ids, texts};
pub use supervisor::{SuperviseError, supervise};

/// Runs the jobs of `stepwell.toml`. All it knows stands in its data folder; one server at a time uses a folder.
#[derive(Clone)]
pub struct GlueHost(Arc<Inner>);

struct Inner {
    jobs: BTreeMap<String, Job>,
    runs: Runs,
    supervisor: SupervisorCommand,
    /// Held from counting the runs of a job until the next one is there, so that the limit holds.
    starting: Mutex<()>,
}

impl GlueHost {
    /// Opens `<data>/jobs` and creates it if need be, removes the oldest ended runs above the limit, and starts the
    /// supervisors of runs whose server died before it did so.
    pub fn open(config: &Config, data: &Path, supervisor: SupervisorCommand) -> std::io::Result<GlueHost> {
        let runs = Runs::open(&data.join("jobs"))?;
        let inner = Inner { jobs: config.jobs.clone(), runs, supervisor, starting: Mutex::new(()) };
        for run in inner.runs.all()? {
            if let Some(job) = run.record().ok().and_then(|record| inner.jobs.get(&record.job))
                && run.is_unclaimed()
            {
                inner.supervisor.launch(&run, job)?;
            }
        }
        inner.runs.prune()?;
        Ok(GlueHost(Arc::new(inner)))
    }
}

#[async_trait]
impl Services for GlueHost {
    /// True for the four operations on jobs that the configuration maps.
    fn handles(&self, service: &str, operation: &str, input: &Value) -> bool {
        let job = input.get("JobName").and_then(Value::as_str);
        service == "glue"
            && matches!(operation, "startJobRun" | "getJobRun" | "getJobRuns" | "batchStopJobRun")
            && job.is_some_and(|name| self.0.jobs.contains_key(name))
    }

    async fn call(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        let (inner, request) = (Arc::clone(&self.0), request.clone());
        // Files are read and written, which may block.
        let done = tokio::task::spawn_blocking(move || inner.answer(&request)).await;
        done.unwrap_or_else(|cause| Err(internal(&cause))).map(answer::response)
    }
}

impl Inner {
    fn answer(&self, request: &ServiceRequest) -> Result<Value, ServiceError> {
        let name = required(&request.input, "JobName")?;
        let job = self.jobs.get(name).ok_or_else(|| {
            refused(
                "EntityNotFoundException",
                &format!("`{name}` is not mapped: add `[jobs.{name}]` to `stepwell.toml`"),
            )
        })?;
        match request.operation.as_str() {
            "startJobRun" => self.start(name, job, request),
            "getJobRun" => {
                let run = self.find(name, required(&request.input, "RunId")?)?;
                Ok(json!({"JobRun": run::job_run(&run).map_err(|cause| internal(&cause))?}))
            }
            "getJobRuns" => self.list(name, &request.input),
            "batchStopJobRun" => self.stop(name, &run_ids(&request.input)?),
            other => Err(refused(
                "UnknownOperationException",
                &format!("`glue:{other}` is not there on the laptop"),
            )),
        }
    }

    /// Starts a run, or finds the one that was started with the same marker.
    fn start(&self, name: &str, job: &Job, request: &ServiceRequest) -> Result<Value, ServiceError> {
        let start = Start::from_request(request, job)?;
        let id = start.run_id(name);
        let _one_at_a_time = self.starting.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = json!({"JobRunId": id});
        if let Some(run) = self.runs.find(&id) {
            if run.is_unclaimed() {
                self.supervisor.launch(&run, job).map_err(|cause| internal(&cause))?;
            }
            return Ok(answer);
        }
        let running = self.of_job(name)?.iter().filter(|run| !run::state(run).is_final()).count();
        if running >= job.max_concurrent_runs {
            let message = format!("Concurrent runs exceeded for {name}");
            return Err(refused("ConcurrentRunsExceededException", &message));
        }
        let record = Record::new(id, name, job, start);
        let run = self.runs.create(&record).map_err(|cause| internal(&cause))?;
        self.supervisor.launch(&run, job).map_err(|cause| internal(&cause))?;
        Ok(answer)
    }

    fn find(&self, job: &str, id: &str) -> Result<RunDirectory, ServiceError> {
        let found = self.runs.find(id).filter(|run| run.record().is_ok_and(|record| record.job == job));
        found.ok_or_else(|| {
            refused("EntityNotFoundException", &format!("Entity not found: job run {id} of {job}"))
        })
    }

    /// The runs of a job, the newest first.
    fn of_job(&self, job: &str) -> Result<Vec<RunDirectory>, ServiceError> {
        let mut runs: Vec<(u64, RunDirectory)> = Vec::new();
        for run in self.runs.all().map_err(|cause| internal(&cause))? {
            if let Ok(record) = run.record()
                && record.job == job
            {
                runs.push((record.started_ms, run));
            }
        }
        runs.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.id().cmp(b.id())));
        Ok(runs.into_iter().map(|(_, run)| run).collect())
    }

    fn list(&self, job: &str, input: &Value) -> Result<Value, ServiceError> {
        let most =
            input.get("MaxResults").and_then(Value::as_u64).and_then(|most| usize::try_from(most).ok());
        let most = most.map_or(JOB_RUNS_PAGE_MAX, |most| most.clamp(1, JOB_RUNS_PAGE_MAX));
        let runs = self.of_job(job)?;
        let first = match input.get("NextToken").and_then(Value::as_str) {
            None => 0,
            Some(token) => runs
                .iter()
                .position(|run| run.id() == token)
                .ok_or_else(|| refused("InvalidInputException", "the NextToken is not one of this job"))?,
        };
        let page: Result<Vec<Value>, std::io::Error> =
            runs.iter().skip(first).take(most).map(run::job_run).collect();
        let mut output = json!({"JobRuns": page.map_err(|cause| internal(&cause))?});
        if let Some(next) = runs.get(first.saturating_add(most)) {
            output["NextToken"] = json!(next.id());
        }
        Ok(output)
    }

    /// Asks the supervisors to stop the runs. What cannot be stopped is told for each run, as Glue does.
    fn stop(&self, job: &str, ids: &[String]) -> Result<Value, ServiceError> {
        let (mut stopped, mut errors) = (Vec::new(), Vec::new());
        for id in ids {
            let result = self.find(job, id).and_then(|run| {
                if run::state(&run).is_final() {
                    return Err(refused("InvalidInputException", &format!("Job run {id} has ended already")));
                }
                run.request_stop().map_err(|cause| internal(&cause))
            });
            match result {
                Ok(()) => stopped.push(json!({"JobName": job, "JobRunId": id})),
                Err(error) => errors.push(json!({
                    "ErrorDetail": {"ErrorCode": error.code, "ErrorMessage": error.message},
                    "JobName": job,
                    "JobRunId": id,
                })),
            }
        }
        Ok(json!({"Errors": errors, "SuccessfulSubmissions": stopped}))
    }
}

/// The arguments of a run: those of the call go before the job's own defaults, keys in order.
fn merged(job: &Job, call: &Value) -> Result<BTreeMap<String, String>, ServiceError> {
    let mut arguments = job.default_arguments.clone();
    arguments.extend(texts(call, "Arguments")?);
    Ok(arguments)
}
