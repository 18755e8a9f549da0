//! The form's nonce: proof that the form was rendered for this link, not too long ago and not this very moment.
//!
//! It carries its time of issue and an authentication code over link and time, so nothing is stored and no cookie is
//! set. Deliberately absent: single use. Deciding twice is harmless, see [`crate::tally`].

use crate::keyring::Keyring;
use crate::limits::{FORM_AGE_MS_MAX, FORM_AGE_MS_MIN};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

const PURPOSE: &str = "stepwell approval form v1";

/// Most characters of a nonce: 20 digits, a dot and 22 characters of code.
const NONCE_CHARS_MAX: usize = 43;

/// Why a form is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NonceError {
    /// Not issued by us for this link.
    #[error("the form does not belong to this page")]
    Invalid,
    /// Sent sooner after it was shown than a person reads.
    #[error("the form was sent too quickly")]
    TooFast,
    /// Shown too long ago.
    #[error("the form was open for too long")]
    TooOld,
}

/// A nonce for the form shown at `now_ms` (milliseconds since 1970) under the link token `link`.
pub fn issue(keys: &Keyring, link: &str, now_ms: u64) -> String {
    let mac = keys.current.mac(PURPOSE, &[link.as_bytes(), &now_ms.to_be_bytes()]);
    format!("{now_ms}.{}", URL_SAFE_NO_PAD.encode(mac))
}

/// Checks a nonce that came back at `now_ms`. Its age must be at least [`FORM_AGE_MS_MIN`] and at most
/// [`FORM_AGE_MS_MAX`]. A nonce from the future (two hosts, two clocks) counts as too fast.
pub fn check(keys: &Keyring, link: &str, nonce: &str, now_ms: u64) -> Result<(), NonceError> {
    if nonce.len() > NONCE_CHARS_MAX {
        return Err(NonceError::Invalid);
    }
    let (issued, mac) = nonce.split_once('.').ok_or(NonceError::Invalid)?;
    let issued_ms = issued.parse::<u64>().map_err(|_| NonceError::Invalid)?;
    // A number reads the same with a plus or zeros before it, but only one spelling was issued.
    if issued_ms.to_string() != issued {
        return Err(NonceError::Invalid);
    }
    let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| NonceError::Invalid)?;
    let fields: &[&[u8]] = &[link.as_bytes(), &issued_ms.to_be_bytes()];
    if !keys.keys().any(|key| key.is_mac(PURPOSE, fields, &mac)) {
        return Err(NonceError::Invalid);
    }
    match now_ms.checked_sub(issued_ms) {
        None => Err(NonceError::TooFast),
        Some(age) if age < FORM_AGE_MS_MIN => Err(NonceError::TooFast),
        Some(age) if age > FORM_AGE_MS_MAX => Err(NonceError::TooOld),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
#[path = "nonce_tests.rs"]
mod tests;
