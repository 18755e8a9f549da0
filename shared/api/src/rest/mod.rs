//! Plain REST for people and webhooks, beside the AWS protocol and over the same actions: the route table, JSON or pages
//! as the client prefers, errors as `application/problem+json`.
//!
//! Hosts send everything here that is not the AWS protocol (`POST /` with `X-Amz-Target`). Deliberately absent:
//! servers, and who may do what, which is decided before a request comes here. State is changed by POST alone, and not
//! for forms or scripts of other sites.

pub mod accept;
mod actions;
pub mod backend;
pub(crate) mod body;
mod callbacks;
pub(crate) mod date;
pub(crate) mod executions;
#[cfg(test)]
pub(crate) mod fixture;
pub mod limits;
pub(crate) mod link;
mod machines;
pub mod openapi;
pub(crate) mod place;
pub mod problem;
pub mod query;
pub mod routes;

use std::sync::Arc;

use serde_json::json;

use crate::approval::mailbox::Mailbox;
use crate::approval::pages::ApprovalPages;
use crate::http::{HttpAnswer, HttpRequest};
use crate::pages;
use backend::{Backend, World};
use problem::Problem;
use query::Query;
use routes::{Match, Operation, find};

/// The plain routes.
#[derive(Clone)]
pub struct Rest {
    /// The actions.
    pub backend: Arc<dyn Backend>,
    /// Time and chance.
    pub world: Arc<dyn World>,
    /// Pages of approvers, if approvals are set up.
    pub approvals: Option<Arc<ApprovalPages>>,
    /// Mails kept instead of sent, where that is so.
    pub mailbox: Option<Arc<Mailbox>>,
}

/// One request on its way through a route.
pub(crate) struct Visit<'a> {
    /// The routes.
    pub rest: &'a Rest,
    /// The request.
    pub request: &'a HttpRequest<'a>,
    /// What stood in the place of the braces.
    pub found: &'a [String],
}

impl Visit<'_> {
    /// What stood in the place of the pair of braces with this number, from 0.
    pub(crate) fn part(&self, at: usize) -> &str {
        self.found.get(at).map(String::as_str).unwrap_or_default()
    }

    /// The query with these parameters known.
    pub(crate) fn query(&self, known: &[&str]) -> Result<Query, Problem> {
        Query::parse(self.request.query, known)
    }

    /// Whether the client would rather see a page.
    pub(crate) fn wants_page(&self) -> bool {
        accept::prefers_html(self.request.header("accept"))
    }
}

impl Rest {
    /// Answers a request. Never fails: errors are answers.
    pub async fn handle(&self, request: &HttpRequest<'_>) -> HttpAnswer {
        let mut answer = match find(request.method, request.path) {
            Match::Unknown => self.refusal(request, Problem::not_found(request.path)),
            Match::Method { is_approval: true, .. } => pages::answer(ApprovalPages::method_not_allowed()),
            Match::Method { allow, is_approval: false } => {
                self.refusal(request, Problem::method_not_allowed(request.method, allow))
            }
            Match::Route(operation, found) => {
                let visit = Visit { rest: self, request, found: &found };
                match visit.carry_out(operation).await {
                    Ok(answer) => answer,
                    Err(problem) => self.refusal(request, problem),
                }
            }
        };
        if request.method == "HEAD" {
            answer.body.clear();
        }
        answer
    }

    fn refusal(&self, request: &HttpRequest<'_>, problem: Problem) -> HttpAnswer {
        if accept::prefers_html(request.header("accept")) {
            pages::problem(&pages::nonce(&*self.world), problem)
        } else {
            problem.answer()
        }
    }
}

impl Visit<'_> {
    async fn carry_out(&self, operation: Operation) -> Result<HttpAnswer, Problem> {
        match operation {
            Operation::Home => machines::home(self).await,
            Operation::ListStateMachines => machines::list(self).await,
            Operation::DescribeStateMachine => machines::describe(self).await,
            Operation::ListExecutions => executions::list(self).await,
            Operation::StartExecution => executions::start(self).await,
            Operation::DescribeExecution => executions::describe(self).await,
            Operation::GetExecutionHistory => executions::history(self).await,
            Operation::GetExecutionGraph => pages::graph(self).await,
            Operation::StopExecution => executions::stop(self).await,
            Operation::SendTaskSuccess => callbacks::success(self).await,
            Operation::SendTaskFailure => callbacks::failure(self).await,
            Operation::SendTaskHeartbeat => callbacks::heartbeat(self).await,
            Operation::ShowApproval => Ok(pages::answer(self.approvals()?.show(self.part(0)).await)),
            Operation::DecideApproval => {
                Ok(pages::answer(self.approvals()?.decide(self.part(0), self.request).await))
            }
            Operation::ListMails => Ok(pages::answer(self.mailbox()?.list().await)),
            Operation::ShowMail => match self.mailbox()?.show(self.part(0)).await {
                Some(page) => Ok(pages::answer(page)),
                None => Err(Problem::not_found(self.request.path)),
            },
            Operation::DescribeApi => Ok(HttpAnswer::new(200, "application/json", openapi::DOCUMENT)),
            Operation::CheckHealth => Ok(json_answer(200, &json!({ "status": "ok" }))),
        }
    }

    fn approvals(&self) -> Result<&ApprovalPages, Problem> {
        self.rest.approvals.as_deref().ok_or_else(|| Problem::not_found(self.request.path))
    }

    fn mailbox(&self) -> Result<&Mailbox, Problem> {
        self.rest.mailbox.as_deref().ok_or_else(|| Problem::not_found(self.request.path))
    }
}

/// A JSON answer that nobody keeps.
pub(crate) fn json_answer(status: u16, body: &serde_json::Value) -> HttpAnswer {
    HttpAnswer::new(status, "application/json", body.to_string())
        .with("cache-control", "no-store")
        .with("x-content-type-options", "nosniff")
}

#[cfg(test)]
mod tests;
