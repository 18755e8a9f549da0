//! What a browser sends when the form is submitted.
//! Deliberately absent: whether the form is fresh and ours ([`crate::nonce`]) and where it came from
//! ([`crate::origin`]). Reading is linear in the body, which is capped before it is looked at.

use crate::decision::Verdict;
use crate::limits::{COMMENT_CHARS_MAX, FORM_BYTES_MAX, FORM_FIELDS_MAX};
use crate::nonce::NonceError;
use crate::request::ApprovalRequest;
use percent_encoding::percent_decode;

/// A decision as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Proof of the form, to be checked by [`crate::nonce::check`].
    pub nonce: String,
    /// What was chosen.
    pub verdict: Verdict,
    /// What was written, trimmed, line ends as `\n`; none if nothing was.
    pub comment: Option<String>,
}

/// One thing that is wrong with a form, in words for the approver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// No choice was made, or one that the form does not offer.
    #[error("Choose whether you approve or reject.")]
    NoChoice,
    /// A rejection without the reason that the request demands.
    #[error("Write in the comment why you reject.")]
    NoReason,
    /// More than [`COMMENT_CHARS_MAX`] characters.
    #[error("Shorten the comment to {COMMENT_CHARS_MAX} characters.")]
    CommentTooLong,
    /// A comment although the request takes none.
    #[error("This request takes no comment.")]
    CommentNotTaken,
    /// The body is not a form, or has a field twice.
    #[error("The form arrived damaged. Please fill it in again.")]
    Damaged,
    /// The nonce is missing or not ours, or is too fresh or too old.
    #[error("{}", nonce_sentence(*.0))]
    Nonce(NonceError),
}

impl FormError {
    /// The id of the field it is about, if it is about one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            FormError::NoChoice => Some("approve"),
            FormError::NoReason | FormError::CommentTooLong => Some("comment"),
            // A request that takes no comment has no field for it.
            FormError::CommentNotTaken | FormError::Damaged | FormError::Nonce(_) => None,
        }
    }
}

fn nonce_sentence(error: NonceError) -> &'static str {
    match error {
        NonceError::Invalid => "The form did not belong to this page. Please decide again.",
        NonceError::TooFast => "The form was sent too quickly. Please take a moment and decide again.",
        NonceError::TooOld => "The form was open for too long. Please check the request and decide again.",
    }
}

/// Everything that is wrong with a form, and what to keep of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormErrors {
    /// More than [`FORM_BYTES_MAX`] bytes; nothing of it was read.
    TooLarge,
    /// The form goes back to the approver with these errors.
    Again {
        /// At least one error, the choice's before the comment's.
        errors: Vec<FormError>,
        /// The comment as it was typed; goes back into the field.
        comment: String,
    },
}

#[derive(Default)]
struct Fields {
    nonce: Option<String>,
    decision: Option<String>,
    comment: Option<String>,
}

/// Reads a body of the type `application/x-www-form-urlencoded` for this request. Fields: `nonce`, `decision`
/// (`approve` or `reject`) and `comment`; others are passed over. Errors: all of them together.
pub fn parse(body: &[u8], request: &ApprovalRequest) -> Result<Choice, FormErrors> {
    if body.len() > FORM_BYTES_MAX {
        return Err(FormErrors::TooLarge);
    }
    let Some(fields) = fields(body) else {
        return Err(FormErrors::Again { errors: vec![FormError::Damaged], comment: String::new() });
    };
    let mut errors = Vec::new();
    let verdict = match fields.decision.as_deref() {
        Some("approve") => Some(Verdict::Approved),
        Some("reject") => Some(Verdict::Rejected),
        Some(_) | None => {
            errors.push(FormError::NoChoice);
            None
        }
    };
    let comment = cleaned(&fields.comment.unwrap_or_default());
    if !comment.is_empty() && !request.allow_comment {
        errors.push(FormError::CommentNotTaken);
    } else if comment.chars().count() > COMMENT_CHARS_MAX {
        errors.push(FormError::CommentTooLong);
    }
    if comment.is_empty() && request.require_reason_on_reject && verdict == Some(Verdict::Rejected) {
        errors.push(FormError::NoReason);
    }
    match verdict {
        Some(verdict) if errors.is_empty() => {
            let comment = (!comment.is_empty()).then_some(comment);
            Ok(Choice { nonce: fields.nonce.unwrap_or_default(), verdict, comment })
        }
        Some(_) | None => Err(FormErrors::Again { errors, comment }),
    }
}

fn fields(body: &[u8]) -> Option<Fields> {
    let mut fields = Fields::default();
    for (count, pair) in body.split(|byte| *byte == b'&').enumerate() {
        if count >= FORM_FIELDS_MAX {
            return None;
        }
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decoded(halves.next().unwrap_or_default())?;
        let value = decoded(halves.next().unwrap_or_default())?;
        let slot = match name.as_str() {
            "nonce" => &mut fields.nonce,
            "decision" => &mut fields.decision,
            "comment" => &mut fields.comment,
            _ => continue,
        };
        if slot.replace(value).is_some() {
            return None;
        }
    }
    Some(fields)
}

fn decoded(text: &[u8]) -> Option<String> {
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).decode_utf8().ok().map(|text| text.into_owned())
}

/// Line ends as `\n`, other control characters gone, no space around it.
fn cleaned(comment: &str) -> String {
    let lines = comment.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = lines.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).collect();
    kept.trim().to_owned()
}

#[cfg(test)]
#[path = "post_tests.rs"]
mod tests;
