//! Reading a body: its size, its JSON, its content type.

use serde_json::{Map, Value};

use crate::fault::{Code, Fault};
use crate::limits::{QUOTING_FACTOR, REQUEST_BYTES_MAX, REQUEST_SLACK_BYTES};

/// The version of AWS JSON that a content type names; none for another content type.
pub(super) fn version(content_type: Option<&str>) -> Option<Version> {
    let media_type = content_type?.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case("application/x-amz-json-1.0") {
        return Some(Version::V1_0);
    }
    media_type.eq_ignore_ascii_case("application/x-amz-json-1.1").then_some(Version::V1_1)
}

/// A version of AWS JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Version {
    #[default]
    V1_0,
    V1_1,
}

/// Most bytes of a body: the service's limit, or more where an operator raised the size of payloads.
pub(super) fn bytes_max(payload_bytes_max: usize) -> usize {
    let raised = payload_bytes_max.saturating_mul(QUOTING_FACTOR).saturating_add(REQUEST_SLACK_BYTES);
    raised.max(REQUEST_BYTES_MAX)
}

/// The members of a body; an empty body has none.
pub(super) fn read(body: &[u8], payload_bytes_max: usize) -> Result<Map<String, Value>, Fault> {
    let max = bytes_max(payload_bytes_max);
    if body.len() > max {
        let message = format!("the request has {} bytes, at most {max} are allowed", body.len());
        return Err(Fault::new(Code::RequestEntityTooLarge, message));
    }
    if body.is_empty() {
        return Ok(Map::new());
    }
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| Fault::new(Code::Serialization, format!("the body is not JSON: {error}")))?;
    match value {
        Value::Object(members) => Ok(members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(Fault::new(Code::Serialization, "the body is not a JSON object"))
        }
    }
}

/// Whether a header may stand for `traceHeader`: 1 to 256 ASCII characters.
pub(super) fn is_trace_header(header: &str) -> bool {
    !header.is_empty() && header.len() <= 256 && header.is_ascii()
}
