//! What a case is run against. Absent on purpose: any server; whoever has one implements [`Target`].

use async_trait::async_trait;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::case::Case;
use crate::script::ScriptedCall;

/// The answer to an API call.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// HTTP status; 0 if no answer came.
    pub status: u16,
    /// Body; `{}` if it was empty.
    pub body: Value,
}

impl Answer {
    /// A successful answer.
    pub fn ok(body: Value) -> Self {
        Self { status: 200, body }
    }

    /// No answer came, for this reason.
    pub fn none(reason: impl std::fmt::Display) -> Self {
        Self { status: 0, body: json!({"message": format!("no answer: {reason}")}) }
    }

    /// Error type without namespace.
    pub fn error_code(&self) -> Option<&str> {
        let full = self.body.get("__type")?.as_str()?;
        Some(full.rsplit_once('#').map_or(full, |(_, code)| code))
    }

    /// Error text.
    pub fn error_message(&self) -> Option<&str> {
        self.body.get("message").or_else(|| self.body.get("Message"))?.as_str()
    }
}

/// A server, or what stands for one. Each case gets a target with an empty store.
#[async_trait]
pub trait Target: Send {
    /// Makes an API call.
    async fn call(&mut self, action: &str, body: Value) -> Answer;

    /// The region of the run; the recordings fit `us-east-1`.
    fn region(&self) -> &str;

    /// The account of the run, twelve digits.
    fn account(&self) -> &str;

    /// Installs the answers of the functions that the case calls, in the order of their invocation. With an empty list no
    /// function may be called. The answers are to be passed on as they are.
    ///
    /// # Errors
    /// The target cannot do that; the case then counts as not yet possible, for the reason given.
    async fn script(&mut self, functions: Vec<ScriptedCall>) -> Result<(), String>;

    /// Lets that many seconds pass, in real or virtual time.
    async fn wait_seconds(&mut self, seconds: f64);

    /// The present time of the target's clock.
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    /// Whether the target has what the case uses; see [`crate::features::used`].
    ///
    /// # Errors
    /// What is not there yet.
    fn supports(&self, _case: &Case) -> Result<(), String> {
        Ok(())
    }
}
