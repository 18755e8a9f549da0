//! What lies outside: functions, jobs, mail. What they answer is settled by the scenario; here is when, and what the
//! outside remembers. Deliberately absent: people, who are tasks of their own.

mod jobs;
mod mails;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use serde_json::{Value, json};
use stepwell_api::approval::service::ApprovalService;
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, ServiceResponse, Services};
use stepwell_programs::behaviours::What;

use self::jobs::Jobs;
pub(crate) use self::mails::Mails;
use crate::actors;
use crate::point::Operation;
use crate::store::Ports;
use crate::trace::word;
use crate::watch::process_name;

/// What the outside remembers.
#[derive(Default)]
pub(crate) struct Outside {
    pub jobs: Mutex<Jobs>,
    pub mails: Mails,
    asked: AtomicU64,
    calls: AtomicU64,
    /// Until when the outside has something to do by itself.
    busy_until_ms: AtomicU64,
}

impl Outside {
    /// The outside will do something at that time.
    pub fn expect(&self, at_ms: u64) {
        self.busy_until_ms.fetch_max(at_ms, Ordering::Relaxed);
    }

    pub fn busy_until_ms(&self) -> u64 {
        self.busy_until_ms.load(Ordering::Relaxed)
    }

    /// Number of the next person who is asked.
    pub fn ask(&self) -> u64 {
        self.asked.fetch_add(1, Ordering::Relaxed)
    }

    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }
}

/// The services port of one process.
pub(crate) struct Callees {
    pub ports: Ports,
    pub approvals: ApprovalService,
}

#[async_trait]
impl Services for Callees {
    fn handles(&self, service: &str, _operation: &str, _input: &Value) -> bool {
        matches!(service, "lambda" | "glue" | "stepwell")
    }

    async fn call(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        let (world, process) = (&self.ports.world, self.ports.process);
        let marker = request.marker.as_deref().unwrap_or_default();
        let about = word(&request.operation) ^ word(marker);
        let what = || format!("{}:{} {marker}", request.service, request.operation);
        world.call_is_sent(marker);
        let passed = world.pass(process, Operation::Call, about, what).await;
        let Some(passed) = passed else { return Err(broken(request, Reached::NotSent)) };
        world.outside.calls.fetch_add(1, Ordering::Relaxed);
        let glue = (request.service == "glue").then(|| world.glue(request));
        let applied = glue.as_ref().is_none_or(Result::is_ok);
        let mut attempt = None;
        world.tell(|watcher, at_ms| {
            attempt = watcher.called(at_ms, &process_name(process), request, applied);
        });
        let answer = match request.service.as_str() {
            "lambda" => self.invoke(request).await,
            "glue" => glue.unwrap_or_else(|| Err(refused(request, "UnknownOperationException", 400))),
            "stepwell" => {
                world.outside.mails.ask(marker, &request.input);
                self.approvals.call(request).await
            }
            _ => Err(refused(request, "UnknownOperationException", 400)),
        };
        if let (Ok(response), Some(attempt)) = (&answer, &attempt) {
            world.tell(|watcher, _| watcher.answered(attempt, &response.output));
        }
        if world.pass_back(process, passed).await {
            return Err(broken(request, Reached::Unknown));
        }
        answer
    }
}

impl Callees {
    async fn invoke(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        let world = &self.ports.world;
        let name = request.input["FunctionName"].as_str().unwrap_or_default();
        let name = name.rsplit(':').next().unwrap_or_default();
        let payload = match &request.input["Payload"] {
            Value::String(text) => serde_json::from_str(text).unwrap_or(Value::Null),
            Value::Null => json!({}),
            other => other.clone(),
        };
        let answer = world.scenario.behaviours.function(name, &payload);
        if let Some(token) = payload.get("token").and_then(Value::as_str) {
            let asked = actors::person::Asked {
                number: world.outside.ask(),
                token: token.to_owned(),
                callback: world.scenario.behaviours.callback(name, &payload),
            };
            let own = world.clone();
            world.spawn_own(async move { actors::person::react(own, asked).await });
        }
        world.outside.expect(world.now_ms() + answer.after_ms);
        world.sleep(answer.after_ms).await;
        let output = match answer.what {
            What::Value(value) => {
                json!({ "ExecutedVersion": "$LATEST", "Payload": value, "StatusCode": 200 })
            }
            What::Fails { error, message } => json!({
                "ExecutedVersion": "$LATEST",
                "FunctionError": "Unhandled",
                "Payload": { "errorMessage": message, "errorType": error },
                "StatusCode": 200
            }),
            What::Refused(refusal) => return Err(refused(request, &refusal.code, refusal.status)),
            What::Silence => std::future::pending().await,
        };
        Ok(response(output))
    }
}

pub(crate) fn response(output: Value) -> ServiceResponse {
    ServiceResponse { output, status: 200, headers: Vec::new(), request_id: "request".to_owned() }
}

/// The service answers with an error.
pub(crate) fn refused(request: &ServiceRequest, code: &str, status: u16) -> ServiceError {
    ServiceError {
        code: code.to_owned(),
        message: "refused".to_owned(),
        status,
        request_id: "request".to_owned(),
        service_name: match request.service.as_str() {
            "lambda" => "AWSLambda".to_owned(),
            "glue" => "AWSGlue".to_owned(),
            other => other.to_owned(),
        },
        reached: Reached::Answered,
    }
}

/// Something went wrong on the way.
fn broken(request: &ServiceRequest, reached: Reached) -> ServiceError {
    ServiceError {
        code: "SdkClientException".to_owned(),
        message: "the connection broke".to_owned(),
        status: 0,
        request_id: String::new(),
        service_name: request.service.clone(),
        reached,
    }
}
