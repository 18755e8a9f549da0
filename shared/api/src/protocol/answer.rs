//! Putting an answer on the wire.

use serde_json::{Value, json};

use super::body::Version;
use crate::fault::Fault;

/// What error types are prefixed with. Clients look behind the `#`.
const ERROR_PREFIX: &str = "com.amazonaws.swf.service.v2.model";

/// An answer, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiAnswer {
    /// HTTP status.
    pub status: u16,
    /// Headers: content type and request id, and when to ask again where that is known. Whoever sends it adds the length.
    pub headers: Vec<(&'static str, String)>,
    /// Body, a JSON object.
    pub body: Vec<u8>,
}

impl ApiAnswer {
    pub(super) fn render(result: Result<Value, Fault>, request_id: &str, version: Version) -> Self {
        let content_type = match version {
            Version::V1_0 => "application/x-amz-json-1.0",
            Version::V1_1 => "application/x-amz-json-1.1",
        };
        let mut headers =
            vec![("content-type", content_type.to_owned()), ("x-amzn-requestid", request_id.to_owned())];
        let (status, body) = match result {
            Ok(body) => (200, body),
            Err(fault) => {
                let wait = fault.code.retry_after_s();
                headers.extend(wait.map(|seconds| ("retry-after", seconds.to_string())));
                (fault.code.status(), fault_body(fault))
            }
        };
        ApiAnswer { status, headers, body: body.to_string().into_bytes() }
    }
}

fn fault_body(fault: Fault) -> Value {
    let mut body = json!({
        "__type": format!("{ERROR_PREFIX}#{}", fault.code.name()),
        "message": fault.message,
    });
    if let Some((member, value)) = fault.detail {
        body[member] = value;
    }
    body
}
