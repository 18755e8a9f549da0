//! Reads the parameters of an approval, member by member, and keeps reading after a complaint.

use super::{ApprovalRequest, Policy, shown};
use crate::address::{Address, AddressError, Sender, is_header_safe, is_line_or_direction};
use crate::complaint::Complaints;
use crate::limits::{
    APPROVERS_MAX, DETAIL_NAME_CHARS_MAX, DETAIL_VALUE_CHARS_MAX, DETAILS_MAX, EXPIRES_S_MAX, EXPIRES_S_MIN,
    MESSAGE_CHARS_MAX, SUBJECT_CHARS_MAX,
};
use serde_json::{Map, Value};

const MEMBERS: [&str; 10] = [
    "To",
    "Subject",
    "Message",
    "Policy",
    "ExpiresInSeconds",
    "RequireReasonOnReject",
    "AllowComment",
    "Requester",
    "From",
    "Details",
];

/// The parameters being read, and what was found wrong so far.
struct Reader<'a> {
    members: &'a Map<String, Value>,
    complaints: Complaints,
}

/// Reads all members. Errors: all complaints.
pub(super) fn request(parameters: &Value) -> Result<ApprovalRequest, Complaints> {
    let Value::Object(members) = parameters else {
        let mut complaints = Complaints::default();
        complaints.add("", "the parameters must be an object");
        return Err(complaints);
    };
    let mut reader = Reader { members, complaints: Complaints::default() };
    let request = ApprovalRequest {
        to: reader.to(),
        subject: reader.subject(),
        message: reader.message(),
        policy: reader.policy(),
        expires_in_seconds: reader.expires(),
        require_reason_on_reject: reader.flag("RequireReasonOnReject", false),
        allow_comment: reader.flag("AllowComment", true),
        requester: reader.text("Requester", Address::parse),
        from: reader.text("From", Sender::parse),
        details: reader.details(),
    };
    reader.contradictions(&request);
    for name in members.keys().filter(|name| !MEMBERS.contains(&name.as_str())) {
        reader
            .complaints
            .add(name, format!("is not a member of an approval; known are {}", MEMBERS.join(", ")));
    }
    if reader.complaints.0.is_empty() { Ok(request) } else { Err(reader.complaints) }
}

impl Reader<'_> {
    fn to(&mut self) -> Vec<Address> {
        let (texts, listed): (&[Value], bool) = match self.members.get("To") {
            None => {
                self.complaints.add("To", "is missing");
                return Vec::new();
            }
            Some(Value::Array(list)) => (list, true),
            Some(one) => (std::slice::from_ref(one), false),
        };
        if texts.is_empty() || texts.len() > APPROVERS_MAX {
            let count = texts.len();
            self.complaints.add("To", format!("must have 1 to {APPROVERS_MAX} addresses, it has {count}"));
            return Vec::new();
        }
        let mut to: Vec<Address> = Vec::with_capacity(texts.len());
        for (at, text) in texts.iter().enumerate() {
            let path = if listed { format!("To[{at}]") } else { "To".to_owned() };
            let Value::String(text) = text else {
                self.complaints.add(path, "must be a string");
                continue;
            };
            match Address::parse(text) {
                Err(error) => self.complaints.add(path, error.to_string()),
                Ok(address) if to.iter().any(|other| other.is_same_person(&address)) => {
                    self.complaints.add(path, format!("names `{address}` a second time"));
                }
                Ok(address) => to.push(address),
            }
        }
        to
    }

    fn subject(&mut self) -> String {
        let subject = self.required("Subject");
        if !is_header_safe(&subject) {
            self.complaints.add("Subject", "must not hold control characters or line ends");
        }
        self.length("Subject", &subject, SUBJECT_CHARS_MAX);
        subject
    }

    fn message(&mut self) -> String {
        // Line ends of all systems become one, so that what is journalled is what is shown.
        let message = self.required("Message").replace("\r\n", "\n").replace('\r', "\n");
        if !is_text(&message) {
            self.complaints.add("Message", "must not hold control characters other than tab and line end");
        }
        self.length("Message", &message, MESSAGE_CHARS_MAX);
        message
    }

    fn policy(&mut self) -> Policy {
        match self.members.get("Policy") {
            None => Policy::Any,
            Some(Value::String(word)) if word == "any" => Policy::Any,
            Some(Value::String(word)) if word == "all" => Policy::All,
            Some(Value::Object(members)) if members.len() == 1 && members.contains_key("AtLeast") => {
                match members.get("AtLeast").and_then(Value::as_u64).map(u32::try_from) {
                    Some(Ok(n)) if n >= 1 => Policy::AtLeast(n),
                    Some(Ok(_) | Err(_)) | None => {
                        self.complaints.add("Policy.AtLeast", "must be a whole number of at least 1");
                        Policy::Any
                    }
                }
            }
            Some(_) => {
                self.complaints
                    .add("Policy", "must be `any`, `all` or an object with the one member `AtLeast`");
                Policy::Any
            }
        }
    }

    fn expires(&mut self) -> Option<u64> {
        let value = self.members.get("ExpiresInSeconds")?;
        let seconds = value.as_u64().filter(|seconds| (EXPIRES_S_MIN..=EXPIRES_S_MAX).contains(seconds));
        if seconds.is_none() {
            let message = format!("must be a whole number from {EXPIRES_S_MIN} to {EXPIRES_S_MAX}");
            self.complaints.add("ExpiresInSeconds", message);
        }
        seconds
    }

    fn flag(&mut self, name: &str, default: bool) -> bool {
        match self.members.get(name) {
            None => default,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.complaints.add(name, "must be true or false");
                default
            }
        }
    }

    fn text<T>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, AddressError>) -> Option<T> {
        let Value::String(text) = self.members.get(name)? else {
            self.complaints.add(name, "must be a string");
            return None;
        };
        match parse(text) {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.complaints.add(name, error.to_string());
                None
            }
        }
    }

    fn details(&mut self) -> Map<String, Value> {
        let details = match self.members.get("Details") {
            None => return Map::new(),
            Some(Value::Object(details)) => details,
            Some(_) => {
                self.complaints.add("Details", "must be an object");
                return Map::new();
            }
        };
        if details.len() > DETAILS_MAX {
            let count = details.len();
            self.complaints
                .add("Details", format!("must have at most {DETAILS_MAX} members, it has {count}"));
            return Map::new();
        }
        for (name, value) in details {
            let path = format!("Details.{}", name.escape_debug());
            let text = shown(value);
            if !is_header_safe(name) || !is_text(&text) {
                self.complaints.add(&path, "must not hold control characters");
            }
            self.length(&path, name, DETAIL_NAME_CHARS_MAX);
            self.length(&path, &text, DETAIL_VALUE_CHARS_MAX);
        }
        details.clone()
    }

    /// What each member may say alone but not together.
    fn contradictions(&mut self, request: &ApprovalRequest) {
        if request.require_reason_on_reject && !request.allow_comment {
            self.complaints.add("RequireReasonOnReject", "needs comments, which `AllowComment` turns off");
        }
        if request.to.is_empty() {
            return;
        }
        let eligible = request.eligible().count();
        if eligible == 0 {
            self.complaints.add("Requester", "is the only approver and may not decide their own request");
        } else if let Policy::AtLeast(n) = request.policy
            && n as usize > eligible
        {
            self.complaints
                .add("Policy.AtLeast", format!("asks for {n} approvals of {eligible} people who may decide"));
        }
    }

    fn required(&mut self, name: &str) -> String {
        match self.members.get(name) {
            Some(Value::String(text)) if !text.trim().is_empty() => text.clone(),
            None => {
                self.complaints.add(name, "is missing");
                String::new()
            }
            Some(Value::String(_)) => {
                self.complaints.add(name, "must not be empty");
                String::new()
            }
            Some(_) => {
                self.complaints.add(name, "must be a string");
                String::new()
            }
        }
    }

    fn length(&mut self, path: &str, text: &str, chars_max: usize) {
        let count = text.chars().count();
        if count > chars_max {
            self.complaints.add(path, format!("has {count} characters; at most {chars_max} are shown"));
        }
    }
}

/// Whether a text of several lines is free of control characters and of marks that change the reading direction.
fn is_text(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || c == '\t' || !(c.is_control() || is_line_or_direction(c)))
}
