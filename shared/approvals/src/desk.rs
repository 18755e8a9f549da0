//! One visit to an approval's page, from the link to the answer. The host loads and commits; the desk decides what is
//! shown and whether a form counts.
//!
//! GET and HEAD: [`Visit::claims`], load the request, [`Visit::show`]. POST: the same, then [`Visit::take`]; a
//! [`Taken::Decide`] is offered to the tally within the commit, and [`Visit::show`] tells the result. Showing never
//! changes anything. Deliberately absent: routes, methods and storage.

use crate::decision::{Decision, Via};
use crate::keyring::Keyring;
use crate::link::{Claims, LinkError, verify};
use crate::nonce;
use crate::origin;
use crate::page::{self, Asked, Page};
use crate::post::{self, FormError, FormErrors};
use crate::tally::{Outcome, Tally};

/// A request to the page of a link, at a moment.
#[derive(Clone, Copy)]
pub struct Visit<'a> {
    /// The keys in force.
    pub keys: &'a Keyring,
    /// The token in the address.
    pub token: &'a str,
    /// Now, milliseconds since 1970.
    pub now_ms: u64,
}

/// What the host found in the journal for the claims of a link.
#[derive(Clone, Copy, Debug)]
pub enum Standing<'a> {
    /// The request, its decisions, and when its links expire (seconds since 1970, [`ApprovalRequest::expires_s`]). It
    /// waits, or it is decided.
    ///
    /// [`ApprovalRequest::expires_s`]: crate::request::ApprovalRequest::expires_s
    Known(&'a Tally<'a>, u64),
    /// Nothing waits there and nothing was decided: ended, stopped, timed out, or gone.
    Gone,
}

/// A submitted form, as the host received it.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// Origin of the page (`https://approvals.example.org`).
    pub own_origin: &'a str,
    /// The header `Origin`.
    pub origin: Option<&'a str>,
    /// The header `Sec-Fetch-Site`.
    pub sec_fetch_site: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

/// Answer to [`Visit::take`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Nothing changes; this is the answer.
    Page(Page),
    /// A decision to be offered to the tally and committed.
    Decide(Decision),
}

impl<'a> Visit<'a> {
    /// Whom the link is for. Error: the page that says it is invalid or expired.
    pub fn claims(&self) -> Result<Claims, Page> {
        match verify(self.keys, self.token, self.now_ms / 1_000) {
            Ok(claims) => Ok(claims),
            Err(LinkError::Malformed | LinkError::Forged) => Err(page::invalid_link()),
            Err(LinkError::Expired(claims)) => Err(page::expired(&claims, None)),
        }
    }

    /// The page for GET, HEAD, and after a decision was committed.
    pub fn show(&self, claims: &Claims, standing: Standing<'_>) -> Page {
        match ask(claims, standing) {
            Err(page) => page,
            Ok(asked) => self.form(&asked, &[], ""),
        }
    }

    /// What a submitted form amounts to. Nothing is taken that the tally would not count.
    pub fn take(&self, claims: &Claims, standing: Standing<'_>, sent: &Submission<'_>) -> Taken {
        if !origin::is_own(sent.own_origin, sent.origin, sent.sec_fetch_site) {
            return Taken::Page(page::foreign_form());
        }
        let asked = match ask(claims, standing) {
            Ok(asked) => asked,
            Err(page) => return Taken::Page(page),
        };
        let choice = match post::parse(sent.body, asked.tally.request()) {
            Ok(choice) => choice,
            Err(FormErrors::TooLarge) => return Taken::Page(page::too_large()),
            Err(FormErrors::Again { errors, comment }) => {
                return Taken::Page(self.form(&asked, &errors, &comment));
            }
        };
        if let Err(error) = nonce::check(self.keys, self.token, &choice.nonce, self.now_ms) {
            let comment = choice.comment.unwrap_or_default();
            return Taken::Page(self.form(&asked, &[FormError::Nonce(error)], &comment));
        }
        Taken::Decide(Decision {
            approver: asked.approver.clone(),
            index: claims.approver,
            verdict: choice.verdict,
            comment: choice.comment,
            at_ms: self.now_ms,
            via: Via::Link,
        })
    }

    fn form(&self, asked: &Asked<'_>, errors: &[FormError], comment: &str) -> Page {
        let nonce = nonce::issue(self.keys, self.token, self.now_ms);
        page::form(asked, &nonce, errors, comment)
    }
}

/// The request as this approver may still decide it. Error: the page that says why not.
fn ask<'a>(claims: &'a Claims, standing: Standing<'a>) -> Result<Asked<'a>, Page> {
    let (tally, expires_s) = match standing {
        Standing::Known(tally, expires_s) => (tally, expires_s),
        Standing::Gone => return Err(page::closed(claims)),
    };
    let request = tally.request();
    if !claims.fits(expires_s, request.to.len()) {
        return Err(page::closed(claims));
    }
    let Some(approver) = request.approver(claims.approver) else {
        return Err(page::closed(claims));
    };
    let asked = Asked { tally, approver, machine: &claims.machine, execution: &claims.execution, expires_s };
    if tally.by(claims.approver).is_some() || tally.outcome() != Outcome::Pending {
        return Err(page::outcome(&asked));
    }
    if request.is_requester(approver) {
        return Err(page::own_request(&asked));
    }
    Ok(asked)
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
