//! Several hosts behind one port: each is asked in turn, the first that answers for a call makes it.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, ServiceResponse, Services};

/// Hosts in the order in which they are asked: local ones first, then the real services if they can be reached.
pub struct Hosts {
    hosts: Vec<Arc<dyn Services>>,
    remedy: String,
}

impl Hosts {
    /// Asks these hosts, in this order. `remedy` ends the error when none answers: what a person can do, other than map
    /// the name in `stepwell.toml`, so that the real service is asked; it begins with an order, `set credentials`.
    pub fn new(hosts: Vec<Arc<dyn Services>>, remedy: &str) -> Hosts {
        Hosts { hosts, remedy: remedy.to_owned() }
    }

    fn host(&self, service: &str, operation: &str, input: &Value) -> Option<&Arc<dyn Services>> {
        self.hosts.iter().find(|host| host.handles(service, operation, input))
    }
}

#[async_trait]
impl Services for Hosts {
    fn handles(&self, service: &str, operation: &str, input: &Value) -> bool {
        self.host(service, operation, input).is_some()
    }

    /// Makes the call at the first host that answers for it. If none does, the error says how to change that;
    /// nothing was sent.
    async fn call(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        match self.host(&request.service, &request.operation, &request.input) {
            Some(host) => host.call(request).await,
            None => Err(nobody(request, &self.remedy)),
        }
    }
}

fn nobody(request: &ServiceRequest, remedy: &str) -> ServiceError {
    let (service, operation) = (&request.service, &request.operation);
    let member = |name: &str| request.input.get(name).and_then(Value::as_str).unwrap_or("<name>");
    let hint = match (service.as_str(), operation.as_str()) {
        ("lambda", "invoke") => map_it("functions", member("FunctionName"), remedy),
        ("glue", "startJobRun" | "getJobRun" | "getJobRuns" | "batchStopJobRun") => {
            map_it("jobs", member("JobName"), remedy)
        }
        _ => "there is no host for it".to_owned(),
    };
    let message = format!("nobody here answers `{service}:{operation}`: {hint}");
    ServiceError {
        code: "SdkClientException".to_owned(),
        message,
        status: 0,
        request_id: String::new(),
        service_name: service.clone(),
        reached: Reached::NotSent,
    }
}

/// The lines of `stepwell.toml` that make a local command answer for the name, and the other way.
fn map_it(section: &str, named: &str, remedy: &str) -> String {
    let name = named.rsplit("function:").next().unwrap_or(named);
    let name = name.split(':').next().unwrap_or(name);
    format!("map it in `stepwell.toml` with `[{section}.{name}]` and `command = [\"…\"]`, or {remedy}")
}

#[cfg(test)]
mod tests;
