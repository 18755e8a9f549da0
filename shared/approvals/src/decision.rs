//! One person's decision about one request.
//! Deliberately absent: what several of them add up to, see [`crate::tally`].

use crate::address::Address;
use serde::{Deserialize, Serialize};

/// What an approver says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// Yes.
    Approved,
    /// No.
    Rejected,
}

impl Verdict {
    /// The word in the task's output: `APPROVED` or `REJECTED`.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Approved => "APPROVED",
            Verdict::Rejected => "REJECTED",
        }
    }

    /// The word in a sentence for people: `approved` or `rejected`.
    pub fn past(self) -> &'static str {
        match self {
            Verdict::Approved => "approved",
            Verdict::Rejected => "rejected",
        }
    }
}

/// Which way a decision came in. Kept for the audit, not part of the task's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    /// The page behind the link of a mail.
    Link,
    /// The web console.
    Console,
    /// A call of the API or the command line.
    Api,
}

/// A decision as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// Who decided.
    pub approver: Address,
    /// Their place among the request's approvers, from 0.
    pub index: u32,
    /// What they said.
    pub verdict: Verdict,
    /// Why, in their words; never empty when present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// When, milliseconds since 1970.
    pub at_ms: u64,
    /// Which way it came in.
    pub via: Via,
}
