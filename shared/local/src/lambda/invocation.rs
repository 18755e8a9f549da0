//! One invocation: what the call asks for, checked as Lambda checks it before a function sees anything.

use serde_json::Value;
use stepwell_integrations::service::{ServiceError, ServiceRequest};
use uuid::Uuid;

use super::answer::refused;
use super::name;
use crate::limits::{EVENT_PAYLOAD_BYTES_MAX, PAYLOAD_BYTES_MAX};
use crate::moment::now_ms;

/// How the function is invoked, see `InvocationType` of the Lambda API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    RequestResponse,
    Event,
    DryRun,
}

/// What goes to a process.
#[derive(Clone, Debug)]
pub(super) struct Invocation {
    pub(super) kind: Kind,
    /// Request id of the call and of the invocation.
    pub(super) id: String,
    /// ARN by which the function was called, with the qualifier if there was one.
    pub(super) arn: String,
    /// X-Ray trace header; never sampled.
    pub(super) trace: String,
    /// Base64 text of the client context, as the caller gave it.
    pub(super) client_context: Option<String>,
    /// JSON text for the handler.
    pub(super) payload: Vec<u8>,
    /// Whether the last lines of the log go with the answer (`LogType` `Tail`).
    pub(super) tail: bool,
}

impl Invocation {
    /// Reads the members of the call. Unknown values fail with the error that the Lambda API gives.
    pub(super) fn from_request(request: &ServiceRequest) -> Result<Invocation, ServiceError> {
        let text = |member: &str| request.input.get(member).and_then(Value::as_str);
        let kind = match text("InvocationType") {
            None | Some("RequestResponse") => Kind::RequestResponse,
            Some("Event") => Kind::Event,
            Some("DryRun") => Kind::DryRun,
            Some(other) => return Err(not_one_of("invocationType", other, "RequestResponse, Event, DryRun")),
        };
        let tail = match text("LogType") {
            None | Some("None") => false,
            Some("Tail") => true,
            Some(other) => return Err(not_one_of("logType", other, "None, Tail")),
        };
        let function = text("FunctionName").unwrap_or_default();
        let named = name::parse(function);
        let name = named.map_or(function, |named| named.name);
        let qualifier = text("Qualifier").or(named.and_then(|named| named.qualifier));
        let mut arn = format!("arn:aws:lambda:{}:{}:function:{name}", request.region, request.account);
        if let Some(qualifier) = qualifier {
            arn = format!("{arn}:{qualifier}");
        }
        let payload = payload(request.input.get("Payload"))?;
        let most = if kind == Kind::Event { EVENT_PAYLOAD_BYTES_MAX } else { PAYLOAD_BYTES_MAX };
        if payload.len() > most {
            let message =
                format!("Request must be smaller than {most} bytes for the InvokeFunction operation");
            return Err(refused(413, "RequestEntityTooLargeException", &message));
        }
        Ok(Invocation {
            kind,
            id: Uuid::new_v4().to_string(),
            arn,
            trace: trace(),
            client_context: text("ClientContext").map(str::to_owned),
            payload,
            tail,
        })
    }
}

/// The bytes a function gets: a string is JSON text, any other value is serialized, nothing and null are `{}`.
fn payload(value: Option<&Value>) -> Result<Vec<u8>, ServiceError> {
    let text = match value {
        None | Some(Value::Null) => return Ok(b"{}".to_vec()),
        Some(Value::String(text)) => text,
        Some(other) => return Ok(other.to_string().into_bytes()),
    };
    match serde_json::from_str::<&serde_json::value::RawValue>(text) {
        Ok(_) => Ok(text.clone().into_bytes()),
        Err(cause) => {
            let message =
                format!("Could not parse request body into json: Could not parse payload into json: {cause}");
            Err(refused(400, "InvalidRequestContentException", &message))
        }
    }
}

fn not_one_of(member: &str, value: &str, choices: &str) -> ServiceError {
    let message = format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must satisfy \
         enum value set: [{choices}]"
    );
    refused(400, "ValidationException", &message)
}

fn trace() -> String {
    let [root, parent] = [Uuid::new_v4().simple().to_string(), Uuid::new_v4().simple().to_string()];
    let (root, parent) = (root.get(..24).unwrap_or_default(), parent.get(..16).unwrap_or_default());
    format!("Root=1-{:08x}-{root};Parent={parent};Sampled=0", now_ms() / 1000)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn payloads_as_lambda_takes_them() {
        let cases = [
            (None, Some("{}")),
            (Some(json!(null)), Some("{}")),
            (Some(json!("null")), Some("null")),
            (Some(json!("0")), Some("0")),
            (Some(json!("{\"a\": 1}")), Some("{\"a\": 1}")),
            (Some(json!({"b": 1, "a": "x"})), Some("{\"b\":1,\"a\":\"x\"}")),
            (Some(json!("hello")), None),
        ];
        for (value, expected) in cases {
            let found = super::payload(value.as_ref()).ok().map(|bytes| String::from_utf8(bytes).unwrap());
            assert_eq!(found.as_deref(), expected, "{value:?}");
        }
    }
}
