//! A client that outlives its server: what gets no answer is asked again until there is one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::Agent;

use crate::Trouble;

/// ARNs of this test begin with it.
const ARN: &str = "arn:aws:states:us-east-1:123456789012";

/// How long a request goes on without an answer, if nothing else is said.
const PATIENCE: Duration = Duration::from_secs(30);

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    agent: Agent,
    url: String,
    /// How long a request goes on without an answer.
    pub patience: Duration,
    /// What came instead of answers.
    pub troubles: Arc<Mutex<Troubles>>,
}

/// What came instead of answers.
#[derive(Debug, Default)]
pub struct Troubles {
    /// Answers that ask to come again, by status and code.
    pub later: BTreeMap<String, usize>,
    /// Requests that were not answered at all: there was no server, or it ended.
    pub silent: usize,
    /// Answers that ask to come again without saying so as AWS does.
    pub odd: Vec<String>,
}

impl Troubles {
    fn later(&mut self, status: u16, retry_after: Option<&str>, text: &str) {
        let code = code(text);
        if status != 503 || code != "ServiceUnavailable" || retry_after.is_none() {
            self.odd.push(format!("{status}, retry after {retry_after:?}: {text}"));
        }
        *self.later.entry(format!("{status} {code}")).or_default() += 1;
    }
}

/// What a request was answered with.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Done.
    Done(Value),
    /// Refused with this code of AWS.
    Refused(String),
}

/// The ARN of an execution.
pub fn execution_arn(machine: &str, name: &str) -> String {
    format!("{ARN}:execution:{machine}:{name}")
}

/// The ARN of a state machine.
pub fn machine_arn(machine: &str) -> String {
    format!("{ARN}:stateMachine:{machine}")
}

impl Client {
    /// A client of the server on this port.
    pub fn new(port: u16) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(Duration::from_secs(2)))
            .timeout_global(Some(Duration::from_secs(20)))
            .build();
        Client {
            agent: config.into(),
            url: format!("http://127.0.0.1:{port}"),
            patience: PATIENCE,
            troubles: Arc::default(),
        }
    }

    /// Carries out an action, asking again while there is no answer.
    ///
    /// # Errors
    /// Nobody answers for a long time.
    pub fn call(&self, action: &str, input: &Value) -> Result<Answer, Trouble> {
        let send = || {
            let request = self.agent.post(&self.url).header("content-type", "application/x-amz-json-1.0");
            request.header("x-amz-target", &format!("AWSStepFunctions.{action}")).send(input.to_string())
        };
        self.insist(send)
    }

    /// Starts an execution by the AWS protocol. A start that was asked for twice may find it closed.
    ///
    /// # Errors
    /// It is refused.
    pub fn start(&self, machine: &str, name: &str, input: &Value) -> Result<(), Trouble> {
        let request = json!({
            "stateMachineArn": machine_arn(machine), "name": name, "input": input.to_string(),
        });
        match self.call("StartExecution", &request)? {
            Answer::Done(_) => Ok(()),
            Answer::Refused(code) if code == "ExecutionAlreadyExists" => Ok(()),
            Answer::Refused(code) => Err(format!("`{name}` was not started: {code}").into()),
        }
    }

    /// Starts an execution by the plain route, with a key under which asking again is always answered alike.
    ///
    /// # Errors
    /// It is refused.
    pub fn start_with_key(&self, machine: &str, name: &str, input: &Value) -> Result<(), Trouble> {
        let send = || {
            let request = self.agent.post(format!("{}/state-machines/{machine}/executions", self.url));
            let request = request.header("content-type", "application/json");
            request.header("x-execution-name", name).header("idempotency-key", name).send(input.to_string())
        };
        match self.insist(send)? {
            Answer::Done(_) => Ok(()),
            Answer::Refused(code) => Err(format!("`{name}` was not started: {code}").into()),
        }
    }

    /// The members of DescribeExecution.
    ///
    /// # Errors
    /// It is refused.
    pub fn describe(&self, execution_arn: &str) -> Result<Value, Trouble> {
        match self.call("DescribeExecution", &json!({ "executionArn": execution_arn }))? {
            Answer::Done(described) => Ok(described),
            Answer::Refused(code) => Err(format!("`{execution_arn}` is not described: {code}").into()),
        }
    }

    /// All pages of an action that lists, from the member that carries the list.
    ///
    /// # Errors
    /// It is refused.
    pub fn list(&self, action: &str, input: &Value, member: &str) -> Result<Vec<Value>, Trouble> {
        let (mut input, mut found) = (input.clone(), Vec::new());
        loop {
            let mut page = match self.call(action, &input)? {
                Answer::Done(page) => page,
                Answer::Refused(code) => return Err(format!("{action} {input}: {code}").into()),
            };
            if let Value::Array(items) = page[member].take() {
                found.extend(items);
            }
            match page.get("nextToken").filter(|token| !token.is_null()) {
                Some(token) => input["nextToken"] = token.clone(),
                None => return Ok(found),
            }
        }
    }

    fn insist(
        &self,
        send: impl Fn() -> Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Answer, Trouble> {
        let begun = Instant::now();
        loop {
            let answer = send().and_then(|mut response| {
                let text = response.body_mut().with_config().limit(64 * 1024 * 1024).read_to_string()?;
                let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
                Ok((response.status().as_u16(), retry_after.map(str::to_owned), text))
            });
            let is_over = begun.elapsed() > self.patience;
            match answer {
                Ok((200 | 201, _, text)) => return Ok(Answer::Done(serde_json::from_str(&text)?)),
                Ok((400..=499, _, text)) => return Ok(Answer::Refused(code(&text))),
                Ok((status, _, text)) if is_over => {
                    return Err(format!("answered with {status}: {text}").into());
                }
                Err(cause) if is_over => return Err(cause.into()),
                Ok((status, retry_after, text)) => {
                    self.troubles().later(status, retry_after.as_deref(), &text);
                }
                Err(_) => self.troubles().silent += 1,
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What came instead of answers so far.
    pub fn troubles(&self) -> MutexGuard<'_, Troubles> {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn code(text: &str) -> String {
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    let code =
        ["__type", "code", "title"].iter().find_map(|member| value.get(member)).and_then(Value::as_str);
    code.and_then(|code| code.rsplit('#').next()).unwrap_or(text).to_owned()
}
