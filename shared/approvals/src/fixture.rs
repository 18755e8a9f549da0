//! A request, a key ring and a moment that the tests share.

use crate::decision::{Decision, Verdict, Via};
use crate::keyring::{Key, Keyring, Secret};
use crate::link::{Claims, LinkToken, mint};
use crate::request::ApprovalRequest;
use serde_json::{Value, json};

/// 20 November 2026, 09:05 UTC.
pub(crate) const NOW_MS: u64 = 1_795_165_500_000;

pub(crate) fn keys() -> Keyring {
    Keyring::new(Key::new("k1", Secret::new([7; 32])).unwrap())
}

pub(crate) fn parameters() -> Value {
    json!({
        "To": ["ada@example.org", "bob@example.org", "cyd@example.org"],
        "Subject": "Load of 20 November",
        "Message": "The nightly load is ready.\nMay it replace the live tables?",
        "Requester": "eve@example.org",
        "Details": { "Rows": 1200345, "Target": "sales.orders", "Checks": ["counts", "nulls"] },
    })
}

/// The shared parameters with some members replaced or, by null, taken out.
pub(crate) fn request(changes: Value) -> ApprovalRequest {
    ApprovalRequest::parse(&changed(changes)).unwrap()
}

pub(crate) fn changed(changes: Value) -> Value {
    let mut parameters = parameters();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(parameters.as_object_mut().unwrap().remove(name)),
            value => parameters[name] = value.clone(),
        }
    }
    parameters
}

pub(crate) fn claims() -> Claims {
    Claims {
        machine: "nightly-load".to_owned(),
        execution: "run-7".to_owned(),
        stamp: 12,
        approver: 0,
        expires_s: NOW_MS / 1_000 + 365 * 24 * 3_600,
    }
}

pub(crate) fn link() -> LinkToken {
    mint(&keys(), &claims()).unwrap()
}

pub(crate) fn decision(request: &ApprovalRequest, index: u32, verdict: Verdict) -> Decision {
    Decision {
        approver: request.approver(index).unwrap().clone(),
        index,
        verdict,
        comment: None,
        at_ms: NOW_MS,
        via: Via::Link,
    }
}
