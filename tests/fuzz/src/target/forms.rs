//! Requests for approval and the forms that come back: whatever they say, mails have no foreign headers and pages no
//! foreign markup.

use stepwell_approvals::address::{Address, Sender};
use stepwell_approvals::decision::{Decision, Via};
use stepwell_approvals::desk::{Standing, Submission, Taken, Visit};
use stepwell_approvals::keyring::{Key, Keyring, Secret};
use stepwell_approvals::limits::COMMENT_CHARS_MAX;
use stepwell_approvals::link::{Claims, mint};
use stepwell_approvals::mail::{Invitation, invite};
use stepwell_approvals::nonce;
use stepwell_approvals::page::Page;
use stepwell_approvals::post;
use stepwell_approvals::request::ApprovalRequest;
use stepwell_approvals::tally::Tally;

use crate::bytes::parts;

const NOW_MS: u64 = 1_800_000_000_000;

/// An input is the parameters of a request and the body of a form.
pub fn run(data: &[u8]) {
    let parts = parts(data, 2);
    let text = String::from_utf8_lossy(parts[0]);
    for found in [Address::parse(&text).map(|a| a.as_str().to_owned()).ok()] {
        assert!(found.is_none_or(|found| !found.contains(['\r', '\n', '<', '>'])));
    }
    if let Ok(sender) = Sender::parse(&text) {
        assert!(!sender.as_str().contains(['\r', '\n']));
    }
    let parameters = crate::json::value(&text);
    let request = match ApprovalRequest::parse(&parameters) {
        Ok(request) => request,
        Err(complaints) => {
            assert!(!complaints.to_string().is_empty());
            return;
        }
    };
    let expires_s = request.expires_s(NOW_MS - 5_000, None);
    assert!(expires_s > NOW_MS / 1_000, "a request lives a while");
    let mut decisions = Vec::new();
    for (place, approver) in request.eligible() {
        let claims = Claims {
            machine: "<m>".to_owned(),
            execution: "e&\"".to_owned(),
            stamp: 7,
            approver: place,
            expires_s,
        };
        let token = mint(&keys(), &claims).unwrap();
        mail(&request, approver, token.expose(), expires_s);
        let body = parts.get(1).copied().unwrap_or_default();
        decisions.extend(visit(&request, &claims, token.expose(), &decisions, body));
    }
    if let Some(output) = Tally::replay(&request, decisions).output() {
        assert!(output.is_object(), "{output}");
    }
}

fn keys() -> Keyring {
    Keyring::new(Key::new("k1", Secret::new([7; 32])).unwrap())
}

fn mail(request: &ApprovalRequest, approver: &Address, token: &str, expires_s: u64) {
    let link = format!("https://a.example/approvals/{token}");
    let mail = invite(&Invitation {
        request,
        approver,
        machine: "<m>",
        execution: "e&\"",
        stamp: 7,
        expires_s,
        link: &link,
        default_from: &Sender::parse("no-reply@a.example").unwrap(),
        number: 0,
        now_ms: NOW_MS,
    });
    let lines = [&mail.subject, &mail.message_id, &mail.from.as_str().to_owned()];
    for line in lines.into_iter().chain(mail.headers.iter().flat_map(|(name, value)| [name, value])) {
        assert!(!line.contains(['\r', '\n', '\0']), "{line:?}");
    }
    assert!(mail.message().is_ok(), "a request that was accepted can be mailed: {:?}", mail.message().err());
    assert!(mail.text.contains(&link) && mail.html.contains(token));
    markup(&mail.html, request);
}

/// Shows the page, and sends the form with a good nonce in it.
fn visit(
    request: &ApprovalRequest,
    claims: &Claims,
    token: &str,
    decisions: &[Decision],
    body: &[u8],
) -> Option<Decision> {
    let keys = keys();
    let tally = Tally::replay(request, decisions.iter().cloned());
    let visit = Visit { keys: &keys, token, now_ms: NOW_MS };
    assert_eq!(visit.claims().as_ref(), Ok(claims));
    let standing = Standing::Known(&tally, claims.expires_s);
    page(&visit.show(claims, standing), request);
    let own = "https://a.example";
    let sent = |body| Submission { own_origin: own, origin: Some(own), sec_fetch_site: None, body };
    if let Taken::Decide(found) = visit.take(claims, standing, &sent(body)) {
        panic!("a form without a nonce was taken: {found:?}");
    }
    let good = nonce::issue(&keys, token, NOW_MS - 10_000);
    let signed = [body, b"&nonce=", good.as_bytes()].concat();
    let _ = post::parse(&signed, request);
    match visit.take(claims, standing, &sent(&signed)) {
        Taken::Page(shown) => {
            page(&shown, request);
            None
        }
        Taken::Decide(decision) => {
            let comment = decision.comment.clone().unwrap_or_default();
            assert!(comment.chars().count() <= COMMENT_CHARS_MAX);
            assert!(!comment.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
            assert!(comment.is_empty() || request.allow_comment);
            assert_eq!((decision.index, decision.via), (claims.approver, Via::Link));
            let foreign = Submission { origin: Some("https://b.example"), ..sent(&signed) };
            assert!(matches!(visit.take(claims, standing, &foreign), Taken::Page(_)));
            Some(decision)
        }
    }
}

fn page(page: &Page, request: &ApprovalRequest) {
    assert!(page.header("content-security-policy").is_some() && page.status < 500);
    markup(&page.html, request);
}

/// Tags of ours have names; nothing that was sent begins one.
fn markup(html: &str, request: &ApprovalRequest) {
    let sent = format!("{} {:?}", request.subject, request.message);
    if sent.contains("<x") {
        assert!(!html.contains("<x"), "markup from outside");
    }
    assert!(!html.contains("<m>") && !html.to_lowercase().contains("<script"), "markup from outside");
}
