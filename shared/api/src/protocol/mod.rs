//! AWS JSON 1.0 without HTTP: a request's target and body in, status, headers and body out. Version 1.1 is taken as
//! well, since some clients speak it. Other content types are refused: a web page can send those to a laptop's server
//! without asking first. Deliberately absent: signatures; whoever listens checks them or does not.

mod answer;
mod body;
mod target;

pub use answer::ApiAnswer;
pub use target::{Action, Target, parse_target};

use serde_json::Value;

use crate::action::{self, Call};
use crate::api::Api;
use crate::fault::{Code, Fault};
use crate::model::{Request, check};

/// A request as it came.
#[derive(Clone, Copy, Debug)]
pub struct ApiRequest<'r> {
    /// Header `X-Amz-Target`: `AWSStepFunctions.<Action>`.
    pub target: Option<&'r str>,
    /// Header `Content-Type`.
    pub content_type: Option<&'r str>,
    /// Header `X-Amzn-Trace-Id`; it wins over a `traceHeader` in the body.
    pub trace_header: Option<&'r str>,
    /// The body.
    pub body: &'r [u8],
}

/// Carries out a request. Never fails: what goes wrong is an answer too.
pub async fn handle(api: &Api, request: ApiRequest<'_>) -> ApiAnswer {
    let request_id = api.uuid();
    let result = answer_to(api, &request).await;
    match &result {
        Err(fault) if fault.code == Code::InternalFailure => {
            tracing::error!(%request_id, target = request.target, "{}", fault.message);
        }
        Err(fault) if fault.code == Code::ServiceUnavailable => {
            tracing::warn!(%request_id, target = request.target, "{}", fault.message);
        }
        Ok(_) | Err(_) => {}
    }
    ApiAnswer::render(result, &request_id, body::version(request.content_type).unwrap_or_default())
}

async fn answer_to(api: &Api, request: &ApiRequest<'_>) -> Result<Value, Fault> {
    let action = match parse_target(request.target)? {
        Target::Action(action) => action,
        Target::NotYet(name) => return Err(Fault::not_yet(&format!("{name} is"))),
    };
    if body::version(request.content_type).is_none() {
        let found = request.content_type.unwrap_or_default();
        let message = format!("the content type must be application/x-amz-json-1.0, this is `{found}`");
        return Err(Fault::new(Code::Serialization, message));
    }
    let limits = api.orchestrator.config.limits;
    let members = body::read(request.body, limits.payload_bytes_max)?;
    check(&members, action.members(), limits.payload_bytes_max)?;
    let trace_header = request.trace_header.filter(|header| body::is_trace_header(header));
    action::run(action, Call { api, request: Request::new(&members), trace_header }).await
}

#[cfg(test)]
mod tests;
