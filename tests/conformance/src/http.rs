//! A target that speaks to a server over HTTP in the AWS JSON 1.0 protocol. Requests are not signed: the header carries
//! the credential scope only, from which a server tells the region. Absent on purpose: scripted functions, for which the
//! API has no call.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use ureq::Agent;

use crate::case::Case;
use crate::limits::HTTP_CALL;
use crate::script::ScriptedCall;
use crate::target::{Answer, Target};

/// A server that listens.
#[derive(Clone, Debug)]
pub struct HttpTarget {
    base_url: String,
    region: String,
    account: String,
    agent: Agent,
}

impl HttpTarget {
    /// A server at `base_url`, `http://127.0.0.1:8083`, that runs for this region and account.
    pub fn new(base_url: &str, region: &str, account: &str) -> Self {
        let config =
            Agent::config_builder().http_status_as_error(false).timeout_global(Some(HTTP_CALL)).build();
        Self {
            base_url: format!("{}/", base_url.trim_end_matches('/')),
            region: region.to_owned(),
            account: account.to_owned(),
            agent: config.into(),
        }
    }

    fn authorization(&self) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential=AKIDCONFORMANCE/20260101/{}/states/aws4_request, SignedHeaders=host, Signature=0",
            self.region
        )
    }

    fn send(&self, action: &str, body: &Value) -> Answer {
        let sent = self
            .agent
            .post(&self.base_url)
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", format!("AWSStepFunctions.{action}"))
            .header("Authorization", self.authorization())
            .send(body.to_string());
        let mut response = match sent {
            Ok(response) => response,
            Err(cause) => return Answer::none(cause),
        };
        let status = response.status().as_u16();
        match response.body_mut().read_to_string() {
            Ok(text) => Answer { status, body: parsed(&text) },
            Err(cause) => Answer::none(cause),
        }
    }
}

fn parsed(text: &str) -> Value {
    if text.is_empty() {
        return json!({});
    }
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

#[async_trait]
impl Target for HttpTarget {
    async fn call(&mut self, action: &str, body: Value) -> Answer {
        let (target, action) = (self.clone(), action.to_owned());
        let sent = tokio::task::spawn_blocking(move || target.send(&action, &body)).await;
        sent.unwrap_or_else(Answer::none)
    }

    fn region(&self) -> &str {
        &self.region
    }

    fn account(&self) -> &str {
        &self.account
    }

    async fn script(&mut self, _functions: Vec<ScriptedCall>) -> Result<(), String> {
        Err("functions cannot be scripted over HTTP".to_owned())
    }

    async fn wait_seconds(&mut self, seconds: f64) {
        if let Ok(time) = Duration::try_from_secs_f64(seconds) {
            tokio::time::sleep(time).await;
        }
    }

    fn supports(&self, case: &Case) -> Result<(), String> {
        match case.lambda_script {
            Some(_) => Err("functions cannot be scripted over HTTP".to_owned()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "http_tests.rs"]
mod tests;
