//! The mailbox: mails once each, newest first, no more than its limit.

use std::sync::Arc;

use stepwell_approvals::mail::Mail;
use stepwell_approvals::mailer::Mailer;
use stepwell_journal::memory::MemoryStore;

use super::Mailbox;
use crate::approval::limits::MAILBOX_MAILS_MAX;

fn mail(number: usize) -> Mail {
    Mail {
        from: "no-reply@a.example".to_owned().try_into().unwrap(),
        to: "ada@example.org".to_owned().try_into().unwrap(),
        subject: format!("Mail {number}"),
        text: format!("Open\nhttps://a.example/approvals/t{number}\n"),
        html: "<p>Open</p>".to_owned(),
        message_id: format!("<{number}@a.example>"),
        headers: Vec::new(),
        at_ms: 0,
    }
}

#[tokio::test]
async fn mails_are_kept_once_and_shown() {
    let mailbox = Mailbox { store: Arc::new(MemoryStore::new()) };
    for number in [1, 2, 1, 2] {
        mailbox.send(&mail(number)).await.unwrap();
    }
    let kept = mailbox.kept().await.unwrap();
    assert_eq!(kept, [(2, mail(2)), (1, mail(1))]);
    let list = mailbox.list().await;
    assert!(list.html.contains("/mailbox/2") && list.html.contains("Mail 1"), "{}", list.html);
    let one = mailbox.show("1").await.unwrap();
    assert!(one.html.contains("https://a.example/approvals/t1"), "{}", one.html);
    for id in ["3", "0", "x", "-1", ""] {
        assert_eq!(mailbox.show(id).await, None, "{id}");
    }
}

#[tokio::test]
async fn old_mails_go() {
    let mailbox = Mailbox { store: Arc::new(MemoryStore::new()) };
    for number in 1..=MAILBOX_MAILS_MAX + 3 {
        mailbox.send(&mail(number)).await.unwrap();
    }
    let kept = mailbox.kept().await.unwrap();
    assert_eq!(kept.len(), MAILBOX_MAILS_MAX);
    assert_eq!((kept[0].0, kept[MAILBOX_MAILS_MAX - 1].0), (103, 4));
}
