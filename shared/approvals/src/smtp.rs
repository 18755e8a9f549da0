//! Mail through an SMTP server.
//! Deliberately absent: pools and pipelining; approvals are few, and a connection kept open does not survive a host that
//! is frozen between calls.

use crate::limits::SMTP_TIMEOUT_S;
use crate::mail::Mail;
use crate::mailer::{MailError, Mailer};
use async_trait::async_trait;
use lettre::transport::smtp::Error as SmtpError;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// Sends mail through one SMTP server. Printing it shows no credentials.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl fmt::Debug for SmtpMailer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SmtpMailer(***)")
    }
}

impl SmtpMailer {
    /// A mailer for `smtp://user:password@host:port` or `smtps://…` (TLS from the start). `?tls=required` and
    /// `?tls=opportunistic` ask for STARTTLS. A password never leaves this machine in the clear: for another host
    /// `smtp://` with a user means `tls=required`, unless the address says otherwise. Connects only to send.
    /// Error: an address that cannot be read; its text is not repeated.
    pub fn new(url: &str) -> Result<Self, MailError> {
        let url = with_tls(url);
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).map_err(|_| {
            MailError::lasting("the SMTP address must be like `smtps://user:password@host:port`")
        })?;
        Ok(SmtpMailer { transport: builder.timeout(Some(Duration::from_secs(SMTP_TIMEOUT_S))).build() })
    }
}

/// Adds `tls=required` where a password would otherwise travel in the clear.
fn with_tls(url: &str) -> Cow<'_, str> {
    let Some(rest) = url.strip_prefix("smtp://") else {
        return Cow::Borrowed(url);
    };
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = place.split('/').next().unwrap_or_default();
    let Some((_, server)) = authority.rsplit_once('@') else {
        return Cow::Borrowed(url);
    };
    let is_here = ["localhost", "127.0.0.1", "[::1]"].iter().any(|here| {
        server.strip_prefix(here).is_some_and(|behind| behind.is_empty() || behind.starts_with(':'))
    });
    if is_here || query.split('&').any(|pair| pair.starts_with("tls=")) {
        return Cow::Borrowed(url);
    }
    let separator = if query.is_empty() { "" } else { "&" };
    Cow::Owned(format!("smtp://{place}?{query}{separator}tls=required"))
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = mail.message()?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(reported(&error)),
        }
    }
}

/// Lasting are refusals by the server (5xx) and what our own side would do again; the rest may pass.
fn reported(error: &SmtpError) -> MailError {
    let retry = !(error.is_permanent() || error.is_client() || error.is_tls());
    MailError { retry, message: error.to_string() }
}

#[cfg(test)]
#[path = "smtp_tests.rs"]
mod tests;
