//! The Lambda host: answers `lambda:invoke` by running the function's command as a process that speaks the Lambda
//! Runtime API, the same process that runs on Lambda unchanged.
//! Deliberately absent: retries of `Event` invocations, versions and aliases (there is `$LATEST` alone), response streams.

mod answer;
pub(crate) mod environment;
mod invocation;
mod leash;
mod log;
mod name;
mod pool;
mod runtime_api;
mod sandbox;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, ServiceResponse, Services};

use crate::config::Config;
use answer::refused;
use invocation::{Invocation, Kind};
use pool::Pool;

/// Runs the functions of `stepwell.toml`. Cheap to make: a process starts with the first call of its function, serves
/// one invocation at a time, is kept warm, and ends with the host. After its program changed on disk a new one starts.
pub struct LambdaHost {
    functions: BTreeMap<String, Arc<Pool>>,
}

impl LambdaHost {
    /// A host for the functions of the configuration. Calls must be made inside a tokio runtime.
    pub fn new(config: &Config) -> LambdaHost {
        let functions = config
            .functions
            .keys()
            .filter_map(|name| Some((name.clone(), Arc::new(Pool::new(name, config)?))));
        LambdaHost { functions: functions.collect() }
    }

    fn pool(&self, input: &Value) -> Option<&Arc<Pool>> {
        let text = input.get("FunctionName")?.as_str()?;
        self.functions.get(name::parse(text)?.name)
    }
}

#[async_trait]
impl Services for LambdaHost {
    /// True for `lambda:invoke` of a function that the configuration maps, by name, ARN or partial ARN of any account.
    fn handles(&self, service: &str, operation: &str, input: &Value) -> bool {
        service == "lambda" && operation == "invoke" && self.pool(input).is_some()
    }

    /// Invokes the function. The invocation goes on when the caller no longer waits, as on Lambda.
    async fn call(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        let text = request.input.get("FunctionName").and_then(Value::as_str).unwrap_or_default();
        let Some(pool) = self.pool(&request.input) else {
            let name = name::parse(text).map_or(text, |parsed| parsed.name);
            let message = format!(
                "Function not found: arn:aws:lambda:{}:{}:function:{name}:$LATEST",
                request.region, request.account
            );
            return Err(refused(404, "ResourceNotFoundException", &message));
        };
        let invocation = Invocation::from_request(request)?;
        match invocation.kind {
            Kind::RequestResponse => answered(pool, invocation, request.timeout_ms).await,
            Kind::Event => {
                let id = invocation.id.clone();
                pool.accept(invocation)?;
                Ok(answer::without_payload(202, &id))
            }
            Kind::DryRun => Ok(answer::without_payload(204, &invocation.id)),
        }
    }
}

/// Invokes and waits for the end, at most as long as the caller wants to.
async fn answered(
    pool: &Arc<Pool>,
    invocation: Invocation,
    timeout_ms: Option<u64>,
) -> Result<ServiceResponse, ServiceError> {
    let (id, trace, tail) = (invocation.id.clone(), invocation.trace.clone(), invocation.tail);
    let permit = pool.permit().ok_or_else(|| refused(429, "TooManyRequestsException", "Rate Exceeded."))?;
    // A task of its own: a caller that is gone does not take the process away from the invocation.
    let running = tokio::spawn(Arc::clone(pool).run(invocation, permit));
    let ended = match timeout_ms {
        Some(ms) => tokio::time::timeout(Duration::from_millis(ms), running).await,
        None => Ok(running.await),
    };
    match ended {
        Ok(Ok((outcome, log))) => Ok(answer::response(outcome, &id, &trace, tail.then_some(log))),
        Ok(Err(_ended)) => Err(lost("ServiceException", "the server ended while the function ran", &id)),
        Err(_elapsed) => Err(lost(
            "ClientExecutionTimeoutException",
            "the function did not answer before the time-out of the call",
            &id,
        )),
    }
}

fn lost(code: &str, message: &str, id: &str) -> ServiceError {
    ServiceError {
        code: code.to_owned(),
        message: message.to_owned(),
        status: 0,
        request_id: id.to_owned(),
        service_name: answer::SERVICE_NAME.to_owned(),
        reached: Reached::Unknown,
    }
}
