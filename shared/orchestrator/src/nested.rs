//! Nested executions: the service calls `states:…` answered by this orchestrator itself. A start carries its parent's
//! attempt as start id, so repeating it is safe.

use serde_json::{Map, Value, json};
use stepwell_engine::{Payload, Status};
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, ServiceResponse};
use stepwell_journal::{ExecutionKey, Parent};

use crate::arn;
use crate::calls::marker;
use crate::error::Error;
use crate::orchestrator::Orchestrator;
use crate::start::{StartError, StartRequest};
use crate::stop::StopError;

impl Orchestrator {
    /// Answers a call to the service `states` made by an attempt of the execution `key`. `waits` says whether the
    /// attempt waits for the end of what it starts.
    pub(crate) async fn nested(
        &self,
        key: &ExecutionKey,
        stamp: u64,
        waits: bool,
        request: &ServiceRequest,
    ) -> Result<ServiceResponse, ServiceError> {
        let output = match request.operation.as_str() {
            "startExecution" => self.start_child(key, stamp, waits, &request.input).await?,
            "describeExecution" => self.describe_child(&request.input).await?,
            "stopExecution" => self.stop_child(&request.input).await?,
            other => {
                return Err(refused(
                    "UnknownOperationException",
                    format!("unknown operation `{other}`"),
                    400,
                ));
            }
        };
        let request_id = self.request_id();
        let length = output.to_string().len();
        let headers = [
            ("x-amzn-RequestId", request_id.clone()),
            ("connection", "keep-alive".to_owned()),
            ("Content-Length", length.to_string()),
            ("Date", http_date(self.now_ms())),
            ("Content-Type", "application/x-amz-json-1.0".to_owned()),
        ];
        let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Ok(ServiceResponse { output, status: 200, headers, request_id })
    }

    fn request_id(&self) -> String {
        let (a, b) = (self.chance.next(), self.chance.next());
        let low = (b >> 48) & 0x3fff | 0x8000;
        format!(
            "{:08x}-{:04x}-4{:03x}-{low:04x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            b & 0xffff_ffff_ffff
        )
    }

    /// `Box::pin` because starting may run a machine that starts another.
    async fn start_child(
        &self,
        key: &ExecutionKey,
        stamp: u64,
        waits: bool,
        input: &Value,
    ) -> Result<Value, ServiceError> {
        let machine_arn = text(input, "StateMachineArn");
        let missing = || {
            refused("StateMachineDoesNotExist", format!("State Machine Does Not Exist: '{machine_arn}'"), 400)
        };
        let name =
            arn::parse(&machine_arn).filter(|arn| arn.resource_type == "stateMachine").map(|arn| arn.rest);
        let name = name.ok_or_else(|| {
            refused("InvalidArn", format!("Invalid Arn: 'Invalid ARN prefix: {machine_arn}'"), 400)
        })?;
        let found = self.machine(&name).await.map_err(|error| world(&error))?;
        let machine = found.ok_or_else(missing)?;
        let child_input = match input.get("Input") {
            None | Some(Value::Null) => Payload::from_text("{}"),
            Some(Value::String(text)) => Payload::from_text(text.as_str()),
            Some(value) => Payload::from_value(value.clone()),
        };
        let execution = name_of(key, stamp, input);
        let request = StartRequest {
            machine,
            name: execution,
            input: child_input,
            start_id: Some(marker(key, stamp)),
            trace_header: input.get("TraceHeader").and_then(Value::as_str).map(str::to_owned),
            parent: waits.then(|| Parent { key: key.clone(), stamp }),
        };
        let started = Box::pin(self.start(request)).await.map_err(|error| match error {
            StartError::AlreadyExists { execution_arn } => {
                refused("ExecutionAlreadyExists", format!("Execution Already Exists: '{execution_arn}'"), 400)
            }
            StartError::World(error) => world(&error),
        })?;
        Ok(json!({ "ExecutionArn": started.execution_arn, "StartDate": started.started_ms }))
    }

    /// The child that an attempt has started with this input, as its start would have answered; none if there is none
    /// or it was started by somebody else.
    pub(crate) async fn started_child(
        &self,
        key: &ExecutionKey,
        stamp: u64,
        input: &Value,
    ) -> Result<Option<Value>, Error> {
        let machine = arn::parse(&text(input, "StateMachineArn"));
        let Some(machine) = machine.filter(|arn| arn.resource_type == "stateMachine") else {
            return Ok(None);
        };
        let child = ExecutionKey::new(machine.rest, name_of(key, stamp, input));
        let loaded = self.journal.load(&child).await?;
        let ours = loaded.filter(|loaded| loaded.cover.start_id == marker(key, stamp));
        Ok(ours.map(|loaded| json!({ "ExecutionArn": loaded.cover.identity.execution_arn })))
    }

    async fn describe_child(&self, input: &Value) -> Result<Value, ServiceError> {
        let execution_arn = text(input, "ExecutionArn");
        let missing =
            || refused("ExecutionDoesNotExist", format!("Execution Does Not Exist: '{execution_arn}'"), 400);
        let key = arn::execution_key(&execution_arn).ok_or_else(missing)?;
        let journal = |error: stepwell_journal::JournalError| world(&Error::from(error));
        let loaded = self.journal.load(&key).await.map_err(journal)?.ok_or_else(missing)?;
        let execution = &loaded.head.execution;
        let mut needed = vec![execution.input.clone()];
        if let Status::Succeeded { output } = &execution.status {
            needed.push(output.clone());
        }
        self.journal.fetch(&key, &needed).await.map_err(journal)?;
        describe(execution).ok_or_else(missing)
    }

    async fn stop_child(&self, input: &Value) -> Result<Value, ServiceError> {
        let execution_arn = text(input, "ExecutionArn");
        let missing =
            || refused("ExecutionDoesNotExist", format!("Execution Does Not Exist: '{execution_arn}'"), 400);
        let key = arn::execution_key(&execution_arn).ok_or_else(missing)?;
        let stopped = Box::pin(self.stop(&key, None, None)).await.map_err(|error| match error {
            StopError::DoesNotExist => missing(),
            StopError::World(error) => world(&error),
        })?;
        Ok(json!({ "StopDate": stopped }))
    }
}

/// The name of a child.
fn name_of(key: &ExecutionKey, stamp: u64, input: &Value) -> String {
    match input.get("Name") {
        Some(Value::String(name)) => name.clone(),
        // The same attempt always makes the same name, so that a repeated start meets the first.
        _ => child_name(key, stamp),
    }
}

/// The name of a child whose parent gives it none.
fn child_name(key: &ExecutionKey, stamp: u64) -> String {
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(format!("{}\n{}\n{stamp}", key.machine, key.execution));
    let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// Members of DescribeExecution in PascalCase and the service's order.
fn describe(execution: &stepwell_engine::Execution) -> Option<Value> {
    let identity = &execution.identity;
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    match &execution.status {
        Status::Failed { error, cause } | Status::Aborted { error, cause } => {
            if let Some(cause) = cause {
                put("Cause", json!(cause));
            }
            if let Some(error) = error {
                put("Error", json!(error));
            }
        }
        Status::Running | Status::Succeeded { .. } | Status::TimedOut => {}
    }
    put("ExecutionArn", json!(identity.execution_arn));
    put("Input", json!(&*execution.input.text().ok()?));
    put("InputDetails", json!({ "Included": true }));
    put("Name", json!(identity.name));
    if let Status::Succeeded { output } = &execution.status {
        put("Output", json!(&*output.text().ok()?));
        put("OutputDetails", json!({ "Included": true }));
        put("RedriveCount", json!(0));
        put("RedriveStatus", json!("NOT_REDRIVABLE"));
        put("RedriveStatusReason", json!("Execution is SUCCEEDED and cannot be redriven"));
    }
    put("StartDate", json!(identity.started_ms));
    put("StateMachineArn", json!(identity.state_machine_arn));
    put("Status", json!(execution.status.name()));
    if let Some(stopped_ms) = execution.stopped_ms {
        put("StopDate", json!(stopped_ms));
    }
    Some(Value::Object(members))
}

/// A time as HTTP headers write it, `Thu, 01 Jan 2026 00:00:00 GMT`. Source: RFC 9110, section 5.6.7; days to dates by
/// Hinnant, "chrono-compatible low-level date algorithms".
fn http_date(now_ms: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"];
    let (days, second) = (now_ms / 86_400_000, now_ms / 1_000 % 86_400);
    // Days since 0000-03-01; years begin with March, so that a leap day is the last of its year.
    let shifted = days + 719_468;
    let (era, in_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (in_era - in_era / 1_460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * in_year + 2) / 153;
    let day = in_year - (153 * month + 2) / 5 + 1;
    let year = year_of_era + era * 400 + u64::from(month >= 10);
    format!(
        "{}, {day:02} {} {year} {:02}:{:02}:{:02} GMT",
        DAYS[(days % 7) as usize],
        MONTHS[month as usize],
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}

fn text(input: &Value, member: &str) -> String {
    input.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn refused(code: &str, message: String, status: u16) -> ServiceError {
    ServiceError {
        code: code.to_owned(),
        message,
        status,
        request_id: String::new(),
        service_name: "AWSStepFunctions".to_owned(),
        reached: Reached::Answered,
    }
}

fn world(error: &Error) -> ServiceError {
    ServiceError { reached: Reached::Unknown, ..refused("ServiceUnavailable", error.to_string(), 503) }
}

#[cfg(test)]
mod tests;
