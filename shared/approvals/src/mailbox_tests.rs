//! The mailbox: pages that show mails without letting them act.

use super::{Kept, links, list, mail};
use crate::html_check;
use crate::mail::tests::{EVIL, invitation_mail};

#[test]
fn a_mail_is_shown_as_source_with_its_links() {
    let kept = invitation_mail(EVIL);
    let page = mail("/mailbox/", &kept);
    html_check::check(&page.html);
    assert!(page.html.contains("<a href=\"/mailbox\">"));
    let link = links(&kept.text)[0];
    assert!(page.html.contains(&format!("<a href=\"{link}\" rel=\"noreferrer noopener\">")));
    assert!(page.html.contains("&#60;!doctype html&#62;"));
    assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
}

#[test]
fn the_list_names_every_mail() {
    let kept = invitation_mail(EVIL);
    let page = list("/mailbox", &[Kept { id: 7, mail: &kept }, Kept { id: 3, mail: &kept }]);
    html_check::check(&page.html);
    assert!(page.html.contains("href=\"/mailbox/7\"") && page.html.contains("href=\"/mailbox/3\""));
    html_check::check(&list("/mailbox", &[]).html);
}

#[test]
fn only_web_addresses_become_links() {
    let text = "see https://a.example/x, javascript:alert(1) data:text/html,x\nhttp://b.example https://a.example/x,";
    assert_eq!(links(text), ["https://a.example/x,", "http://b.example"]);
    let many: Vec<String> = (0..50).map(|i| format!("https://a.example/{i}")).collect();
    assert_eq!(links(&many.join(" ")).len(), 20);
}
