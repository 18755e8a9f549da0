//! A ledger in memory that counts its writes and can fail at any of them, and a mailer that collects.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::{Value, json};
use stepwell_approvals::decision::Decision;
use stepwell_approvals::keyring::{Key, Keyring, Secret};
use stepwell_approvals::mail::Mail;
use stepwell_approvals::mailer::{MailError, Mailer};

use crate::approval::attempt::Attempt;
use crate::approval::ledger::{Asked, Completed, Ledger, LedgerError, Recorded, Requests};
use crate::rest::fixture::NOW_MS;

/// What happened to the memory, in order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Write {
    Announced,
    Recorded(usize),
    Completed(Value),
}

#[derive(Default)]
pub(crate) struct Memory {
    pub asked: Mutex<Option<Asked>>,
    pub decisions: Mutex<Vec<Decision>>,
    pub writes: Mutex<Vec<Write>>,
    /// Decisions that others write the moment before somebody records one.
    pub rivals: Mutex<Vec<Decision>>,
    /// The next call of this name fails.
    pub fails: Mutex<Option<&'static str>>,
}

impl Memory {
    pub fn with(parameters: Value) -> Arc<Self> {
        let asked = Asked { parameters, scheduled_ms: NOW_MS, timeout_s: None, is_open: true };
        Arc::new(Memory { asked: Mutex::new(Some(asked)), ..Memory::default() })
    }

    fn fail(&self, name: &'static str) -> Result<(), LedgerError> {
        let mut fails = self.fails.lock().unwrap();
        if *fails == Some(name) {
            *fails = None;
            return Err(LedgerError("out of reach".to_owned()));
        }
        Ok(())
    }

    pub fn close(&self) {
        self.asked.lock().unwrap().as_mut().unwrap().is_open = false;
    }
}

#[async_trait]
impl Requests for Memory {
    async fn asked(&self, attempt: &Attempt) -> Result<Option<Asked>, LedgerError> {
        self.fail("asked")?;
        assert_eq!(attempt.to_string(), "load/run-7#12");
        Ok(self.asked.lock().unwrap().clone())
    }

    async fn decisions(&self, _: &Attempt) -> Result<Vec<Decision>, LedgerError> {
        self.fail("decisions")?;
        Ok(self.decisions.lock().unwrap().clone())
    }
}

#[async_trait]
impl Ledger for Memory {
    async fn record(&self, _: &Attempt, place: usize, decision: &Decision) -> Result<Recorded, LedgerError> {
        self.fail("record")?;
        let mut decisions = self.decisions.lock().unwrap();
        decisions.extend(self.rivals.lock().unwrap().pop());
        if place < decisions.len() {
            return Ok(Recorded::Taken);
        }
        assert_eq!(place, decisions.len());
        decisions.push(decision.clone());
        self.writes.lock().unwrap().push(Write::Recorded(place));
        Ok(Recorded::New)
    }

    async fn announce(&self, _: &Attempt) -> Result<(), LedgerError> {
        self.fail("announce")?;
        self.writes.lock().unwrap().push(Write::Announced);
        Ok(())
    }

    async fn complete(&self, _: &Attempt, output: Value) -> Result<Completed, LedgerError> {
        self.fail("complete")?;
        let mut asked = self.asked.lock().unwrap();
        let asked = asked.as_mut().unwrap();
        if !asked.is_open {
            return Ok(Completed::Ended);
        }
        asked.is_open = false;
        self.writes.lock().unwrap().push(Write::Completed(output));
        Ok(Completed::Done)
    }
}

/// Collects mails, or refuses those to one address.
#[derive(Default)]
pub(crate) struct Collected {
    pub mails: Mutex<Vec<Mail>>,
    pub refuses: Mutex<Option<(&'static str, MailError)>>,
}

#[async_trait]
impl Mailer for Collected {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        if let Some((to, error)) = &*self.refuses.lock().unwrap()
            && *to == mail.to.as_str()
        {
            return Err(error.clone());
        }
        self.mails.lock().unwrap().push(mail.clone());
        Ok(())
    }
}

pub(crate) fn keys() -> Keyring {
    Keyring::new(Key::new("k1", Secret::new([7; 32])).unwrap())
}

pub(crate) fn attempt() -> Attempt {
    Attempt { machine: "load".to_owned(), execution: "run-7".to_owned(), stamp: 12 }
}

pub(crate) fn parameters(policy: Value) -> Value {
    json!({
        "To": ["ada@example.org", "bob@example.org", "cyd@example.org"],
        "Subject": "Load of 20 November",
        "Message": "May it replace the live tables?",
        "Policy": policy,
        "ExpiresInSeconds": 86_400,
    })
}
