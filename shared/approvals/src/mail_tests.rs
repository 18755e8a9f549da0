//! Mails: what the parts say, escaping, headers, and bytes that are the same each time.

use super::{Invitation, Mail, invite};
use crate::address::Sender;
use crate::fixture::{NOW_MS, claims, link, request};
use crate::html_check;
use crate::link::url;
use serde_json::{Value, json};

pub(crate) const EVIL: &str = r#"<script>alert('x')</script>"><img src=x onerror=alert(1)>"#;

fn mail(changes: Value, number: u32, approver: usize) -> Mail {
    let request = request(changes);
    let claims = claims();
    invite(&Invitation {
        request: &request,
        approver: &request.to[approver],
        machine: &claims.machine,
        execution: &claims.execution,
        stamp: claims.stamp,
        expires_s: claims.expires_s,
        link: &url("https://a.example/prod", &link()),
        default_from: &Sender::parse("Stepwell <no-reply@a.example>").unwrap(),
        number,
        now_ms: NOW_MS,
    })
}

pub(crate) fn invitation_mail(subject: &str) -> Mail {
    mail(json!({ "Subject": subject, "Message": subject, "Details": { (subject): subject } }), 0, 0)
}

fn formatted(mail: &Mail) -> String {
    String::from_utf8(mail.message().unwrap().formatted()).unwrap()
}

#[test]
fn the_text_is_enough() {
    let expected = format!(
        "The nightly load is ready.
May it replace the live tables?

Details:
- Rows: 1200345
- Target: sales.orders
- Checks: [\"counts\",\"nulls\"]

To approve or reject, open this link:

https://a.example/prod/approvals/{}

Nothing is decided by opening it. The link is yours alone: whoever has it can decide in your name.
3 people were asked; the first decision counts.

Asked by: eve@example.org
Workflow: nightly-load
Execution: run-7
Open until: 20 November 2027, 09:05 UTC
",
        link().expose()
    );
    assert_eq!(mail(json!({}), 0, 0).text, expected);
    let short = mail(json!({ "Details": null, "Requester": null, "Message": "Go?" }), 0, 0).text;
    assert!(short.starts_with("Go?\n\nTo approve or reject, open this link:\n\nhttps://"), "{short}");
}

#[test]
fn the_html_is_well_formed_and_escaped() {
    for mail in [invitation_mail(EVIL), mail(json!({}), 0, 0), mail(json!({ "Details": null }), 0, 0)] {
        html_check::check(&mail.html);
        let target = format!("href=\"https://a.example/prod/approvals/{}\"", link().expose());
        assert_eq!(mail.html.matches(&target).count(), 2);
        assert_eq!(mail.html.matches("href=").count(), 2);
        assert!(!mail.html.contains("url("));
    }
    let lines = mail(json!({ "Message": "a\r\nb\n\nc" }), 0, 0).html;
    assert!(lines.contains("a<br>\nb<br>\n<br>\nc</p>"), "{lines}");
    for (front, back) in
        [("#1b1f24", "#ffffff"), ("#4a5360", "#ffffff"), ("#ffffff", "#0a4bb5"), ("#0a4bb5", "#ffffff")]
    {
        assert!(html_check::contrast(front, back) >= 4.5);
        assert!(lines.contains(front) && lines.contains(back));
    }
}

#[test]
fn headers() {
    let mail = mail(json!({}), 0, 0);
    let text = formatted(&mail);
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    for line in [
        "From: Stepwell <no-reply@a.example>",
        "To: ada@example.org",
        "Subject: Load of 20 November",
        "Date: Fri, 20 Nov 2026 09:05:00 +0000",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        &format!("Message-ID: {}", mail.message_id),
        &format!("References: {}", mail.headers[0].1),
    ] {
        assert!(head.lines().any(|found| found == line), "{line} in {head}");
    }
    assert!(head.contains("Content-Type: multipart/alternative;"));
    assert!(body.find("text/plain").unwrap() < body.find("text/html").unwrap());
    assert_eq!(formatted(&mail), text, "the same mail gives the same bytes");
    let sender = json!({ "From": "Loads <loads@example.org>" });
    assert!(formatted(&self::mail(sender, 0, 0)).contains("From: Loads <loads@example.org>\r\n"));
}

#[test]
fn ids_are_unique_per_mail_and_thread_per_request() {
    let mails = [mail(json!({}), 0, 0), mail(json!({}), 1, 0), mail(json!({}), 0, 1)];
    for (at, mail) in mails.iter().enumerate() {
        assert!(mail.message_id.ends_with("@a.example>"));
        assert_eq!(mail.headers[0], mails[0].headers[0]);
        assert_ne!(mail.message_id, mail.headers[0].1);
        for other in &mails[..at] {
            assert_ne!(mail.message_id, other.message_id);
        }
    }
    assert_eq!(mail(json!({}), 0, 0).message_id, mails[0].message_id);
}

#[test]
fn no_header_can_be_smuggled_in() {
    let good = mail(json!({}), 0, 0);
    let evil = "x\r\nBcc: eve@example.org";
    let bent = [
        Mail { subject: evil.to_owned(), ..good.clone() },
        Mail { message_id: evil.to_owned(), ..good.clone() },
        Mail { headers: vec![("X-A".to_owned(), evil.to_owned())], ..good.clone() },
        Mail { headers: vec![(evil.to_owned(), "x".to_owned())], ..good.clone() },
    ];
    for mail in bent {
        let error = mail.message().unwrap_err();
        assert!(!error.retry);
        assert_eq!(error.message, "a mail header must not hold control characters or line ends");
    }
    for text in ["Grüße 🦀", &"ä".repeat(200), "=?utf-8?q?Bcc?=", "a, b <c@d>"] {
        let text = formatted(&mail(json!({ "Subject": text }), 0, 0));
        let head = text.split_once("\r\n\r\n").unwrap().0;
        assert!(head.is_ascii() && head.lines().all(|line| line.len() <= 998));
        assert!(!head.to_lowercase().contains("\nbcc"));
    }
}

#[test]
fn a_mail_goes_through_the_mailbox_and_prints_no_link() {
    let mail = mail(json!({}), 0, 0);
    let kept = serde_json::to_string(&mail).unwrap();
    assert_eq!(serde_json::from_str::<Mail>(&kept).unwrap(), mail);
    assert!(!format!("{mail:?}").contains(link().expose()));
}

#[test]
fn dates_beyond_the_calendar_do_no_harm() {
    let late = Mail { at_ms: u64::MAX, ..mail(json!({}), 0, 0) };
    assert!(formatted(&late).contains("Date: Fri, 31 Dec 9999"));
}
