//! The mail port: hands a mail to something that delivers it.
//! Deliberately absent: queues and retries. Who sends decides with [`MailError::retry`] whether to try again; a double
//! mail is harmless, both carry the same link and the same Message-ID.

use crate::mail::Mail;
use async_trait::async_trait;

/// A mail that was not handed over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("mail was not sent: {message}")]
pub struct MailError {
    /// Whether trying again later may help.
    pub retry: bool,
    /// The cause, without credentials and without the mail's text.
    pub message: String,
}

impl MailError {
    /// An error that may pass: the server is busy or out of reach.
    pub fn passing(message: impl Into<String>) -> Self {
        MailError { retry: true, message: message.into() }
    }

    /// An error that stays: the mail or the set-up is wrong.
    pub fn lasting(message: impl Into<String>) -> Self {
        MailError { retry: false, message: message.into() }
    }
}

/// Delivers mail.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands over one mail. `Ok` means that the next server has taken responsibility for it.
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;
}
