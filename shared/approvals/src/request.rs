//! What a workflow asks: the parameters of an approval, read with all complaints at once.
//! Deliberately absent: templates and expressions; the parameters come in evaluated. The parsed request is what the
//! execution's journal keeps: it is written with the author's member names and reads back as itself.

mod parse;

use crate::address::{Address, Sender};
use crate::complaint::Complaints;
use crate::limits::EXPIRES_S_MAX;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value, json};

/// The resource of the Task state that asks for an approval.
pub const RESOURCE: &str = "arn:aws:states:::stepwell:approval.waitForTaskToken";

/// How many must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// The first decision decides. Parameter `"any"`, the default.
    Any,
    /// All must approve; the first rejection ends it. Parameter `"all"`.
    All,
    /// So many approvals approve; it is rejected as soon as they cannot be reached. Parameter `{"AtLeast": n}`, n ≥ 1.
    AtLeast(u32),
}

impl Policy {
    /// The parameter as the author writes it.
    pub fn to_value(self) -> Value {
        match self {
            Policy::Any => json!("any"),
            Policy::All => json!("all"),
            Policy::AtLeast(n) => json!({ "AtLeast": n }),
        }
    }

    /// What the policy means, as a sentence for the approvers, given how many may decide.
    pub fn sentence(self, eligible: usize) -> String {
        match self {
            Policy::Any | Policy::All | Policy::AtLeast(_) if eligible == 1 => {
                "Your decision is the only one needed.".to_owned()
            }
            Policy::Any => format!("{eligible} people were asked; the first decision counts."),
            Policy::All => format!("All {eligible} people asked must approve."),
            Policy::AtLeast(n) => format!("{n} of the {eligible} people asked must approve."),
        }
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(to)
    }
}

/// A request for approval, checked. Serialises to its parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", try_from = "Value")]
pub struct ApprovalRequest {
    /// Who is asked, in the author's order: 1 to 50 different people. Links name them by place.
    pub to: Vec<Address>,
    /// One line: the mail's subject and the page's heading.
    pub subject: String,
    /// What is to be approved, plain text with line ends.
    pub message: String,
    /// How many must agree.
    pub policy: Policy,
    /// How long the links hold, seconds from the start of the task, if the task does not time out before; none means
    /// until it does, or as long as an execution may run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in_seconds: Option<u64>,
    /// Whether a rejection needs a reason.
    pub require_reason_on_reject: bool,
    /// Whether approvers may write a comment.
    pub allow_comment: bool,
    /// Who asks. They may be among the approvers, but never decide their own request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requester: Option<Address>,
    /// Sender of the mails, if not the host's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Sender>,
    /// Facts shown as a table of names and values; empty if there are none.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub details: Map<String, Value>,
}

impl ApprovalRequest {
    /// Reads the parameters of the task. Errors: all complaints, each with the path of its member.
    pub fn parse(parameters: &Value) -> Result<Self, Complaints> {
        parse::request(parameters)
    }

    /// Who gets a mail and may decide, with their places: everybody asked except the requester. Never empty.
    pub fn eligible(&self) -> impl Iterator<Item = (u32, &Address)> {
        (0u32..).zip(&self.to).filter(|(_, address)| !self.is_requester(address))
    }

    /// The approver at a place, if there is one.
    pub fn approver(&self, index: u32) -> Option<&Address> {
        self.to.get(index as usize)
    }

    /// Whether this address is the requester's.
    pub fn is_requester(&self, address: &Address) -> bool {
        self.requester.as_ref().is_some_and(|requester| requester.is_same_person(address))
    }

    /// The second (since 1970) at which the links of a task expire that started at `started_ms` (milliseconds since
    /// 1970) and times out after `timeout_s` seconds, if at all. Nobody can decide what has timed out, so no link
    /// promises more.
    pub fn expires_s(&self, started_ms: u64, timeout_s: Option<u64>) -> u64 {
        let asked_for = self.expires_in_seconds.unwrap_or(EXPIRES_S_MAX);
        let life_s = timeout_s.map_or(asked_for, |timeout_s| timeout_s.min(asked_for));
        (started_ms / 1_000).saturating_add(life_s)
    }

    /// The details as rows of name and shown value: strings as they are, everything else as JSON.
    pub fn rows(&self) -> Vec<(String, String)> {
        self.details.iter().map(|(name, value)| (name.clone(), shown(value))).collect()
    }
}

impl TryFrom<Value> for ApprovalRequest {
    type Error = Complaints;

    fn try_from(parameters: Value) -> Result<Self, Complaints> {
        ApprovalRequest::parse(&parameters)
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
