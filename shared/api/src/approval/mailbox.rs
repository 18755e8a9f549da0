//! A mailer that keeps mails instead of sending them, and the pages that show them: for work on one's own machine.
//!
//! Whoever can see the mailbox can decide everything, so a host offers it only where that is meant.

use std::sync::Arc;

use async_trait::async_trait;
use stepwell_approvals::mail::Mail;
use stepwell_approvals::mailbox::{self, Kept};
use stepwell_approvals::mailer::{MailError, Mailer};
use stepwell_approvals::page::{self, Page};
use stepwell_journal::store::{Created, Item, Key, Order, Range, Store, StoreError};

use crate::approval::limits::{MAILBOX_MAILS_MAX, MAILBOX_TRIES_MAX};

/// Partition of the store in which the mails stand, each under its number.
const PARTITION: &str = "mail";

/// Path of the mailbox.
const BASE: &str = "/mailbox";

/// The last [`MAILBOX_MAILS_MAX`] mails.
#[derive(Clone)]
pub struct Mailbox {
    /// Where they are kept.
    pub store: Arc<dyn Store>,
}

#[async_trait]
impl Mailer for Mailbox {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let body = serde_json::to_vec(mail).map_err(|cause| MailError::lasting(cause.to_string()))?;
        let kept = self.kept().await.map_err(|cause| refused(&cause))?;
        if kept.iter().any(|(_, known)| known.message_id == mail.message_id) {
            return Ok(());
        }
        let mut id = kept.first().map_or(1, |(id, _)| id.saturating_add(1));
        for _ in 0..MAILBOX_TRIES_MAX {
            let item = Item::new(key(id), body.clone());
            match self.store.create(item).await.map_err(|cause| refused(&cause))? {
                Created::New => {
                    for (old, _) in kept.iter().skip(MAILBOX_MAILS_MAX - 1) {
                        self.store.delete(&key(*old)).await.map_err(|cause| refused(&cause))?;
                    }
                    return Ok(());
                }
                Created::Exists(_) => id = id.saturating_add(1),
            }
        }
        Err(MailError::passing("too many mails come into the mailbox at the same time"))
    }
}

impl Mailbox {
    /// `GET /mailbox`: the mails, newest first.
    pub async fn list(&self) -> Page {
        match self.kept().await {
            Err(_) => page::unavailable(),
            Ok(kept) => {
                let shown: Vec<Kept<'_>> = kept.iter().map(|(id, mail)| Kept { id: *id, mail }).collect();
                mailbox::list(BASE, &shown)
            }
        }
    }

    /// `GET /mailbox/{id}`; none if there is no such mail.
    pub async fn show(&self, id: &str) -> Option<Page> {
        let id: u64 = id.parse().ok()?;
        match self.store.get(&key(id)).await {
            Err(_) => Some(page::unavailable()),
            Ok(item) => read(&item?).map(|(_, mail)| mailbox::mail(BASE, &mail)),
        }
    }

    /// The mails with their numbers, newest first.
    pub async fn kept(&self) -> Result<Vec<(u64, Mail)>, StoreError> {
        let mut kept = Vec::new();
        let mut after = None;
        // A mail or two more than the limit may stand there for a moment, while two senders clear up.
        for _ in 0..=MAILBOX_MAILS_MAX {
            let range = Range {
                partition: PARTITION.to_owned(),
                from: None,
                to: None,
                order: Order::Descending,
                limit: MAILBOX_MAILS_MAX * 2,
                after,
            };
            let found = self.store.query(&range).await?;
            kept.extend(found.rows.iter().filter_map(read));
            after = found.more;
            if after.is_none() || kept.len() >= MAILBOX_MAILS_MAX * 2 {
                break;
            }
        }
        Ok(kept)
    }
}

/// Numbers of one width, so that the store's order is theirs.
fn key(id: u64) -> Key {
    Key::new(PARTITION, format!("{id:020}"))
}

fn read(item: &Item) -> Option<(u64, Mail)> {
    Some((item.key.sort.parse().ok()?, serde_json::from_slice(&item.body).ok()?))
}

fn refused(cause: &StoreError) -> MailError {
    match cause {
        StoreError::Busy(_) | StoreError::Unknown(_) => MailError::passing(cause.to_string()),
        StoreError::Refused(_) => MailError::lasting(cause.to_string()),
    }
}

#[cfg(test)]
#[path = "mailbox_tests.rs"]
mod tests;
