//! Mail: what was sent is delivered to people and to scanners that come before them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use serde_json::Value;
use stepwell_approvals::mail::Mail;
use stepwell_approvals::mailer::{MailError, Mailer};

use crate::actors;
use crate::lock;
use crate::point::Operation;
use crate::store::Ports;
use crate::trace::word;

/// Mails of a run.
#[derive(Default)]
pub(crate) struct Mails {
    sent: AtomicU64,
    /// Message-IDs that somebody has read: the same mail a second time is recognised.
    read: Mutex<BTreeSet<String>>,
    /// Parameters of the requests for approval, by the marker of their attempt.
    requests: Mutex<BTreeMap<String, Value>>,
}

impl Mails {
    /// Whether this mail is read for the first time.
    pub fn is_new(&self, message_id: &str) -> bool {
        lock(&self.read).insert(message_id.to_owned())
    }

    /// An approval is asked for.
    pub fn ask(&self, marker: &str, parameters: &Value) {
        lock(&self.requests).insert(marker.to_owned(), parameters.clone());
    }

    /// The parameters of the request that this attempt made.
    pub fn parameters(&self, marker: &str) -> Option<Value> {
        lock(&self.requests).get(marker).cloned()
    }
}

#[async_trait]
impl Mailer for Ports {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let (world, process) = (&self.world, self.process);
        let about = word(&mail.message_id);
        let what = || format!("to {}", mail.to.as_str());
        let Some(passed) = world.pass(process, Operation::Mail, about, what).await else {
            return Err(MailError::passing("the mail host is busy"));
        };
        let number = world.outside.mails.sent.fetch_add(1, Ordering::Relaxed);
        let (own, delivered) = (world.clone(), mail.clone());
        world.spawn_own(async move { actors::reader::receive(own, number, delivered).await });
        if world.pass_back(process, passed).await {
            return Err(MailError::passing("the mail host's answer was lost"));
        }
        Ok(())
    }
}
