//! The page that asks for a decision. Nothing on it is chosen in advance, not even after an error: a robot that
//! presses the button gets the form back.

use super::{Page, Vote, votes};
use crate::address::Address;
use crate::moment;
use crate::post::FormError;
use crate::tally::Tally;
use askama::Template;

/// Who is asked, by which execution, until when.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The request and the decisions so far.
    pub tally: &'a Tally<'a>,
    /// The person looking at the page.
    pub approver: &'a Address,
    /// Name of the state machine.
    pub machine: &'a str,
    /// Name of the execution.
    pub execution: &'a str,
    /// When the link expires, seconds since 1970.
    pub expires_s: u64,
}

impl Asked<'_> {
    /// The rows that say where the request comes from.
    pub(crate) fn about(&self) -> Vec<(&'static str, String)> {
        let mut rows = Vec::with_capacity(5);
        if let Some(requester) = &self.tally.request().requester {
            rows.push(("Asked by", requester.to_string()));
        }
        rows.push(("Workflow", self.machine.to_owned()));
        rows.push(("Execution", self.execution.to_owned()));
        rows.push(("Asked of", self.approver.to_string()));
        rows.push(("Open until", moment::for_people(self.expires_s.saturating_mul(1_000))));
        rows
    }
}

#[derive(Template)]
#[template(path = "form.html")]
struct Form<'a> {
    title: String,
    errors: &'a [FormError],
    subject: &'a str,
    message: &'a str,
    rows: Vec<(String, String)>,
    about: Vec<(&'static str, String)>,
    votes: Vec<Vote<'a>>,
    policy: String,
    nonce: &'a str,
    choice_error: Option<&'a FormError>,
    allow_comment: bool,
    reason: bool,
    comment_error: Option<&'a FormError>,
    comment: &'a str,
}

/// The form: 200 when it is shown first, 422 when it comes back with errors and the comment typed so far.
pub fn form(asked: &Asked<'_>, nonce: &str, errors: &[FormError], comment: &str) -> Page {
    let request = asked.tally.request();
    let prefix = if errors.is_empty() { "Approval" } else { "Error" };
    let form = Form {
        title: format!("{prefix}: {}", request.subject),
        errors,
        subject: &request.subject,
        message: &request.message,
        rows: request.rows(),
        about: asked.about(),
        votes: votes(asked.tally.decisions()),
        policy: request.policy.sentence(request.eligible().count()),
        nonce,
        choice_error: errors.iter().find(|error| error.field() == Some("approve")),
        allow_comment: request.allow_comment,
        reason: request.require_reason_on_reject,
        comment_error: errors.iter().find(|error| error.field() == Some("comment")),
        comment,
    };
    Page::new(if errors.is_empty() { 200 } else { 422 }, &form)
}
