//! Pages as values: status, headers and HTML, rendered without JavaScript and without any outside asset.
//! Deliberately absent: which page answers which request, see [`crate::desk`]; and the token: a form is sent to the
//! address it was loaded from, so no page has to spell it.

mod form;
mod notice;

pub use form::{Asked, form};
pub use notice::{
    closed, expired, foreign_form, invalid_link, method_not_allowed, outcome, own_request, too_large,
    unavailable,
};

use crate::decision::Decision;
use crate::moment;
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The style sheet of all pages. It stands within each page, allowed by its hash.
pub(crate) const STYLE: &str = include_str!("../templates/style.css");

/// An answer to a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// HTTP status code.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(&'static str, String)>,
    /// The document. For HEAD the host sends everything else and leaves this out.
    pub html: String,
}

impl Page {
    /// A document with the headers every page has: never stored, never framed, no address handed on, nothing loaded.
    pub(crate) fn new(status: u16, template: &impl Template) -> Self {
        let rendered = template.render();
        // INVARIANT: templates only write into a string, which does not fail.
        assert!(rendered.is_ok(), "writing a page into a string does not fail");
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            STANDARD.encode(Sha256::digest(STYLE))
        );
        let headers = vec![
            ("content-type", "text/html; charset=utf-8".to_owned()),
            ("cache-control", "no-store".to_owned()),
            ("referrer-policy", "no-referrer".to_owned()),
            ("content-security-policy", policy),
            ("x-content-type-options", "nosniff".to_owned()),
            ("x-robots-tag", "noindex, nofollow".to_owned()),
        ];
        Page { status, headers, html: rendered.unwrap_or_default() }
    }

    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// A decision as a line of a page.
struct Vote<'a> {
    who: &'a str,
    what: &'static str,
    when: String,
    comment: Option<&'a str>,
}

fn votes(decisions: &[Decision]) -> Vec<Vote<'_>> {
    decisions
        .iter()
        .map(|decision| Vote {
            who: decision.approver.as_str(),
            what: decision.verdict.past(),
            when: moment::for_people(decision.at_ms),
            comment: decision.comment.as_deref(),
        })
        .collect()
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
