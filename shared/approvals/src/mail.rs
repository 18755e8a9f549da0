//! The mail that asks an approver: text first, HTML beside it, no images, no tracking.
//! Deliberately absent: sending, see [`crate::mailer`]; reminders are mails with a higher number.

use crate::address::{Address, Sender, is_header_safe};
use crate::mailer::MailError;
use crate::moment;
use crate::request::ApprovalRequest;
use askama::Template;
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{MultiPart, SinglePart};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

/// The last millisecond that a Date header can name, end of the year 9999.
const DATE_MS_MAX: u64 = 253_402_300_799_000;

/// A mail, ready to be sent or put into the mailbox. Its text holds a link: printing it for debugging leaves that out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mail {
    /// Who sends.
    pub from: Sender,
    /// Who gets it.
    pub to: Address,
    /// One line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML, a whole document.
    pub html: String,
    /// With angle brackets. The same mail sent twice has the same one, so that mail servers can drop the double.
    pub message_id: String,
    /// Further headers, names and values.
    pub headers: Vec<(String, String)>,
    /// Its date, milliseconds since 1970.
    pub at_ms: u64,
}

impl fmt::Debug for Mail {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Mail")
            .field("to", &self.to)
            .field("subject", &self.subject)
            .field("message_id", &self.message_id)
            .finish_non_exhaustive()
    }
}

/// What an invitation is made of.
#[derive(Clone, Copy)]
pub struct Invitation<'a> {
    /// The request.
    pub request: &'a ApprovalRequest,
    /// The approver this mail is for.
    pub approver: &'a Address,
    /// Name of the state machine.
    pub machine: &'a str,
    /// Name of the execution.
    pub execution: &'a str,
    /// Stamp of the waiting task.
    pub stamp: u64,
    /// When the link expires, seconds since 1970.
    pub expires_s: u64,
    /// Address of the approver's page, see [`crate::link::url`].
    pub link: &'a str,
    /// Sender, if the request names none.
    pub default_from: &'a Sender,
    /// 0 for the first mail; a reminder has a higher number and joins the first one's thread.
    pub number: u32,
    /// Now, milliseconds since 1970.
    pub now_ms: u64,
}

#[derive(Template)]
#[template(path = "mail.txt")]
struct Text<'a> {
    message: &'a str,
    rows: &'a [(String, String)],
    link: &'a str,
    policy: &'a str,
    about: &'a [(&'static str, String)],
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    subject: &'a str,
    message: &'a str,
    rows: &'a [(String, String)],
    link: &'a str,
    policy: &'a str,
    about: &'a [(&'static str, String)],
}

/// The mail of an invitation. Every value in it is escaped; the link stands on a line of its own in the text.
pub fn invite(invitation: &Invitation<'_>) -> Mail {
    let request = invitation.request;
    let rows = request.rows();
    let policy = request.policy.sentence(request.eligible().count());
    let about = about(invitation);
    let (subject, message, link) = (request.subject.as_str(), request.message.as_str(), invitation.link);
    let text = Text { message, rows: &rows, link, policy: &policy, about: &about }.render();
    let html = Html { subject, message, rows: &rows, link, policy: &policy, about: &about }.render();
    // INVARIANT: templates only write into a string, which does not fail.
    assert!(text.is_ok() && html.is_ok(), "writing a mail into a string does not fail");
    let from = request.from.as_ref().unwrap_or(invitation.default_from).clone();
    let thread = id(invitation, "request", &from);
    let own = format!("{} {}", invitation.number, invitation.approver);
    Mail {
        message_id: id(invitation, &own, &from),
        headers: vec![
            ("References".to_owned(), thread),
            ("Auto-Submitted".to_owned(), "auto-generated".to_owned()),
        ],
        from,
        to: invitation.approver.clone(),
        subject: request.subject.clone(),
        text: text.unwrap_or_default(),
        html: html.unwrap_or_default(),
        at_ms: invitation.now_ms,
    }
}

fn about(invitation: &Invitation<'_>) -> Vec<(&'static str, String)> {
    let mut rows = Vec::with_capacity(4);
    if let Some(requester) = &invitation.request.requester {
        rows.push(("Asked by", requester.to_string()));
    }
    rows.push(("Workflow", invitation.machine.to_owned()));
    rows.push(("Execution", invitation.execution.to_owned()));
    rows.push(("Open until", moment::for_people(invitation.expires_s.saturating_mul(1_000))));
    rows
}

/// A message id that tells nothing and is the same each time it is made for the same thing.
fn id(invitation: &Invitation<'_>, what: &str, from: &Sender) -> String {
    let mut hash = Sha256::new();
    let numbers = format!("{} {}", invitation.stamp, invitation.expires_s);
    for part in [invitation.machine, invitation.execution, &numbers, what] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    format!("<{}@{}>", hex(&hash.finalize()[..16]), from.domain())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Mail {
    /// Its date for people, in UTC.
    pub fn date(&self) -> String {
        moment::for_people(self.at_ms)
    }

    /// The mail as a MIME message: multipart/alternative, text before HTML. The same mail gives the same bytes.
    /// Error (not to be tried again): a header that holds control characters, or an address no mail server takes.
    pub fn message(&self) -> Result<Message, MailError> {
        let named = self.headers.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
        for header in named.chain([self.subject.as_str(), self.message_id.as_str()]) {
            if !is_header_safe(header) {
                return Err(MailError::lasting(
                    "a mail header must not hold control characters or line ends",
                ));
            }
        }
        let at = UNIX_EPOCH + Duration::from_millis(self.at_ms.min(DATE_MS_MAX));
        let from = self.from.as_str().parse().map_err(|error| refused("sender", &error))?;
        let to = self.to.as_str().parse().map_err(|error| refused("recipient", &error))?;
        let mut builder = Message::builder()
            .from(from)
            .to(to)
            .subject(&self.subject)
            .date(at)
            .message_id(Some(self.message_id.clone()));
        for (name, value) in &self.headers {
            let name =
                HeaderName::new_from_ascii(name.clone()).map_err(|error| refused("header name", &error))?;
            builder = builder.raw_header(HeaderValue::new(name, value.clone()));
        }
        let boundary =
            hex(&Sha256::digest([self.text.as_str(), &self.html, &self.message_id].concat())[..16]);
        let parts = MultiPart::alternative()
            .boundary(boundary)
            .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(self.text.clone()))
            .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(self.html.clone()));
        builder.multipart(parts).map_err(|error| refused("mail", &error))
    }
}

fn refused(what: &str, cause: &dyn fmt::Display) -> MailError {
    MailError::lasting(format!("{what} was refused: {cause}"))
}

#[cfg(test)]
#[path = "mail_tests.rs"]
pub(crate) mod tests;
