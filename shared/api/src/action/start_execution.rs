//! `StartExecution`: by the plain ARN of a Standard state machine. Versions and aliases are not there yet, so their
//! ARNs name nothing; Express state machines cannot be started yet.

use serde_json::{Value, json};
use stepwell_asl::MachineType;
use stepwell_engine::Payload;
use stepwell_engine::history::wire::seconds;
use stepwell_orchestrator::start::{StartError, StartRequest};
use stepwell_query::json::{Limits, parse};

use super::Call;
use crate::fault::{Code, Fault};
use crate::model::{Member, Shape, optional, required};
use crate::{name, registry, resource};

/// The request.
pub const MEMBERS: &[Member] = &[
    required("stateMachineArn", Shape::ARN),
    optional("name", Shape::NAME),
    optional("input", Shape::Payload),
    optional("traceHeader", Shape::Ascii { max: 256 }),
];

/// Carries it out.
pub async fn run(call: Call<'_>) -> Result<Value, Fault> {
    start(call, None).await
}

/// The same with the caller's own id of this start, which AWS's protocol has no member for: the same id gets the same
/// answer, whatever has become of the execution.
pub async fn start(call: Call<'_>, start_id: Option<&str>) -> Result<Value, Fault> {
    let request = call.request;
    let arn = request.required("stateMachineArn")?;
    resource::refuse_label(&call.api.orchestrator.config.place, arn)?;
    let name = match request.text("name") {
        Some(name) => name.to_owned(),
        None => call.api.uuid(),
    };
    name::check(&name)?;
    let input = input(request.text("input"), call.api.orchestrator.config.limits.payload_bytes_max)?;
    let machine = registry::find_to_start(call.api, arn).await?;
    if registry::kind(&machine) == MachineType::Express {
        return Err(Fault::not_yet("StartExecution of an EXPRESS state machine is"));
    }
    let trace_header = call.trace_header.or_else(|| request.text("traceHeader")).map(str::to_owned);
    let start = StartRequest {
        machine,
        name,
        input,
        start_id: start_id.map(str::to_owned),
        trace_header,
        parent: None,
    };
    match call.api.orchestrator.start(start).await {
        Ok(started) => {
            Ok(json!({ "executionArn": started.execution_arn, "startDate": seconds(started.started_ms) }))
        }
        Err(error @ StartError::AlreadyExists { .. }) => {
            Err(Fault::new(Code::ExecutionAlreadyExists, error.to_string()))
        }
        Err(StartError::World(error)) => Err(Fault::world(&error)),
    }
}

/// The input as it was given; `{}` if none was.
fn input(text: Option<&str>, bytes_max: usize) -> Result<Payload, Fault> {
    let text = text.unwrap_or("{}");
    let invalid = |why: &str| {
        Fault::new(Code::InvalidExecutionInput, format!("Invalid State Machine Execution Input: '{why}'"))
    };
    if text.trim().is_empty() {
        return Err(invalid("Invalid execution input."));
    }
    let value = parse(text, Limits::bytes(bytes_max)).map_err(|error| invalid(&error.to_string()))?;
    Ok(Payload::from_both(text, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_json_value_is_an_input_and_nothing_else() {
        let parser = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
        let cases = [
            (None, Ok("{}")),
            (Some("2"), Ok("2")),
            (Some("\"some text\""), Ok("\"some text\"")),
            (Some("null"), Ok("null")),
            (Some(" {\"a\" : 1}"), Ok(" {\"a\" : 1}")),
            (Some("not some json"), Err(format!("Unrecognized token 'not': {parser}"))),
            (
                Some("{'not': 'json'"),
                Err("Unexpected character (''' (code 39)): was expecting double-quote to start field name"
                    .to_owned()),
            ),
            (Some(""), Err("Invalid execution input.".to_owned())),
            (
                Some("\"0123456789012345678901234567890123456789\""),
                Err("Document length exceeds the maximum allowed (40 bytes)".to_owned()),
            ),
        ];
        for (text, expected) in cases {
            let found = input(text, 40).map(|payload| payload.text().unwrap().to_string());
            let expected = expected.map(str::to_owned).map_err(|why| {
                Fault::new(
                    Code::InvalidExecutionInput,
                    format!("Invalid State Machine Execution Input: '{why}'"),
                )
            });
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
