//! Scripted services: functions by name, jobs that take a while, and a record of everything that was called.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde_json::{Value, json};
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, ServiceResponse, Services};
use stepwell_journal::clock::Clock;
use stepwell_orchestrator::Time;

use crate::clock::VirtualTime;

/// What a function answers.
#[derive(Clone, Debug)]
pub enum Answer {
    /// This value, after so many milliseconds.
    Value(Value, u64),
    /// The input it was given, after so many milliseconds.
    Echo(u64),
    /// A failure of the function with this error type.
    Fails(String),
    /// An error of the service.
    Refused {
        /// Error code.
        code: String,
        /// HTTP status; 0 for none.
        status: u16,
    },
    /// Nothing, ever.
    Silence,
}

/// A run of a job.
#[derive(Clone, Debug)]
struct Job {
    name: String,
    arguments: Value,
    ends_ms: u64,
    fails: bool,
    stopped: bool,
}

/// The services.
pub struct Script {
    time: Arc<VirtualTime>,
    /// Answers of functions by name: each is used once, the last one again and again.
    functions: Mutex<BTreeMap<String, VecDeque<Answer>>>,
    calls: Mutex<Vec<(String, Value)>>,
    jobs: Mutex<BTreeMap<String, Job>>,
    /// How long a job takes, in milliseconds.
    job_ms: AtomicU64,
    refusals: Mutex<BTreeMap<String, (String, u32)>>,
    /// How many of the next jobs fail.
    failing: AtomicU64,
    instead: Mutex<Option<Arc<dyn Services>>>,
    also: Mutex<Vec<Arc<dyn Services>>>,
}

impl Script {
    /// Services that know nothing yet.
    pub fn new(time: Arc<VirtualTime>) -> Self {
        let (functions, calls, jobs, refusals, instead, also) = Default::default();
        let (job_ms, failing) = (AtomicU64::new(60_000), AtomicU64::new(0));
        Script { time, functions, calls, jobs, job_ms, refusals, failing, instead, also }
    }

    /// Lets somebody else answer everything from now on.
    pub fn instead(&self, services: Arc<dyn Services>) {
        *lock(&self.instead) = Some(services);
    }

    /// Lets somebody answer what this script does not know.
    pub fn also(&self, services: Arc<dyn Services>) {
        lock(&self.also).push(services);
    }

    /// Lets so many of the next jobs fail.
    pub fn fail_jobs(&self, count: u64) {
        self.failing.store(count, Ordering::SeqCst);
    }

    /// Jobs that go on running although nobody stopped them: their ids.
    pub fn running_jobs(&self) -> Vec<String> {
        let now = self.time.now_ms();
        let jobs = lock(&self.jobs);
        let running = jobs.iter().filter(|(_, job)| !job.stopped && job.ends_ms > now);
        running.map(|(id, _)| id.clone()).collect()
    }

    /// Says how long jobs started from now on take.
    pub fn set_job_ms(&self, ms: u64) {
        self.job_ms.store(ms, Ordering::SeqCst);
    }

    /// Lets an operation of a service be refused so many times with this error.
    pub fn refuse(&self, operation: &str, code: &str, times: u32) {
        lock(&self.refusals).insert(operation.to_owned(), (code.to_owned(), times));
    }

    fn refusal(&self, operation: &str) -> Option<ServiceError> {
        let mut refusals = lock(&self.refusals);
        let (code, times) = refusals.get_mut(operation).filter(|(_, times)| *times > 0)?;
        *times -= 1;
        Some(refused(code, 400))
    }

    /// Says what a function answers, in order.
    pub fn function(&self, name: &str, answers: impl IntoIterator<Item = Answer>) {
        lock(&self.functions).insert(name.to_owned(), answers.into_iter().collect());
    }

    /// Everything that was called: `lambda:invoke <function>` and the payload, `glue:startJobRun <job>` and so on.
    pub fn calls(&self) -> Vec<(String, Value)> {
        lock(&self.calls).clone()
    }

    /// How often something was called.
    pub fn count(&self, what: &str) -> usize {
        lock(&self.calls).iter().filter(|(name, _)| name == what).count()
    }

    fn answer(&self, name: &str) -> Option<Answer> {
        let mut functions = lock(&self.functions);
        let answers = functions.get_mut(name)?;
        if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() }
    }

    async fn invoke(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        let name = request.input["FunctionName"].as_str().unwrap_or_default();
        let name = name.rsplit(':').next().unwrap_or_default().to_owned();
        let payload = match &request.input["Payload"] {
            Value::String(text) => serde_json::from_str(text).unwrap_or(Value::Null),
            Value::Null => json!({}),
            other => other.clone(),
        };
        lock(&self.calls).push((format!("lambda:invoke {name}"), payload.clone()));
        let output = match self.answer(&name) {
            None => return Err(refused("ResourceNotFoundException", 404)),
            Some(Answer::Value(value, ms)) => {
                self.pass(ms).await;
                json!({ "ExecutedVersion": "$LATEST", "Payload": value, "StatusCode": 200 })
            }
            Some(Answer::Echo(ms)) => {
                self.pass(ms).await;
                json!({ "ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200 })
            }
            Some(Answer::Fails(error)) => json!({
                "ExecutedVersion": "$LATEST",
                "FunctionError": "Unhandled",
                "Payload": { "errorMessage": "it failed", "errorType": error },
                "StatusCode": 200
            }),
            Some(Answer::Refused { code, status }) => return Err(refused(&code, status)),
            Some(Answer::Silence) => {
                std::future::pending::<()>().await;
                Value::Null
            }
        };
        Ok(response(output))
    }

    async fn pass(&self, ms: u64) {
        if ms > 0 {
            self.time.sleep_until_ms(self.time.now_ms() + ms).await;
        }
    }

    fn glue(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        let job = request.input["JobName"].as_str().unwrap_or_default().to_owned();
        lock(&self.calls).push((format!("glue:{} {job}", request.operation), request.input.clone()));
        if let Some(refusal) = self.refusal(&request.operation) {
            return Err(refusal);
        }
        let mut jobs = lock(&self.jobs);
        let now = self.time.now_ms();
        let output = match request.operation.as_str() {
            "startJobRun" => {
                let id = format!("jr_{}", jobs.len() + 1);
                let failing = self.failing.load(Ordering::SeqCst);
                self.failing.store(failing.saturating_sub(1), Ordering::SeqCst);
                let started = Job {
                    name: job,
                    arguments: request.input["Arguments"].clone(),
                    ends_ms: now + self.job_ms.load(Ordering::SeqCst),
                    fails: failing > 0,
                    stopped: false,
                };
                jobs.insert(id.clone(), started);
                json!({ "JobRunId": id })
            }
            "getJobRun" => {
                let id = request.input["RunId"].as_str().unwrap_or_default();
                let job = jobs.get(id).ok_or_else(|| refused("EntityNotFoundException", 400))?;
                json!({ "JobRun": job.run(id, now) })
            }
            "getJobRuns" => {
                let runs: Vec<Value> = jobs.iter().map(|(id, job)| job.run(id, now)).collect();
                json!({ "JobRuns": runs })
            }
            "batchStopJobRun" => {
                for id in request.input["JobRunIds"].as_array().into_iter().flatten() {
                    if let Some(job) = id.as_str().and_then(|id| jobs.get_mut(id)) {
                        job.stopped = true;
                    }
                }
                json!({ "SuccessfulSubmissions": [], "Errors": [] })
            }
            _ => return Err(refused("UnknownOperationException", 400)),
        };
        Ok(response(output))
    }
}

impl Job {
    fn run(&self, id: &str, now: u64) -> Value {
        let state = match (self.stopped, self.ends_ms <= now, self.fails) {
            (true, _, _) => "STOPPED",
            (false, true, true) => "FAILED",
            (false, true, false) => "SUCCEEDED",
            (false, false, _) => "RUNNING",
        };
        json!({ "Id": id, "JobName": self.name, "JobRunState": state, "Arguments": self.arguments })
    }
}

fn response(output: Value) -> ServiceResponse {
    ServiceResponse { output, status: 200, headers: Vec::new(), request_id: "request".to_owned() }
}

fn refused(code: &str, status: u16) -> ServiceError {
    ServiceError {
        code: code.to_owned(),
        message: "refused by the script".to_owned(),
        status,
        request_id: "request".to_owned(),
        service_name: "Scripted".to_owned(),
        reached: if status == 0 { Reached::Unknown } else { Reached::Answered },
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Services for Script {
    fn handles(&self, service: &str, operation: &str, input: &Value) -> bool {
        let also = || lock(&self.also).iter().any(|also| also.handles(service, operation, input));
        matches!(service, "lambda" | "glue") || also()
    }

    async fn call(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        let instead = lock(&self.instead).clone();
        if let Some(services) = instead {
            return services.call(request).await;
        }
        let (service, operation) = (request.service.as_str(), request.operation.as_str());
        let also =
            lock(&self.also).iter().find(|also| also.handles(service, operation, &request.input)).cloned();
        if let Some(also) = also {
            return also.call(request).await;
        }
        match request.service.as_str() {
            "lambda" => self.invoke(request).await,
            "glue" => self.glue(request),
            _ => Err(refused("UnknownOperationException", 400)),
        }
    }
}
