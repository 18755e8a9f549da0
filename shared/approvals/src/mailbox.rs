//! Pages of a mailbox that shows mails instead of sending them, for work on one's own machine.
//! Deliberately absent: where the mails are kept. A mail's HTML is shown as its source, never rendered: what a mail
//! brings along cannot act on the page.

use crate::limits::MAILBOX_LINKS_MAX;
use crate::mail::Mail;
use crate::page::Page;
use askama::Template;

/// A kept mail.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'a> {
    /// Its number in the mailbox.
    pub id: u64,
    /// The mail.
    pub mail: &'a Mail,
}

#[derive(Template)]
#[template(path = "mailbox_list.html")]
struct List<'a> {
    title: &'static str,
    base: &'a str,
    mails: &'a [Kept<'a>],
}

#[derive(Template)]
#[template(path = "mailbox_mail.html")]
struct One<'a> {
    title: &'a str,
    base: &'a str,
    mail: &'a Mail,
    links: Vec<&'a str>,
}

/// The list of mails in the given order. `base` is the path of the mailbox; a mail's page is `{base}/{id}`.
pub fn list(base: &str, mails: &[Kept<'_>]) -> Page {
    Page::new(200, &List { title: "Mailbox", base: base.trim_end_matches('/'), mails })
}

/// One mail: headers, the links of its text to click on, the text, and the HTML as source.
pub fn mail(base: &str, mail: &Mail) -> Page {
    let one = One { title: &mail.subject, base: base.trim_end_matches('/'), mail, links: links(&mail.text) };
    Page::new(200, &one)
}

/// The web addresses in a text, each once, in order; only `http` and `https`.
pub fn links(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        let is_web = word.starts_with("http://") || word.starts_with("https://");
        if is_web && !found.contains(&word) && found.len() < MAILBOX_LINKS_MAX {
            found.push(word);
        }
    }
    found
}

#[cfg(test)]
#[path = "mailbox_tests.rs"]
mod tests;
