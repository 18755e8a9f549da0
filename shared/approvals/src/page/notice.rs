//! The pages that only tell something: what was decided, and why there is nothing to decide here.

use super::form::Asked;
use super::{Page, Vote, votes};
use crate::address::Address;
use crate::link::Claims;
use crate::moment;
use crate::tally::Outcome;
use askama::Template;

#[derive(Template)]
#[template(path = "notice.html")]
struct Notice<'a> {
    title: &'a str,
    paragraphs: Vec<String>,
    about: Vec<(&'static str, String)>,
    votes: Vec<Vote<'a>>,
}

fn plain(status: u16, title: &str, paragraphs: &[&str]) -> Page {
    let paragraphs = paragraphs.iter().map(|text| (*text).to_owned()).collect();
    Page::new(status, &Notice { title, paragraphs, about: Vec::new(), votes: Vec::new() })
}

/// What was decided, by whom and when (200). Shown after a decision, and to whoever comes back or comes too late.
pub fn outcome(asked: &Asked<'_>) -> Page {
    let request = asked.tally.request();
    let title = match asked.tally.outcome() {
        Outcome::Pending => "Your decision is recorded",
        Outcome::Approved => "Approved",
        Outcome::Rejected => "Rejected",
    };
    let mut paragraphs = vec![request.subject.clone()];
    let mine = asked.tally.decisions().iter().find(|decision| decision.approver == *asked.approver);
    paragraphs.push(match mine {
        Some(decision) => format!(
            "You {} this request on {}. The decision stands; there is nothing more to do.",
            decision.verdict.past(),
            moment::for_people(decision.at_ms)
        ),
        None => "The request was decided by others; there is nothing more to do.".to_owned(),
    });
    if asked.tally.outcome() == Outcome::Pending {
        paragraphs.push(request.policy.sentence(request.eligible().count()));
    }
    let mut about = asked.about();
    about.retain(|(name, _)| *name != "Open until");
    Page::new(200, &Notice { title, paragraphs, about, votes: votes(asked.tally.decisions()) })
}

/// The link was valid until a while ago (410). `requester` is whom to ask, where the host knows it.
pub fn expired(claims: &Claims, requester: Option<&Address>) -> Page {
    let whom = match requester {
        Some(requester) => format!("If a decision is still needed, ask {requester} for a new request."),
        None => "If a decision is still needed, ask whoever runs the workflow for a new request.".to_owned(),
    };
    let notice = Notice {
        title: "This link has expired",
        paragraphs: vec!["The time for this decision is over. Nothing was changed.".to_owned(), whom],
        about: vec![
            ("Workflow", claims.machine.clone()),
            ("Execution", claims.execution.clone()),
            ("Open until", moment::for_people(claims.expires_s.saturating_mul(1_000))),
        ],
        votes: Vec::new(),
    };
    Page::new(410, &notice)
}

/// The link is not one of ours, or was bent on the way (404). One text for all causes.
pub fn invalid_link() -> Page {
    let hint = "It may have been cut off or changed on the way. Open it from the mail itself, or copy the whole line.";
    plain(404, "This link is not valid", &[hint])
}

/// The request does not wait any more: the workflow ended, was stopped, or went on after a time-out (410).
pub fn closed(claims: &Claims) -> Page {
    let notice = Notice {
        title: "This request is no longer open",
        paragraphs: vec![
            "The workflow has ended or went on without this decision. Nothing was changed.".to_owned(),
        ],
        about: vec![("Workflow", claims.machine.clone()), ("Execution", claims.execution.clone())],
        votes: Vec::new(),
    };
    Page::new(410, &notice)
}

/// The visitor asked for this approval and may not give it (403).
pub fn own_request(asked: &Asked<'_>) -> Page {
    let notice = Notice {
        title: "You cannot decide your own request",
        paragraphs: vec![
            asked.tally.request().subject.clone(),
            "You asked for this approval, so somebody else has to decide. Nothing was changed.".to_owned(),
        ],
        about: asked.about(),
        votes: votes(asked.tally.decisions()),
    };
    Page::new(403, &notice)
}

/// The form was sent from another site (403).
pub fn foreign_form() -> Page {
    let hint =
        "It was sent from another site. Nothing was changed. Open the link from the mail and decide there.";
    plain(403, "The form was not accepted", &[hint])
}

/// The form was far larger than the page allows (413).
pub fn too_large() -> Page {
    let hint = "It was larger than a decision with a comment can be. Nothing was changed. Go back and shorten the comment.";
    plain(413, "The form was not accepted", &[hint])
}

/// Another method than GET, HEAD or POST (405).
pub fn method_not_allowed() -> Page {
    let mut page =
        plain(405, "This is not possible here", &["A decision is shown with GET and sent with POST."]);
    page.headers.push(("allow", "GET, HEAD, POST".to_owned()));
    page
}

/// The host cannot reach its store just now (503).
pub fn unavailable() -> Page {
    let hint =
        "The decision could not be read or stored. Try again in a minute; sending it twice does no harm.";
    let mut page = plain(503, "Try again in a minute", &[hint]);
    page.headers.push(("retry-after", "60".to_owned()));
    page
}
