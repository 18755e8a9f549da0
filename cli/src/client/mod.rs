//! The client of a server: actions of the AWS API over HTTP. Deliberately absent: signatures and TLS. It speaks to a
//! server on this machine or behind something that adds both.

pub mod follow;
pub mod names;
pub mod progress;

use std::thread;
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::Response;

use crate::failure::Failure;
use crate::limits::{ANSWER_BYTES_MAX, ANSWER_WAIT, CONNECT_WAIT, SERVER_PAUSE, SERVER_WAIT};

/// Which server a command talks to.
#[derive(Clone, Debug, clap::Args)]
pub struct Endpoint {
    /// Server to talk to.
    #[arg(long, env = "STEPWELL_ENDPOINT", default_value = "http://127.0.0.1:8083", value_name = "URL")]
    pub endpoint: String,
}

/// A server.
pub struct Client {
    agent: Agent,
    /// Its address without a slash at the end.
    pub endpoint: String,
}

/// A request that was refused, or did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The server refused it.
    Refused {
        /// AWS's code, `StateMachineDoesNotExist`.
        code: String,
        /// AWS's text.
        message: String,
    },
    /// Nobody answered, or nobody who speaks the API.
    NoAnswer(String),
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused { code, message } => Failure::new(format!("{code}: {message}")),
            CallError::NoAnswer(message) => Failure::new(message),
        }
    }
}

impl Client {
    /// A client of this server. Nothing is sent yet.
    pub fn new(endpoint: &Endpoint) -> Result<Self, Failure> {
        let address = endpoint.endpoint.trim_end_matches('/');
        if !address.starts_with("http://") {
            return Err(Failure::new(format!(
                "`{address}` is no address that can be called: write it as `http://127.0.0.1:8083`; this version speaks no TLS"
            )));
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT_WAIT))
            .timeout_global(Some(ANSWER_WAIT))
            .build();
        Ok(Client { agent: config.into(), endpoint: address.to_owned() })
    }

    /// Carries out an action (`DescribeExecution`) with its input.
    pub fn call(&self, action: &str, input: &Value) -> Result<Value, CallError> {
        let sent = self
            .agent
            .post(&self.endpoint)
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", &format!("AWSStepFunctions.{action}"))
            .send(input.to_string());
        let mut response = sent.map_err(|cause| self.silent(&cause))?;
        let text = body(&mut response).map_err(|cause| self.silent(&cause))?;
        read(response.status().as_u16(), &text).ok_or_else(|| {
            let status = response.status().as_u16();
            CallError::NoAnswer(format!(
                "`{}` is no Stepwell server, it answered {action} with status {status}: correct `--endpoint`",
                self.endpoint
            ))
        })?
    }

    /// The same for one who follows an execution: a server that is gone for a moment, killed and started again, is
    /// waited for.
    pub fn call_patiently(&self, action: &str, input: &Value) -> Result<Value, CallError> {
        let mut waited = Duration::ZERO;
        loop {
            let answered = self.call(action, input);
            let Err(CallError::NoAnswer(_)) = &answered else { return answered };
            if waited >= SERVER_WAIT {
                return answered;
            }
            if waited.is_zero() {
                eprintln!("waiting for the server at `{}`", self.endpoint);
            }
            thread::sleep(SERVER_PAUSE);
            waited += SERVER_PAUSE;
        }
    }

    fn silent(&self, cause: &ureq::Error) -> CallError {
        CallError::NoAnswer(format!(
            "no server answers at `{}`: {cause}: start one with `stepwell dev`, or name another with `--endpoint`",
            self.endpoint
        ))
    }
}

fn body(response: &mut Response<ureq::Body>) -> Result<String, ureq::Error> {
    response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_string()
}

/// What an answer says; none if it is not one of the API.
fn read(status: u16, text: &str) -> Option<Result<Value, CallError>> {
    let value: Value = serde_json::from_str(text).ok()?;
    if status == 200 {
        return value.is_object().then_some(Ok(value));
    }
    let member = |names: [&str; 2]| names.iter().find_map(|name| value.get(name)).and_then(Value::as_str);
    let code = member(["__type", "code"])?;
    let code = code.rsplit('#').next().unwrap_or(code).to_owned();
    let message = member(["message", "Message"]).unwrap_or_default().to_owned();
    Some(Err(CallError::Refused { code, message }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{CallError, Client, Endpoint, read};

    #[test]
    fn answers_are_read() {
        let refused = |code: &str, message: &str| {
            Some(Err(CallError::Refused { code: code.to_owned(), message: message.to_owned() }))
        };
        let cases = [
            (200, "{\"a\":1}", Some(Ok(json!({"a": 1})))),
            (200, "[]", None),
            (200, "<html>", None),
            (400, "{\"__type\":\"com.x#InvalidArn\",\"message\":\"m\"}", refused("InvalidArn", "m")),
            (400, "{\"__type\":\"InvalidArn\",\"Message\":\"m\"}", refused("InvalidArn", "m")),
            (500, "{\"__type\":\"InternalFailure\"}", refused("InternalFailure", "")),
            (404, "{}", None),
            (502, "bad gateway", None),
        ];
        for (status, text, expected) in cases {
            assert_eq!(read(status, text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_are_checked_before_anything_is_sent() {
        for (address, is_good) in
            [("http://127.0.0.1:1/", true), ("https://x", false), ("localhost:8083", false)]
        {
            let client = Client::new(&Endpoint { endpoint: address.to_owned() });
            assert_eq!(client.is_ok(), is_good, "{address}");
        }
    }
}
