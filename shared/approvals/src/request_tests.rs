//! Requests: what is read, every complaint, and the way through the journal.

use super::{ApprovalRequest, Policy};
use crate::fixture::{NOW_MS, changed, parameters, request};
use crate::limits::EXPIRES_S_MAX;
use serde_json::{Value, json};

fn check(changes: Value, expected: &[&str]) {
    let found: Vec<String> = match ApprovalRequest::parse(&changed(changes.clone())) {
        Ok(_) => Vec::new(),
        Err(complaints) => complaints.0.iter().map(|c| format!("{}: {}", c.path, c.message)).collect(),
    };
    assert_eq!(found, expected, "{changes}");
}

#[test]
fn defaults() {
    let request = request(json!({ "To": "ada@example.org", "Requester": null, "Details": null }));
    assert_eq!(request.to.len(), 1);
    assert_eq!(request.policy, Policy::Any);
    assert!(request.allow_comment);
    assert!(!request.require_reason_on_reject);
    assert_eq!(request.expires_s(NOW_MS, None), NOW_MS / 1_000 + EXPIRES_S_MAX);
}

#[test]
fn links_end_with_the_time_asked_for_or_the_time_out() {
    let cases = [
        (None, None, EXPIRES_S_MAX),
        (None, Some(60), 60),
        (None, Some(99_999_999), EXPIRES_S_MAX),
        (Some(3_600), None, 3_600),
        (Some(3_600), Some(60), 60),
        (Some(3_600), Some(86_400), 3_600),
    ];
    for (asked_for, timeout_s, life_s) in cases {
        let request = request(json!({ "ExpiresInSeconds": asked_for }));
        let expected = NOW_MS / 1_000 + life_s;
        assert_eq!(request.expires_s(NOW_MS, timeout_s), expected, "{asked_for:?} {timeout_s:?}");
    }
}

#[test]
fn good_values() {
    check(json!({}), &[]);
    check(json!({ "Policy": "any" }), &[]);
    check(json!({ "Policy": "all" }), &[]);
    check(json!({ "Policy": { "AtLeast": 3 } }), &[]);
    check(json!({ "ExpiresInSeconds": 60, "From": "Loads <loads@example.org>" }), &[]);
    check(json!({ "Requester": "Ada@example.org", "Policy": { "AtLeast": 2 } }), &[]);
    check(json!({ "Subject": "Grüße aus Zürich 🦀", "Message": "one\r\ntwo\tthree" }), &[]);
}

#[test]
fn approvers() {
    let count = |n: usize| (0..n).map(|i| json!(format!("a{i}@example.org"))).collect::<Vec<_>>();
    check(json!({ "To": count(50) }), &[]);
    check(json!({ "To": count(51) }), &["To: must have 1 to 50 addresses, it has 51"]);
    check(json!({ "To": [] }), &["To: must have 1 to 50 addresses, it has 0"]);
    check(json!({ "To": null }), &["To: is missing"]);
    check(json!({ "To": 5 }), &["To: must be a string"]);
    check(json!({ "To": "ada" }), &["To: is not a mail address: `ada`"]);
    check(
        json!({ "To": ["ada@example.org", 5, "ADA@example.org", "x"] }),
        &[
            "To[1]: must be a string",
            "To[2]: names `ADA@example.org` a second time",
            "To[3]: is not a mail address: `x`",
        ],
    );
}

#[test]
fn header_injection_is_refused() {
    let control = "must not hold control characters or line ends";
    for bad in
        ["a\r\nBcc: eve@example.org", "a\nb", "a\rb", "a\u{0}b", "a\u{85}b", "a\u{2028}b", "a\u{202e}b"]
    {
        check(json!({ "Subject": bad }), &[&format!("Subject: {control}")]);
        check(json!({ "To": bad }), &[&format!("To: {control}")]);
        check(json!({ "Requester": bad }), &[&format!("Requester: {control}")]);
        check(json!({ "From": bad }), &[&format!("From: {control}")]);
    }
}

#[test]
fn texts() {
    check(json!({ "Subject": null, "Message": null }), &["Subject: is missing", "Message: is missing"]);
    check(
        json!({ "Subject": " ", "Message": "\n" }),
        &["Subject: must not be empty", "Message: must not be empty"],
    );
    check(
        json!({ "Subject": 1, "Message": {} }),
        &["Subject: must be a string", "Message: must be a string"],
    );
    check(json!({ "Subject": "ä".repeat(200), "Message": "ä".repeat(10_000) }), &[]);
    check(json!({ "Subject": "ä".repeat(201) }), &["Subject: has 201 characters; at most 200 are shown"]);
    check(
        json!({ "Message": "x".repeat(10_001) }),
        &["Message: has 10001 characters; at most 10000 are shown"],
    );
    check(
        json!({ "Message": "a\u{1b}[31mb" }),
        &["Message: must not hold control characters other than tab and line end"],
    );
}

#[test]
fn policies() {
    let shape = "Policy: must be `any`, `all` or an object with the one member `AtLeast`";
    let number = "Policy.AtLeast: must be a whole number of at least 1";
    check(json!({ "Policy": "most" }), &[shape]);
    check(json!({ "Policy": 2 }), &[shape]);
    check(json!({ "Policy": {} }), &[shape]);
    check(json!({ "Policy": { "AtLeast": 1, "AtMost": 2 } }), &[shape]);
    check(json!({ "Policy": { "AtLeast": 0 } }), &[number]);
    check(json!({ "Policy": { "AtLeast": 1.5 } }), &[number]);
    check(json!({ "Policy": { "AtLeast": "2" } }), &[number]);
    check(json!({ "Policy": { "AtLeast": 99_999_999_999_u64 } }), &[number]);
    check(
        json!({ "Policy": { "AtLeast": 4 } }),
        &["Policy.AtLeast: asks for 4 approvals of 3 people who may decide"],
    );
    check(
        json!({ "Policy": { "AtLeast": 3 }, "Requester": "ada@example.org" }),
        &["Policy.AtLeast: asks for 3 approvals of 2 people who may decide"],
    );
}

#[test]
fn the_rest() {
    let whole = "ExpiresInSeconds: must be a whole number from 60 to 31536000";
    for bad in [json!(59), json!(31_536_001), json!(-5), json!(90.5), json!("90")] {
        check(json!({ "ExpiresInSeconds": bad }), &[whole]);
    }
    check(
        json!({ "AllowComment": "yes", "RequireReasonOnReject": 1 }),
        &["RequireReasonOnReject: must be true or false", "AllowComment: must be true or false"],
    );
    check(
        json!({ "AllowComment": false, "RequireReasonOnReject": true }),
        &["RequireReasonOnReject: needs comments, which `AllowComment` turns off"],
    );
    check(
        json!({ "To": "ada@example.org", "Requester": "ada@EXAMPLE.org" }),
        &["Requester: is the only approver and may not decide their own request"],
    );
    check(json!({ "Details": [] }), &["Details: must be an object"]);
    check(json!({ "Details": { "a\nb": 1 } }), &["Details.a\\nb: must not hold control characters"]);
    check(
        json!({ "Details": { "note": "x".repeat(1_001) } }),
        &["Details.note: has 1001 characters; at most 1000 are shown"],
    );
    let many: serde_json::Map<String, Value> = (0..51).map(|i| (format!("k{i}"), json!(i))).collect();
    check(json!({ "Details": many }), &["Details: must have at most 50 members, it has 51"]);
}

#[test]
fn all_complaints_come_together() {
    let bad = json!({ "to": "ada@example.org", "Subject": "a\nb", "Policy": "most", "Cc": [] });
    let text = ApprovalRequest::parse(&bad).unwrap_err().to_string();
    assert_eq!(
        text,
        "invalid approval: `To` is missing; `Subject` must not hold control characters or line ends; `Message` is \
         missing; `Policy` must be `any`, `all` or an object with the one member `AtLeast`; `to` is not a member of \
         an approval; known are To, Subject, Message, Policy, ExpiresInSeconds, RequireReasonOnReject, AllowComment, \
         Requester, From, Details; `Cc` is not a member of an approval; known are To, Subject, Message, Policy, \
         ExpiresInSeconds, RequireReasonOnReject, AllowComment, Requester, From, Details"
    );
    assert_eq!(
        ApprovalRequest::parse(&json!([])).unwrap_err().to_string(),
        "invalid approval: the parameters must be an object"
    );
}

#[test]
fn the_journal_gives_back_what_it_got() {
    let full = json!({
        "Policy": { "AtLeast": 2 }, "ExpiresInSeconds": 3600, "RequireReasonOnReject": true,
        "From": "Loads <loads@example.org>", "Message": "one\r\ntwo",
    });
    for changes in [full, json!({}), json!({ "To": "ada@example.org", "Details": null, "Policy": "all" })] {
        let request = request(changes);
        let kept = serde_json::to_string(&request).unwrap();
        assert_eq!(serde_json::from_str::<ApprovalRequest>(&kept).unwrap(), request);
    }
    assert!(serde_json::from_str::<ApprovalRequest>("{}").is_err());
}

#[test]
fn the_requester_is_asked_but_not_eligible() {
    let request = request(json!({ "Requester": "BOB@example.org" }));
    let eligible: Vec<(u32, &str)> = request.eligible().map(|(at, address)| (at, address.as_str())).collect();
    assert_eq!(eligible, [(0, "ada@example.org"), (2, "cyd@example.org")]);
}

#[test]
fn details_keep_their_order_and_strings_their_face() {
    let rows = ApprovalRequest::parse(&parameters()).unwrap().rows();
    let expected = [("Rows", "1200345"), ("Target", "sales.orders"), ("Checks", "[\"counts\",\"nulls\"]")];
    assert_eq!(rows, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}
