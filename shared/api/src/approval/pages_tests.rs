//! Visits of approvers: showing changes nothing, deciding is announced, written and ends the task, in this order.

use std::sync::Arc;

use serde_json::{Value, json};
use stepwell_approvals::decision::{Decision, Verdict, Via};
use stepwell_approvals::link::{Claims, mint};
use stepwell_approvals::page::Page;

use super::ApprovalPages;
use crate::approval::fixture::{Memory, Write, attempt, keys, parameters};
use crate::http::HttpRequest;
use crate::rest::fixture::{Headers, NOW_MS, Scripted, Still, rest, send};

struct Desk {
    ledger: Arc<Memory>,
    clock: Arc<Still>,
    pages: ApprovalPages,
}

fn desk(policy: Value) -> Desk {
    let (ledger, clock) = (Memory::with(parameters(policy)), Still::at(NOW_MS));
    let origin = "https://a.example".to_owned();
    let pages = ApprovalPages { ledger: ledger.clone(), world: clock.clone(), keys: keys(), origin };
    Desk { ledger, clock, pages }
}

fn token(approver: u32) -> String {
    let attempt = attempt();
    let claims = Claims {
        machine: attempt.machine,
        execution: attempt.execution,
        stamp: attempt.stamp,
        approver,
        expires_s: NOW_MS / 1_000 + 86_400,
    };
    mint(&keys(), &claims).unwrap().expose().to_owned()
}

fn decision(index: u32, verdict: Verdict) -> Decision {
    let approver = ["ada@example.org", "bob@example.org", "cyd@example.org"][index as usize];
    let approver = approver.to_owned().try_into().unwrap();
    Decision { approver, index, verdict, comment: None, at_ms: NOW_MS, via: Via::Link }
}

impl Desk {
    async fn post(&self, approver: u32, body: &str, headers: Headers<'_>) -> Page {
        let headers: Vec<_> = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let request =
            HttpRequest { method: "POST", path: "", query: "", headers: &headers, body: body.as_bytes() };
        self.pages.decide(&token(approver), &request).await
    }

    /// Opens the form, reads for a while, and decides.
    async fn decide(&self, approver: u32, word: &str) -> Page {
        let shown = self.pages.show(&token(approver)).await;
        *self.clock.now_ms.lock().unwrap() += 5_000;
        let nonce = shown.html.split("name=\"nonce\" value=\"").nth(1);
        let nonce = nonce.and_then(|rest| rest.split('"').next()).unwrap_or("none");
        self.post(approver, &format!("nonce={nonce}&decision={word}"), &[]).await
    }

    fn writes(&self) -> Vec<Write> {
        self.ledger.writes.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn showing_changes_nothing_however_often() {
    let desk = desk(json!("any"));
    let script = Arc::new(Scripted::default());
    let mut routes = rest(&script);
    routes.approvals = Some(Arc::new(desk.pages.clone()));
    for _ in 0..500 {
        for method in ["GET", "HEAD"] {
            let answer = send(&routes, &format!("{method} /approvals/{}", token(0)), &[], b"").await;
            assert_eq!(answer.status, 200);
        }
    }
    assert_eq!(desk.writes(), []);
    assert_eq!(*desk.ledger.decisions.lock().unwrap(), []);
    assert_eq!(*script.asked.lock().unwrap(), []);
    let answer = send(&routes, &format!("DELETE /approvals/{}", token(0)), &[], b"").await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD, POST")));
}

#[tokio::test]
async fn a_decision_is_announced_written_and_ends_the_task() {
    let desk = desk(json!("any"));
    let page = desk.decide(0, "approve").await;
    assert_eq!(page.status, 200);
    assert!(page.html.contains("Approved"), "{}", page.html);
    let output = json!({
        "Decision": "APPROVED",
        "DecidedBy": [{ "Approver": "ada@example.org", "Decision": "APPROVED", "DecidedAt": "2026-11-20T09:05:05.000Z" }],
        "Policy": "any",
    });
    let expected = [Write::Announced, Write::Recorded(0), Write::Completed(output)];
    assert_eq!(desk.writes(), expected);

    let again = desk.decide(0, "reject").await;
    assert_eq!(again.status, 200);
    assert!(again.html.contains("You approved this request"), "{}", again.html);
    let late = desk.decide(1, "reject").await;
    assert_eq!(late.status, 200);
    assert!(
        late.html.contains("decided by others") && late.html.contains("ada@example.org"),
        "{}",
        late.html
    );
    assert_eq!(desk.writes(), expected);
}

#[tokio::test]
async fn only_the_deciding_decision_is_announced() {
    let desk = desk(json!({ "AtLeast": 2 }));
    let page = desk.decide(0, "approve").await;
    assert!(page.html.contains("Your decision is recorded"), "{}", page.html);
    assert_eq!(desk.writes(), [Write::Recorded(0)]);
    desk.decide(1, "reject").await;
    desk.decide(2, "approve").await;
    let writes = desk.writes();
    assert_eq!(writes[1..4], [Write::Recorded(1), Write::Announced, Write::Recorded(2)]);
    assert!(matches!(&writes[4], Write::Completed(output) if output["Decision"] == "APPROVED"));
}

#[tokio::test]
async fn of_two_who_click_at_once_the_first_written_counts() {
    let desk = desk(json!("any"));
    *desk.ledger.rivals.lock().unwrap() = vec![decision(1, Verdict::Rejected)];
    let page = desk.decide(0, "approve").await;
    assert!(page.html.contains("decided by others"), "{}", page.html);
    // The rival died before ending the task: this visit ends it, with the rival's decision.
    let writes = desk.writes();
    assert_eq!(writes[0], Write::Announced);
    assert!(matches!(&writes[1], Write::Completed(output) if output["Decision"] == "REJECTED"));
    assert_eq!(writes.len(), 2);

    let desk = self::desk(json!("all"));
    *desk.ledger.rivals.lock().unwrap() = vec![decision(1, Verdict::Approved)];
    desk.decide(0, "approve").await;
    assert_eq!(desk.writes(), [Write::Recorded(1)]);
    assert_eq!(desk.ledger.decisions.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn whatever_fails_the_next_click_makes_up_for_it() {
    for fails in ["asked", "decisions", "announce", "record", "complete"] {
        let desk = desk(json!("any"));
        let nonce = stepwell_approvals::nonce::issue(&keys(), &token(0), NOW_MS);
        *desk.clock.now_ms.lock().unwrap() += 5_000;
        *desk.ledger.fails.lock().unwrap() = Some(fails);
        let body = format!("nonce={nonce}&decision=approve");
        assert_eq!(desk.post(0, &body, &[]).await.status, 503, "{fails}");
        let page = desk.post(0, &body, &[]).await;
        assert_eq!(page.status, 200, "{fails}");
        assert!(page.html.contains("Approved"), "{fails}");
        let writes = desk.writes();
        assert_eq!(writes.iter().filter(|write| matches!(write, Write::Recorded(_))).count(), 1, "{fails}");
        assert_eq!(writes.iter().filter(|write| matches!(write, Write::Completed(_))).count(), 1, "{fails}");
    }
}

#[tokio::test]
async fn robots_and_foreign_sites_decide_nothing() {
    let desk = desk(json!("any"));
    let nonce = stepwell_approvals::nonce::issue(&keys(), &token(0), NOW_MS);
    *desk.clock.now_ms.lock().unwrap() += 5_000;
    let good = format!("nonce={nonce}&decision=approve");
    let cases: [(&str, Headers<'_>, u16); 6] = [
        (&format!("nonce={nonce}"), &[], 422),
        (&format!("nonce={nonce}&decision="), &[], 422),
        ("decision=approve", &[], 422),
        (&good, &[("Sec-Fetch-Site", "cross-site")], 403),
        (&good, &[("Origin", "https://evil.example")], 403),
        (&"x".repeat(40_000), &[], 413),
    ];
    for (body, headers, status) in cases {
        assert_eq!(desk.post(0, body, headers).await.status, status, "{body:.60}");
    }
    assert_eq!(desk.writes(), []);
}

#[tokio::test]
async fn what_waits_no_more_is_closed_and_changes_nothing() {
    let gone = desk(json!("any"));
    *gone.ledger.asked.lock().unwrap() = None;
    let ended = desk(json!("any"));
    ended.ledger.close();
    for desk in [gone, ended] {
        assert_eq!(desk.pages.show(&token(0)).await.status, 410);
        assert_eq!(desk.decide(0, "approve").await.status, 410);
        assert_eq!(desk.writes(), []);
    }
    let expired = desk(json!("any"));
    *expired.clock.now_ms.lock().unwrap() = NOW_MS + 86_400_000;
    assert_eq!(expired.pages.show(&token(0)).await.status, 410);
    assert_eq!(expired.pages.show("v1.k1.x.y").await.status, 404);
}
