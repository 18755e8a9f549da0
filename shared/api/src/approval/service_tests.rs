//! Asking: what is mailed, what is answered, and that no link leaves the mails.

use std::sync::Arc;

use serde_json::{Value, json};
use stepwell_approvals::address::Sender;
use stepwell_approvals::decision::{Decision, Verdict, Via};
use stepwell_approvals::link::verify;
use stepwell_approvals::mailbox::links;
use stepwell_approvals::mailer::MailError;
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, Services};

use super::ApprovalService;
use crate::approval::fixture::{Collected, Memory, attempt, keys, parameters};
use crate::rest::fixture::NOW_MS;

fn service(ledger: &Arc<Memory>, mailer: &Arc<Collected>) -> ApprovalService {
    ApprovalService {
        requests: ledger.clone(),
        mailer: mailer.clone(),
        keys: keys(),
        base_url: "https://a.example/prod".to_owned(),
        from: Sender::parse("Stepwell <no-reply@a.example>").unwrap(),
    }
}

fn call(operation: &str, input: Value) -> ServiceRequest {
    ServiceRequest {
        service: "stepwell".to_owned(),
        operation: operation.to_owned(),
        input,
        region: "eu-central-1".to_owned(),
        account: "123456789012".to_owned(),
        timeout_ms: None,
        marker: Some(attempt().to_string()),
    }
}

async fn ask(service: &ApprovalService, input: Value) -> Result<Value, ServiceError> {
    service.call(&call("requestApproval", input)).await.map(|response| response.output)
}

#[tokio::test]
async fn everybody_eligible_gets_a_link_of_their_own() {
    let mut input = parameters(json!({ "AtLeast": 2 }));
    input["Requester"] = json!("bob@example.org");
    let (ledger, mailer) = (Memory::with(input.clone()), Arc::new(Collected::default()));
    let output = ask(&service(&ledger, &mailer), input.clone()).await.unwrap();
    let expected = json!({
        "To": ["ada@example.org", "cyd@example.org"],
        "Policy": { "AtLeast": 2 },
        "ExpiresAt": "2026-11-21T09:05:00.000Z",
    });
    assert_eq!(output, expected);
    let mails = mailer.mails.lock().unwrap().clone();
    let mut approvers = Vec::new();
    for mail in &mails {
        let links = links(&mail.text);
        let token = links[0].strip_prefix("https://a.example/prod/approvals/").unwrap();
        let claims = verify(&keys(), token, NOW_MS / 1_000).unwrap();
        assert_eq!((claims.machine.as_str(), claims.execution.as_str(), claims.stamp), ("load", "run-7", 12));
        assert_eq!(claims.expires_s, NOW_MS / 1_000 + 86_400);
        assert!(!output.to_string().contains(token));
        approvers.push((mail.to.as_str().to_owned(), claims.approver));
    }
    assert_eq!(approvers, [("ada@example.org".to_owned(), 0), ("cyd@example.org".to_owned(), 2)]);
    assert_eq!(*ledger.writes.lock().unwrap(), []);

    ask(&service(&ledger, &mailer), input).await.unwrap();
    assert_eq!(mailer.mails.lock().unwrap()[2..], mails);
}

#[tokio::test]
async fn failures_say_how_far_they_came_and_show_no_link() {
    let busy = ("bob@example.org", MailError::passing("421 try later"));
    let wrong = ("bob@example.org", MailError::lasting("550 no such user"));
    let bad = json!({ "To": [], "Subject": "S" });
    let good = parameters(json!("any"));
    let complaints = "invalid approval: `To` must have 1 to 50 addresses, it has 0; `Message` is missing";
    let cases = [
        (
            good.clone(),
            Some(busy),
            None,
            "MailDelayed",
            "mail to `bob@example.org`: 421 try later",
            Reached::NotSent,
        ),
        (
            good.clone(),
            Some(wrong),
            None,
            "MailRejected",
            "mail to `bob@example.org`: 550 no such user",
            Reached::Answered,
        ),
        (bad, None, None, "InvalidApproval", complaints, Reached::Answered),
        (
            good,
            None,
            Some("asked"),
            "MailDelayed",
            "approvals cannot be read or written: out of reach",
            Reached::NotSent,
        ),
    ];
    for (input, refuses, fails, code, message, reached) in cases {
        let (ledger, mailer) = (Memory::with(input.clone()), Arc::new(Collected::default()));
        *mailer.refuses.lock().unwrap() = refuses;
        *ledger.fails.lock().unwrap() = fails;
        let error = ask(&service(&ledger, &mailer), input).await.unwrap_err();
        assert_eq!((error.code.as_str(), error.message.as_str(), error.reached), (code, message, reached));
        assert!(!error.to_string().contains("v1."));
    }
}

#[tokio::test]
async fn calls_that_are_none_are_refused() {
    let input = parameters(json!("any"));
    let (ledger, mailer) = (Memory::with(input.clone()), Arc::new(Collected::default()));
    let service = service(&ledger, &mailer);
    let mut without = call("requestApproval", input.clone());
    without.marker = None;
    assert_eq!(service.call(&without).await.unwrap_err().code, "InvalidApproval");
    assert_eq!(service.call(&call("other", input.clone())).await.unwrap_err().code, "InvalidAction");
    *ledger.asked.lock().unwrap() = None;
    assert_eq!(ask(&service, input.clone()).await.unwrap_err().code, "AttemptDoesNotExist");
    assert_eq!(mailer.mails.lock().unwrap().len(), 0);
    assert!(service.handles("stepwell", "requestApproval", &input));
    assert!(service.handles("stepwell", "describeApproval", &input));
    assert!(!service.handles("stepwell", "other", &input));
    assert!(!service.handles("ses", "requestApproval", &input));
}

#[tokio::test]
async fn describing_tells_the_output_once_there_is_one() {
    let input = parameters(json!({ "AtLeast": 2 }));
    let (ledger, mailer) = (Memory::with(input.clone()), Arc::new(Collected::default()));
    let service = service(&ledger, &mailer);
    for (place, expected) in [(0, json!(null)), (2, json!("APPROVED"))] {
        let approver = ["ada@example.org", "bob@example.org", "cyd@example.org"][place];
        ledger.decisions.lock().unwrap().push(Decision {
            approver: approver.to_owned().try_into().unwrap(),
            index: place as u32,
            verdict: Verdict::Approved,
            comment: None,
            at_ms: NOW_MS,
            via: Via::Link,
        });
        let described = service.call(&call("describeApproval", input.clone())).await.unwrap().output;
        assert_eq!(described["Output"]["Decision"], expected);
    }
}
