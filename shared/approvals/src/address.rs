//! Mail addresses and header texts that cannot carry a second header.
//! Deliberately absent: lists, groups and comments of RFC 5322; an approver is one plain address.

use crate::limits::{ADDRESS_BYTES_MAX, FROM_BYTES_MAX};
use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A plain mail address (`ada@example.org`), checked when it is made. Written as the author wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(String);

/// Why a text is no address. The text names the cause only; the caller adds the member.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not of the form `name@domain`.
    #[error("is not a mail address: `{0}`")]
    Invalid(String),
    /// An address with a display name or in angle brackets, where an address alone is taken.
    #[error("must be an address without a display name: write `{address}` instead of `{text}`")]
    DisplayName {
        /// The address alone.
        address: String,
        /// What stood there.
        text: String,
    },
    /// More bytes than a mail server takes.
    #[error("has {0} bytes; a mail address has at most {ADDRESS_BYTES_MAX}")]
    TooLong(usize),
    /// A line end or another control character: it could start a header of its own.
    #[error("must not hold control characters or line ends")]
    Control,
}

impl Address {
    /// Reads a plain address. Errors: see [`AddressError`].
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if !is_header_safe(text) {
            return Err(AddressError::Control);
        }
        if text.len() > ADDRESS_BYTES_MAX {
            return Err(AddressError::TooLong(text.len()));
        }
        match text.parse::<lettre::Address>() {
            Ok(_) => Ok(Address(text.to_owned())),
            Err(_) => Err(refusal(text)),
        }
    }

    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both reach the same person, letter case aside. Servers may tell local parts apart by case, hardly any
    /// does; for the question "may she approve her own request" the broader answer is the safe one.
    pub fn is_same_person(&self, other: &Address) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        Address::parse(&text)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> String {
        address.0
    }
}

/// A sender: an address, with or without a display name (`Releases <no-reply@example.org>`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sender(String);

impl Sender {
    /// Reads a sender. Errors: see [`AddressError`].
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if !is_header_safe(text) {
            return Err(AddressError::Control);
        }
        if text.len() > FROM_BYTES_MAX {
            return Err(AddressError::TooLong(text.len()));
        }
        match text.parse::<Mailbox>() {
            Ok(mailbox) => Address::parse(mailbox.email.as_ref()).map(|_| Sender(text.to_owned())),
            Err(_) => Err(AddressError::Invalid(text.to_owned())),
        }
    }

    /// The sender as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part behind the `@`, or `localhost` if there is none: what a Message-ID ends with.
    pub(crate) fn domain(&self) -> String {
        let domain = self.0.parse::<Mailbox>().map(|mailbox| mailbox.email.domain().to_owned());
        match domain {
            Ok(domain) if domain.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b)) => domain,
            Ok(_) | Err(_) => "localhost".to_owned(),
        }
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl TryFrom<String> for Sender {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        Sender::parse(&text)
    }
}

impl From<Sender> for String {
    fn from(sender: Sender) -> String {
        sender.0
    }
}

/// Why a text that is no plain address is refused: the commonest one has a name before it, and its author should not have
/// to find out what is wrong with a correct address.
fn refusal(text: &str) -> AddressError {
    let text = text.to_owned();
    match text.parse::<Mailbox>() {
        Ok(mailbox) => AddressError::DisplayName { address: mailbox.email.to_string(), text },
        Err(_) => AddressError::Invalid(text),
    }
}

/// Whether a text may stand in a header: no control characters, no line ends of any script, and none of the marks that
/// reverse the reading direction, because they make one name look like another.
pub(crate) fn is_header_safe(text: &str) -> bool {
    text.chars().all(|c| !c.is_control() && !is_line_or_direction(c))
}

/// Unicode line and paragraph separators, direction overrides and isolates.
pub(crate) fn is_line_or_direction(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
