//! Waiting in a case: polls until something is so, quickly at first. The waits are counted in the target's own time, so a
//! target with virtual time needs no real one.

use serde_json::{Value, json};

use crate::case::{Listing, Wait};
use crate::limits::{POLL_FIRST_SECONDS, POLL_LAST_SECONDS, WAIT_SLACK_SECONDS};
use crate::placeholder::{Scope, Unfilled};
use crate::target::{Answer, Target};

/// A call that is repeated, and what its answer must show.
struct Poll {
    action: String,
    request: Value,
    until: Until,
}

enum Until {
    Ended,
    HasEvents,
    Has(String),
    HasNot(String),
}

/// Waits as the step says. `seconds` is how long the case takes as a whole.
///
/// # Errors
/// It was not so in time, or the call failed; a text for people.
pub async fn wait(wait: &Wait, seconds: u64, scope: &Scope, target: &mut dyn Target) -> Result<(), String> {
    let now = target.now();
    let fill = |text: &str| scope.request_text(text, now);
    let list = |listing: &Listing| -> Result<(String, Value), Unfilled> {
        Ok((fill(&listing.arn)?, scope.request(&listing.request, now)?))
    };
    let poll = match wait {
        Wait::Seconds { seconds } => {
            target.wait_seconds(*seconds).await;
            return Ok(());
        }
        Wait::ExecutionEnded { execution_arn } => fill(execution_arn).map(|arn| Poll {
            action: "DescribeExecution".to_owned(),
            request: json!({"executionArn": arn}),
            until: Until::Ended,
        }),
        Wait::ExecutionStarted { execution_arn } => fill(execution_arn).map(|arn| Poll {
            action: "GetExecutionHistory".to_owned(),
            request: json!({"executionArn": arn}),
            until: Until::HasEvents,
        }),
        Wait::Listed(listing) => list(listing).map(|(arn, request)| Poll {
            action: listing.action.clone(),
            request,
            until: Until::Has(arn),
        }),
        Wait::NotListed(listing) => list(listing).map(|(arn, request)| Poll {
            action: listing.action.clone(),
            request,
            until: Until::HasNot(arn),
        }),
    };
    let poll = poll.map_err(|unfilled| unfilled.to_string())?;
    repeat(&poll, (seconds + WAIT_SLACK_SECONDS) as f64, target).await
}

async fn repeat(poll: &Poll, limit: f64, target: &mut dyn Target) -> Result<(), String> {
    let mut pause = POLL_FIRST_SECONDS;
    let mut waited = 0.0;
    loop {
        let answer = target.call(&poll.action, poll.request.clone()).await;
        if answer.status != 200 {
            return Err(format!(
                "  {} answered with status {}: {}\n",
                poll.action, answer.status, answer.body
            ));
        }
        if poll.until.is_met(&answer) {
            return Ok(());
        }
        if waited >= limit {
            return Err(format!("  not so after {limit} seconds; {} says {}\n", poll.action, answer.body));
        }
        target.wait_seconds(pause).await;
        waited += pause;
        pause = (pause * 2.0).min(POLL_LAST_SECONDS);
    }
}

impl Until {
    fn is_met(&self, answer: &Answer) -> bool {
        match self {
            Until::Ended => match answer.body.get("status").and_then(Value::as_str) {
                Some("RUNNING" | "PENDING_REDRIVE") | None => false,
                Some(_) => true,
            },
            Until::HasEvents => {
                matches!(answer.body.get("events"), Some(Value::Array(events)) if !events.is_empty())
            }
            Until::Has(text) => has(&answer.body, text),
            Until::HasNot(text) => !has(&answer.body, text),
        }
    }
}

fn has(value: &Value, text: &str) -> bool {
    match value {
        Value::String(string) => string == text,
        Value::Array(entries) => entries.iter().any(|entry| has(entry, text)),
        Value::Object(members) => members.values().any(|member| has(member, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
