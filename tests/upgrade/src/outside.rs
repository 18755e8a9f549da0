//! Services that remember nothing which a later process would need: what they answer follows from the request and the
//! clock, so that an execution can go on in another world.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde_json::{Value, json};
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, ServiceResponse, Services};
use stepwell_journal::clock::Clock;
use stepwell_orchestrator::Time;
use stepwell_world::VirtualTime;

/// Milliseconds for which a job runs.
const JOB_MS: u64 = 300_000;

/// The services.
pub struct Outside {
    time: Arc<VirtualTime>,
    /// The function `fails-before` fails before this time, milliseconds since 1970.
    fails_before_ms: u64,
    calls: Mutex<Vec<String>>,
    runs: Mutex<Vec<(u64, Value)>>,
}

impl Outside {
    /// Services on this clock.
    pub fn new(time: Arc<VirtualTime>, fails_before_ms: u64) -> Self {
        Outside { time, fails_before_ms, calls: Mutex::default(), runs: Mutex::default() }
    }

    /// How often something was called: the name of a function, or `startJobRun` and so on.
    pub fn count(&self, name: &str) -> usize {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).iter().filter(|call| *call == name).count()
    }

    fn note(&self, name: &str) {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).push(name.to_owned());
    }

    /// Function `echo` answers with its input at once, `echo-5` after 5 seconds; `ask` answers nothing of interest.
    async fn invoke(&self, input: &Value) -> ServiceResponse {
        let name = input["FunctionName"].as_str().unwrap_or_default();
        self.note(name);
        if name == "fails-before" && self.time.now_ms() < self.fails_before_ms {
            let error = json!({ "errorType": "TooEarly", "errorMessage": "come again" });
            return response(json!({ "FunctionError": "Unhandled", "Payload": error, "StatusCode": 200 }));
        }
        let seconds: u64 = name.strip_prefix("echo-").and_then(|digits| digits.parse().ok()).unwrap_or(0);
        self.time.sleep_until_ms(self.time.now_ms() + seconds * 1_000 + 100).await;
        response(json!({ "Payload": input["Payload"], "StatusCode": 200 }))
    }

    fn glue(&self, request: &ServiceRequest) -> ServiceResponse {
        self.note(&request.operation);
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.time.now_ms();
        let shown = |ends_ms: u64, arguments: &Value| {
            let state = if ends_ms <= now { "SUCCEEDED" } else { "RUNNING" };
            json!({ "Id": format!("jr_{ends_ms}"), "JobRunState": state, "Arguments": arguments })
        };
        response(match request.operation.as_str() {
            "startJobRun" => {
                runs.push((now + JOB_MS, request.input["Arguments"].clone()));
                json!({ "JobRunId": format!("jr_{}", now + JOB_MS) })
            }
            "getJobRun" => {
                let id = request.input["RunId"].as_str().unwrap_or_default();
                let ends_ms = id.strip_prefix("jr_").and_then(|digits| digits.parse().ok()).unwrap_or(0);
                json!({ "JobRun": shown(ends_ms, &Value::Null) })
            }
            "getJobRuns" => {
                let runs: Vec<Value> =
                    runs.iter().map(|(ends_ms, arguments)| shown(*ends_ms, arguments)).collect();
                json!({ "JobRuns": runs })
            }
            _ => json!({}),
        })
    }
}

fn response(output: Value) -> ServiceResponse {
    ServiceResponse { output, status: 200, headers: Vec::new(), request_id: "request".to_owned() }
}

#[async_trait]
impl Services for Outside {
    fn handles(&self, service: &str, _operation: &str, _input: &Value) -> bool {
        matches!(service, "lambda" | "glue")
    }

    async fn call(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        match request.service.as_str() {
            "lambda" => {
                let mut input = request.input.clone();
                if let Value::String(text) = &input["Payload"] {
                    input["Payload"] = serde_json::from_str(text).unwrap_or(Value::Null);
                }
                Ok(self.invoke(&input).await)
            }
            "glue" => Ok(self.glue(request)),
            service => Err(ServiceError {
                code: "UnknownOperationException".to_owned(),
                message: format!("there is no service `{service}` here"),
                status: 400,
                request_id: String::new(),
                service_name: "Outside".to_owned(),
                reached: Reached::Answered,
            }),
        }
    }
}
