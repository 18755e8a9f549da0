//! I14: no decision of an approval without a person who posted it, one decision for each approver, and a decision stands
//! as it was made.

use std::collections::{BTreeMap, BTreeSet};

use stepwell_journal::store::{Item, Key};

use crate::violation::Complaints;

/// A person's place among the approvers of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Approver {
    /// The attempt that asks.
    pub attempt: crate::AttemptName,
    /// Position among its approvers, from 0.
    pub place: u32,
}

/// What people did and what came of it.
#[derive(Debug, Default)]
pub(crate) struct Approvals {
    posted: BTreeSet<Approver>,
    decided: BTreeMap<Approver, Vec<u8>>,
    told: BTreeMap<Approver, String>,
}

impl Approvals {
    /// A person posted a form with a choice.
    pub fn posted(&mut self, approver: Approver) {
        self.posted.insert(approver);
    }

    /// Somebody was shown the decision of this approver.
    pub fn told(&mut self, approver: &Approver, verdict: &str, out: &mut Complaints) {
        let key = &approver.attempt.key;
        let what = format!("approver {} of attempt {}", approver.place, approver.attempt.stamp);
        match self.told.insert(approver.clone(), verdict.to_owned()) {
            Some(before) if before != verdict => {
                out.add("I14", key, format!("{what} was told `{before}` and then `{verdict}`"));
            }
            Some(_) | None => {}
        }
        let Some(body) = self.decided.get(approver) else {
            out.add("I14", key, format!("{what} was told `{verdict}`, and nothing is decided"));
            return;
        };
        if !String::from_utf8_lossy(body).contains(verdict) {
            out.add("I14", key, format!("{what} was told `{verdict}`, the decision is another"));
        }
    }

    /// A decision was written.
    pub fn wrote(&mut self, item: &Item, out: &mut Complaints) {
        let Some(approver) = approver_of(item) else { return };
        let key = approver.attempt.key.clone();
        let what = format!("approver {} of attempt {}", approver.place, approver.attempt.stamp);
        if !self.posted.contains(&approver) {
            out.add("I14", &key, format!("a decision of {what} that nobody posted"));
        }
        if self.decided.insert(approver, item.body.clone()).is_some() {
            out.add("I14", &key, format!("{what} decided twice"));
        }
    }

    /// A decision was deleted.
    pub fn deleted(&self, item: &Key, out: &mut Complaints) {
        if let Some(attempt) = attempt_of(item) {
            out.add("I14", &attempt.key, format!("a decision of attempt {} was deleted", attempt.stamp));
        }
    }
}

/// The attempt of a note `n#approval#<stamp>#<place>`; the place is that of the decision, not of its approver.
fn attempt_of(key: &Key) -> Option<crate::AttemptName> {
    let (stamp, _) = key.sort.strip_prefix("n#approval#")?.split_once('#')?;
    let execution = stepwell_journal::ExecutionKey::of_partition(&key.partition)?;
    Some(crate::AttemptName { key: execution, stamp: stamp.parse().ok()? })
}

/// The approver whose decision stands in a note.
fn approver_of(item: &Item) -> Option<Approver> {
    let attempt = attempt_of(&item.key)?;
    let decision: serde_json::Value = serde_json::from_slice(&item.body).ok()?;
    Some(Approver { attempt, place: u32::try_from(decision.get("index")?.as_u64()?).ok()? })
}

#[cfg(test)]
mod tests;
