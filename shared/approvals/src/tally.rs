//! What the decisions so far add up to.
//! Deliberately absent: storage. The journal keeps the decisions; a tally is made by replaying them.

use crate::decision::{Decision, Verdict};
use crate::moment;
use crate::request::{ApprovalRequest, Policy};
use serde_json::{Value, json};

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// More decisions are needed.
    Pending,
    /// Enough agreed.
    Approved,
    /// Somebody's no ended it, or too few yeses are left to be had.
    Rejected,
}

impl Outcome {
    /// The verdict, once there is one.
    pub fn verdict(self) -> Option<Verdict> {
        match self {
            Outcome::Pending => None,
            Outcome::Approved => Some(Verdict::Approved),
            Outcome::Rejected => Some(Verdict::Rejected),
        }
    }
}

/// Answer to [`Tally::offer`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offered {
    /// It counts; this is where the request stands now.
    Recorded(Outcome),
    /// The approver had decided before; that decision stands.
    Repeated(Decision),
    /// The request was already decided without this approver; nothing changed.
    Closed(Verdict),
    /// The requester may not decide their own request.
    OwnRequest,
    /// Nobody with this place and address was asked.
    NotAsked,
}

/// The decisions of one request, in the order in which they came.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally<'a> {
    request: &'a ApprovalRequest,
    decisions: Vec<Decision>,
}

impl<'a> Tally<'a> {
    /// A tally without decisions.
    pub fn new(request: &'a ApprovalRequest) -> Self {
        Tally { request, decisions: Vec::new() }
    }

    /// A tally of the decisions kept in the journal; those that do not count are left out, as they were at the time.
    pub fn replay(request: &'a ApprovalRequest, decisions: impl IntoIterator<Item = Decision>) -> Self {
        let mut tally = Tally::new(request);
        for decision in decisions {
            tally.offer(decision);
        }
        tally
    }

    /// Takes a decision if it counts. Repeating is harmless: one decision per approver, the first stands.
    pub fn offer(&mut self, decision: Decision) -> Offered {
        if self.request.approver(decision.index) != Some(&decision.approver) {
            return Offered::NotAsked;
        }
        if self.request.is_requester(&decision.approver) {
            return Offered::OwnRequest;
        }
        if let Some(earlier) = self.by(decision.index) {
            return Offered::Repeated(earlier.clone());
        }
        if let Some(verdict) = self.outcome().verdict() {
            return Offered::Closed(verdict);
        }
        self.decisions.push(decision);
        Offered::Recorded(self.outcome())
    }

    /// Where the request stands.
    pub fn outcome(&self) -> Outcome {
        let eligible = self.request.eligible().count();
        let approved = self.decisions.iter().filter(|d| d.verdict == Verdict::Approved).count();
        let rejected = self.decisions.len() - approved;
        let needed = match self.request.policy {
            Policy::Any => {
                return match self.decisions.first().map(|d| d.verdict) {
                    None => Outcome::Pending,
                    Some(Verdict::Approved) => Outcome::Approved,
                    Some(Verdict::Rejected) => Outcome::Rejected,
                };
            }
            Policy::All => eligible,
            Policy::AtLeast(n) => n as usize,
        };
        if approved >= needed {
            Outcome::Approved
        } else if eligible - rejected < needed {
            Outcome::Rejected
        } else {
            Outcome::Pending
        }
    }

    /// The decisions that count, first one first.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The decision of the approver at a place, if they have decided.
    pub fn by(&self, index: u32) -> Option<&Decision> {
        self.decisions.iter().find(|decision| decision.index == index)
    }

    /// The request it is about.
    pub fn request(&self) -> &'a ApprovalRequest {
        self.request
    }

    /// The task's output once the request is decided. A rejection is an output like an approval: a Choice state tells
    /// them apart, no error is raised.
    pub fn output(&self) -> Option<Value> {
        let verdict = self.outcome().verdict()?;
        let decided_by: Vec<Value> = self.decisions.iter().map(written).collect();
        Some(json!({
            "Decision": verdict.word(),
            "DecidedBy": decided_by,
            "Policy": self.request.policy.to_value(),
        }))
    }
}

fn written(decision: &Decision) -> Value {
    let mut value = json!({ "Approver": decision.approver, "Decision": decision.verdict.word() });
    if let (Some(members), Some(comment)) = (value.as_object_mut(), &decision.comment) {
        members.insert("Comment".to_owned(), json!(comment));
    }
    if let Some(members) = value.as_object_mut() {
        members.insert("DecidedAt".to_owned(), json!(moment::iso(decision.at_ms)));
    }
    value
}

#[cfg(test)]
#[path = "tally_tests.rs"]
mod tests;
