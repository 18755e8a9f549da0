//! The service behind `stepwell:approval`: makes the links of a request and mails them, and says what was decided.
//!
//! Making the same request again gives the same links in the same mails with the same Message-IDs, so a repeated call
//! does no harm. Deliberately absent: links and tokens in answers, errors and logs; they are in the mails only.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use stepwell_approvals::address::{Address, Sender};
use stepwell_approvals::keyring::Keyring;
use stepwell_approvals::link::{self, Claims};
use stepwell_approvals::mail::{Invitation, invite};
use stepwell_approvals::mailer::{MailError, Mailer};
use stepwell_approvals::request::ApprovalRequest;
use stepwell_approvals::tally::Tally;
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, ServiceResponse, Services};

use crate::approval::attempt::Attempt;
use crate::approval::ledger::{LedgerError, Requests};
use crate::rest::date::iso;

/// Service id in the catalogue.
const SERVICE: &str = "stepwell";

/// Asks for approvals and reads the decisions.
#[derive(Clone)]
pub struct ApprovalService {
    /// Requests and decisions.
    pub requests: Arc<dyn Requests>,
    /// Delivers the mails.
    pub mailer: Arc<dyn Mailer>,
    /// Signs the links.
    pub keys: Keyring,
    /// Address under which the pages are reached: `https://approvals.example.org/prod`.
    pub base_url: String,
    /// Sender of mails whose request names none.
    pub from: Sender,
}

#[async_trait]
impl Services for ApprovalService {
    fn handles(&self, service: &str, operation: &str, _input: &Value) -> bool {
        service == SERVICE && matches!(operation, "requestApproval" | "describeApproval")
    }

    async fn call(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        let output = match request.operation.as_str() {
            "requestApproval" => self.ask(request).await?,
            "describeApproval" => self.describe(request).await?,
            other => {
                return Err(error(
                    "InvalidAction",
                    format!("the service has no operation `{other}`"),
                    Reached::NotSent,
                ));
            }
        };
        let request_id = request.marker.clone().unwrap_or_default();
        Ok(ServiceResponse { output, status: 200, headers: Vec::new(), request_id })
    }
}

impl ApprovalService {
    async fn ask(&self, call: &ServiceRequest) -> Result<Value, ServiceError> {
        let attempt = attempt(call)?;
        let request = parsed(&call.input)?;
        let Some(asked) = self.requests.asked(&attempt).await.map_err(unreachable)? else {
            let message = format!("there is no attempt `{attempt}`");
            return Err(error("AttemptDoesNotExist", message, Reached::Answered));
        };
        let expires_s = asked.expires_s(&request);
        let mut to = Vec::new();
        for (place, approver) in request.eligible() {
            self.invite(&attempt, &request, (place, approver), expires_s, asked.scheduled_ms).await?;
            to.push(approver.as_str());
        }
        tracing::info!(attempt = %attempt, approvers = to.len(), "approval asked for");
        let expires_at = iso(expires_s.saturating_mul(1_000));
        Ok(json!({ "To": to, "Policy": request.policy.to_value(), "ExpiresAt": expires_at }))
    }

    async fn invite(
        &self,
        attempt: &Attempt,
        request: &ApprovalRequest,
        (place, approver): (u32, &Address),
        expires_s: u64,
        scheduled_ms: u64,
    ) -> Result<(), ServiceError> {
        let claims = Claims {
            machine: attempt.machine.clone(),
            execution: attempt.execution.clone(),
            stamp: attempt.stamp,
            approver: place,
            expires_s,
        };
        let token = link::mint(&self.keys, &claims)
            .map_err(|cause| error("InvalidApproval", cause.to_string(), Reached::NotSent))?;
        let mail = invite(&Invitation {
            request,
            approver,
            machine: &attempt.machine,
            execution: &attempt.execution,
            stamp: attempt.stamp,
            expires_s,
            link: &link::url(&self.base_url, &token),
            default_from: &self.from,
            number: 0,
            // The mail's date: not the present, so that the same mail is made each time.
            now_ms: scheduled_ms,
        });
        self.mailer.send(&mail).await.map_err(|cause| undelivered(approver, &cause))
    }

    async fn describe(&self, call: &ServiceRequest) -> Result<Value, ServiceError> {
        let attempt = attempt(call)?;
        let request = parsed(&call.input)?;
        let decisions = self.requests.decisions(&attempt).await.map_err(unreachable)?;
        Ok(json!({ "Output": Tally::replay(&request, decisions).output() }))
    }
}

fn attempt(call: &ServiceRequest) -> Result<Attempt, ServiceError> {
    let marker = call.marker.as_deref().unwrap_or_default();
    Attempt::from_marker(marker).ok_or_else(|| {
        error("InvalidApproval", format!("the attempt cannot be told from `{marker}`"), Reached::NotSent)
    })
}

fn parsed(parameters: &Value) -> Result<ApprovalRequest, ServiceError> {
    ApprovalRequest::parse(parameters)
        .map_err(|complaints| error("InvalidApproval", complaints.to_string(), Reached::Answered))
}

fn undelivered(approver: &Address, cause: &MailError) -> ServiceError {
    let message = format!("mail to `{approver}`: {}", cause.message);
    if cause.retry {
        error("MailDelayed", message, Reached::NotSent)
    } else {
        error("MailRejected", message, Reached::Answered)
    }
}

/// The journal is out of reach for a while: nothing was sent, so the engine tries again by itself.
fn unreachable(cause: LedgerError) -> ServiceError {
    error("MailDelayed", cause.to_string(), Reached::NotSent)
}

fn error(code: &str, message: String, reached: Reached) -> ServiceError {
    ServiceError {
        code: code.to_owned(),
        message,
        status: if reached == Reached::NotSent { 0 } else { 400 },
        request_id: String::new(),
        service_name: "Stepwell".to_owned(),
        reached,
    }
}

#[cfg(test)]
#[path = "service_tests.rs"]
mod tests;
