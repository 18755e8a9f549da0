//! The SMTP mailer against a small server on the loopback interface, and its address rules.

use super::{SmtpMailer, with_tls};
use crate::mail::tests::invitation_mail;
use crate::mailer::{MailError, Mailer};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// Sends one mail to a server that answers `RCPT TO` with `answer`; gives back the result and what the server read.
async fn sent(answer: &'static str) -> (Result<(), MailError>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (reading, mut writing) = stream.into_split();
        let mut lines = BufReader::new(reading).lines();
        let mut read = String::new();
        let mut in_data = false;
        writing.write_all(b"220 here\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            read.push_str(&line);
            read.push('\n');
            let reply = match line.split(' ').next().unwrap() {
                "." => "250 kept\r\n",
                _ if in_data => continue,
                "EHLO" => "250 here\r\n",
                "DATA" => "354 go on\r\n",
                "RCPT" => answer,
                "QUIT" => break,
                _ => "250 fine\r\n",
            };
            in_data = line == "DATA";
            writing.write_all(reply.as_bytes()).await.unwrap();
        }
        read
    });
    let mailer = SmtpMailer::new(&format!("smtp://127.0.0.1:{port}")).unwrap();
    let result = mailer.send(&invitation_mail("Load of 20 November")).await;
    (result, server.await.unwrap())
}

#[tokio::test]
async fn a_mail_arrives() {
    let (result, read) = sent("250 fine\r\n").await;
    assert_eq!(result, Ok(()));
    assert!(read.contains("MAIL FROM:<no-reply@a.example>"), "{read}");
    assert!(read.contains("RCPT TO:<ada@example.org>"));
    assert!(read.contains("Subject: Load of 20 November\n"));
}

#[tokio::test]
async fn refusals_say_whether_to_try_again() {
    assert!(sent("450 later\r\n").await.0.unwrap_err().retry);
    assert!(!sent("550 nobody\r\n").await.0.unwrap_err().retry);
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let mailer = SmtpMailer::new(&format!("smtp://127.0.0.1:{port}")).unwrap();
    assert!(mailer.send(&invitation_mail("x")).await.unwrap_err().retry);
}

#[test]
fn a_password_does_not_travel_in_the_clear() {
    let cases = [
        ("smtp://mail.example:25", "smtp://mail.example:25"),
        ("smtp://ada:pw@mail.example", "smtp://ada:pw@mail.example?tls=required"),
        ("smtp://ada:p@w@mail.example:587/me", "smtp://ada:p@w@mail.example:587/me?tls=required"),
        ("smtp://ada:pw@mail.example?x=1", "smtp://ada:pw@mail.example?x=1&tls=required"),
        ("smtp://ada:pw@mail.example?tls=opportunistic", "smtp://ada:pw@mail.example?tls=opportunistic"),
        ("smtp://ada:pw@localhost:1025", "smtp://ada:pw@localhost:1025"),
        ("smtp://ada:pw@localhost.example", "smtp://ada:pw@localhost.example?tls=required"),
        ("smtps://ada:pw@mail.example", "smtps://ada:pw@mail.example"),
    ];
    for (url, expected) in cases {
        assert_eq!(with_tls(url), expected);
    }
}

#[test]
fn a_bad_address_is_refused_without_repeating_it() {
    for url in
        ["", "mail.example", "http://ada:secret@mail.example", "smtp://ada:secret@mail.example?tls=maybe"]
    {
        let error = SmtpMailer::new(url).unwrap_err();
        assert!(!error.retry && !error.to_string().contains("secret"), "{error}");
    }
    let mailer = SmtpMailer::new("smtp://ada:secret@localhost").unwrap();
    assert!(!format!("{mailer:?}").contains("secret"));
}
