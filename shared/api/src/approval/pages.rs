//! The page of an approver: GET shows and changes nothing, POST decides.
//!
//! A decision that decides the request is announced before it is written and ends the task after it: whoever dies in
//! between has lost nothing, because the announced look at the decisions ends the task then. Deliberately absent:
//! what the pages say and whether a form counts (`stepwell_approvals::desk`).

use std::sync::Arc;

use stepwell_approvals::decision::Decision;
use stepwell_approvals::desk::{Standing, Submission, Taken, Visit};
use stepwell_approvals::keyring::Keyring;
use stepwell_approvals::link::Claims;
use stepwell_approvals::page::{self, Page};
use stepwell_approvals::request::ApprovalRequest;
use stepwell_approvals::tally::{Outcome, Tally};

use crate::approval::attempt::Attempt;
use crate::approval::ledger::{Asked, Completed, Ledger, LedgerError, Recorded};
use crate::approval::limits::RECORD_TRIES_MAX;
use crate::http::HttpRequest;
use crate::rest::backend::World;

/// The pages behind the links.
#[derive(Clone)]
pub struct ApprovalPages {
    /// Requests and decisions.
    pub ledger: Arc<dyn Ledger>,
    /// Time.
    pub world: Arc<dyn World>,
    /// Signed the links, and signs the forms.
    pub keys: Keyring,
    /// Origin under which the pages are reached: `https://approvals.example.org`.
    pub origin: String,
}

/// What stands in the journal for a link.
struct Found {
    request: ApprovalRequest,
    decisions: Vec<Decision>,
    asked: Asked,
}

impl ApprovalPages {
    /// GET and HEAD.
    pub async fn show(&self, token: &str) -> Page {
        let visit = self.visit(token);
        let claims = match visit.claims() {
            Ok(claims) => claims,
            Err(page) => return page,
        };
        match self.find(&attempt(&claims)).await {
            Err(cause) => unavailable(&claims, &cause),
            Ok(None) => visit.show(&claims, Standing::Gone),
            Ok(Some(found)) => {
                let tally = found.tally();
                visit.show(&claims, found.standing(&tally))
            }
        }
    }

    /// POST.
    pub async fn decide(&self, token: &str, request: &HttpRequest<'_>) -> Page {
        let visit = self.visit(token);
        let claims = match visit.claims() {
            Ok(claims) => claims,
            Err(page) => return page,
        };
        let sent = Submission {
            own_origin: &self.origin,
            origin: request.header("origin"),
            sec_fetch_site: request.header("sec-fetch-site"),
            body: request.body,
        };
        for _ in 0..RECORD_TRIES_MAX {
            match self.attempt_to_decide(&visit, &claims, &sent).await {
                Ok(Some(page)) => return page,
                Ok(None) => {}
                Err(cause) => return unavailable(&claims, &cause),
            }
        }
        unavailable(&claims, &LedgerError("too many decisions at the same time".to_owned()))
    }

    /// Another method.
    pub fn method_not_allowed() -> Page {
        page::method_not_allowed()
    }

    /// One round: look, judge, write. None if somebody else wrote first.
    async fn attempt_to_decide(
        &self,
        visit: &Visit<'_>,
        claims: &Claims,
        sent: &Submission<'_>,
    ) -> Result<Option<Page>, LedgerError> {
        let attempt = attempt(claims);
        let Some(found) = self.find(&attempt).await? else {
            return Ok(Some(refuse(visit, claims, sent)));
        };
        let mut tally = found.tally();
        let decision = match visit.take(claims, found.standing(&tally), sent) {
            Taken::Decide(decision) => decision,
            Taken::Page(page) => {
                // Whoever decided may have died before ending the task; a second click makes up for it at once.
                self.finish(&attempt, &tally, found.asked.is_open).await?;
                return Ok(Some(page));
            }
        };
        tally.offer(decision.clone());
        if tally.outcome() != Outcome::Pending {
            self.ledger.announce(&attempt).await?;
        }
        // The place counts every decision that was written, also one that came too late to count.
        if self.ledger.record(&attempt, found.decisions.len(), &decision).await? == Recorded::Taken {
            return Ok(None);
        }
        tracing::info!(attempt = %attempt, approver = claims.approver, verdict = decision.verdict.word(), "decision recorded");
        let ended = self.finish(&attempt, &tally, true).await?;
        let standing = match ended {
            Some(Completed::Ended) => Standing::Gone,
            Some(Completed::Done) | None => found.standing(&tally),
        };
        Ok(Some(visit.show(claims, standing)))
    }

    /// Ends the task if the request is decided.
    async fn finish(
        &self,
        attempt: &Attempt,
        tally: &Tally<'_>,
        is_open: bool,
    ) -> Result<Option<Completed>, LedgerError> {
        match tally.output() {
            Some(output) if is_open => self.ledger.complete(attempt, output).await.map(Some),
            Some(_) | None => Ok(None),
        }
    }

    /// The request and its decisions; none if nobody waits and nothing was decided.
    async fn find(&self, attempt: &Attempt) -> Result<Option<Found>, LedgerError> {
        let Some(asked) = self.ledger.asked(attempt).await? else { return Ok(None) };
        // Parameters that are no request were refused when the task asked: there is no such link of ours.
        let Ok(request) = ApprovalRequest::parse(&asked.parameters) else { return Ok(None) };
        let decisions = self.ledger.decisions(attempt).await?;
        let found = Found { request, decisions, asked };
        let waits_or_decided = found.asked.is_open || found.tally().outcome() != Outcome::Pending;
        Ok(waits_or_decided.then_some(found))
    }

    fn visit<'a>(&'a self, token: &'a str) -> Visit<'a> {
        Visit { keys: &self.keys, token, now_ms: self.world.now_ms() }
    }
}

impl Found {
    fn tally(&self) -> Tally<'_> {
        Tally::replay(&self.request, self.decisions.iter().cloned())
    }

    fn standing<'a>(&self, tally: &'a Tally<'a>) -> Standing<'a> {
        Standing::Known(tally, self.asked.expires_s(&self.request))
    }
}

/// A form sent to a request that is no more: judged like any other, so that a foreign form is called one.
fn refuse(visit: &Visit<'_>, claims: &Claims, sent: &Submission<'_>) -> Page {
    match visit.take(claims, Standing::Gone, sent) {
        Taken::Page(page) => page,
        // INVARIANT: nothing is taken where nothing waits; if it were, nothing is written.
        Taken::Decide(_) => page::closed(claims),
    }
}

/// The attempt that a link is about.
pub(super) fn attempt(claims: &Claims) -> Attempt {
    Attempt { machine: claims.machine.clone(), execution: claims.execution.clone(), stamp: claims.stamp }
}

fn unavailable(claims: &Claims, cause: &LedgerError) -> Page {
    tracing::warn!(attempt = %attempt(claims), cause = %cause, "approval page not shown");
    page::unavailable()
}

#[cfg(test)]
#[path = "pages_tests.rs"]
mod tests;
