//! Visits: people, robots and latecomers, each at the page of a link.

use super::{Standing, Submission, Taken, Visit};
use crate::decision::{Decision, Verdict, Via};
use crate::fixture::{NOW_MS, claims, decision, keys, link, request};
use crate::html_check;
use crate::keyring::Keyring;
use crate::limits::EXPIRES_S_MAX;
use crate::link::{Claims, LinkToken, mint};
use crate::nonce::issue;
use crate::page::Page;
use crate::request::ApprovalRequest;
use crate::tally::{Offered, Outcome, Tally};
use serde_json::json;

/// When the links of the fixture expire, seconds since 1970.
const EXPIRES_S: u64 = NOW_MS / 1_000 + EXPIRES_S_MAX;

struct Desk {
    keys: Keyring,
    link: LinkToken,
}

impl Desk {
    fn of(approver: u32) -> Self {
        Desk { keys: keys(), link: mint(&keys(), &Claims { approver, ..claims() }).unwrap() }
    }

    fn at(&self, now_ms: u64) -> Visit<'_> {
        Visit { keys: &self.keys, token: self.link.expose(), now_ms }
    }

    fn nonce(&self) -> String {
        issue(&self.keys, self.link.expose(), NOW_MS)
    }
}

fn sent(body: &str) -> Submission<'_> {
    Submission {
        own_origin: "https://a.example",
        origin: Some("null"),
        sec_fetch_site: Some("same-origin"),
        body: body.as_bytes(),
    }
}

fn page(taken: Taken) -> Page {
    match taken {
        Taken::Page(page) => page,
        Taken::Decide(decision) => panic!("taken: {decision:?}"),
    }
}

fn is_form(page: &Page) -> bool {
    page.html.contains("<form")
}

#[test]
fn a_person_reads_and_decides() {
    let request = request(json!({ "Policy": "all" }));
    let mut tally = Tally::new(&request);
    let desk = Desk::of(1);
    let shown = desk.at(NOW_MS);
    let claims = shown.claims().unwrap();
    let page = shown.show(&claims, Standing::Known(&tally, EXPIRES_S));
    assert_eq!((page.status, is_form(&page)), (200, true));
    let hidden = page.html.split("<input type=\"hidden\"").nth(1).unwrap().split('>').next().unwrap();
    let nonce = html_check::value(hidden, "value").unwrap();

    let body = format!("nonce={nonce}&decision=approve&comment=Fine");
    let sending = desk.at(NOW_MS + 2_000);
    let expected = Decision {
        comment: Some("Fine".to_owned()),
        at_ms: NOW_MS + 2_000,
        via: Via::Link,
        ..decision(&request, 1, Verdict::Approved)
    };
    let taken = sending.take(&claims, Standing::Known(&tally, EXPIRES_S), &sent(&body));
    assert_eq!(taken, Taken::Decide(expected.clone()));
    assert_eq!(tally.offer(expected), Offered::Recorded(Outcome::Pending));

    for again in [
        sending.show(&claims, Standing::Known(&tally, EXPIRES_S)),
        self::page(sending.take(&claims, Standing::Known(&tally, EXPIRES_S), &sent(&body))),
        self::page(sending.take(
            &claims,
            Standing::Known(&tally, EXPIRES_S),
            &sent(&body.replace("approve", "reject")),
        )),
    ] {
        assert_eq!((again.status, is_form(&again)), (200, false));
        assert!(again.html.contains("You approved this request on 20 November 2026, 09:05 UTC."));
    }
}

#[test]
fn a_thousand_looks_change_nothing() {
    let request = request(json!({}));
    let tally = Tally::new(&request);
    let desk = Desk::of(0);
    for look in 0..1_000 {
        let page = desk.at(NOW_MS + look).show(&claims(), Standing::Known(&tally, EXPIRES_S));
        assert!(is_form(&page));
    }
    assert_eq!(tally, Tally::new(&request));
}

#[test]
fn robots_get_the_form_back() {
    let request = request(json!({}));
    let tally = Tally::new(&request);
    let desk = Desk::of(0);
    let nonce = desk.nonce();
    let attempts = [
        (60_000, format!("nonce={nonce}&comment="), "Choose whether you approve or reject."),
        (60_000, String::new(), "Choose whether you approve or reject."),
        (60_000, format!("nonce={nonce}&decision=approve&decision=reject"), "The form arrived damaged."),
        (60_000, "decision=approve".to_owned(), "The form did not belong to this page."),
        (1_999, format!("nonce={nonce}&decision=approve"), "The form was sent too quickly."),
        (
            1_800_001,
            format!("nonce={nonce}&decision=approve&comment=kept"),
            "The form was open for too long.",
        ),
    ];
    for (age_ms, body, expected) in attempts {
        let taken =
            desk.at(NOW_MS + age_ms).take(&claims(), Standing::Known(&tally, EXPIRES_S), &sent(&body));
        let page = page(taken);
        assert_eq!(page.status, 422, "{body}");
        assert!(is_form(&page) && page.html.contains(expected), "{body}");
        assert_eq!(page.html.contains(">kept</textarea>"), body.contains("kept"));
        html_check::check(&page.html);
    }
}

#[test]
fn the_windows_of_a_form_are_exact() {
    let request = request(json!({}));
    let tally = Tally::new(&request);
    let desk = Desk::of(0);
    let body = format!("nonce={}&decision=reject", desk.nonce());
    for (age_ms, taken) in [(1_999, false), (2_000, true), (1_800_000, true), (1_800_001, false)] {
        let answer =
            desk.at(NOW_MS + age_ms).take(&claims(), Standing::Known(&tally, EXPIRES_S), &sent(&body));
        assert_eq!(matches!(answer, Taken::Decide(_)), taken, "{age_ms}");
    }
}

#[test]
fn a_form_of_one_link_does_not_serve_another() {
    let request = request(json!({}));
    let tally = Tally::new(&request);
    let body = format!("nonce={}&decision=approve", Desk::of(0).nonce());
    let other = Desk::of(1);
    let visit = other.at(NOW_MS + 5_000);
    let taken = visit.take(&visit.claims().unwrap(), Standing::Known(&tally, EXPIRES_S), &sent(&body));
    assert_eq!(page(taken).status, 422);
}

#[test]
fn other_sites_and_large_bodies_are_turned_away() {
    let request = request(json!({}));
    let tally = Tally::new(&request);
    let desk = Desk::of(0);
    let body = format!("nonce={}&decision=approve", desk.nonce());
    let visit = desk.at(NOW_MS + 5_000);
    let foreign = Submission { sec_fetch_site: Some("cross-site"), ..sent(&body) };
    assert_eq!(page(visit.take(&claims(), Standing::Known(&tally, EXPIRES_S), &foreign)).status, 403);
    let foreign = Submission { origin: Some("https://evil.example"), sec_fetch_site: None, ..sent(&body) };
    assert_eq!(page(visit.take(&claims(), Standing::Known(&tally, EXPIRES_S), &foreign)).status, 403);
    let large = "x".repeat(40_000);
    assert_eq!(page(visit.take(&claims(), Standing::Known(&tally, EXPIRES_S), &sent(&large))).status, 413);
}

#[test]
fn a_link_ends_at_its_second() {
    let desk = Desk::of(0);
    let ends_ms = claims().expires_s * 1_000;
    assert_eq!(desk.at(ends_ms - 1).claims(), Ok(claims()));
    let page = desk.at(ends_ms).claims().unwrap_err();
    assert_eq!(page.status, 410);
    assert!(page.html.contains("This link has expired") && page.html.contains("nightly-load"));
}

#[test]
fn all_bad_links_get_the_same_page() {
    let keys = keys();
    let visit = |token: &str| Visit { keys: &keys, token, now_ms: NOW_MS }.claims().unwrap_err();
    let malformed = visit("nonsense");
    let link = link();
    let bent = format!("{}A", link.expose().rsplit_once('.').unwrap().0);
    let forged = link.expose().replace("v1.k1.D", "v1.k1.E");
    assert_eq!(malformed.status, 404);
    assert_eq!(visit(&bent), malformed);
    assert_eq!(visit(&forged), malformed);
    assert_eq!(visit(&link.expose().replace("k1", "k2")), malformed);
}

#[test]
fn what_is_over_is_shown_as_over() {
    let request = request(json!({ "Policy": "any" }));
    let decided = Tally::replay(&request, [decision(&request, 1, Verdict::Rejected)]);
    let desk = Desk::of(0);
    let body = format!("nonce={}&decision=approve", desk.nonce());
    let visit = desk.at(NOW_MS + 5_000);
    let check = |standing: Standing<'_>, status: u16, text: &str| {
        for page in [visit.show(&claims(), standing), page(visit.take(&claims(), standing, &sent(&body)))] {
            assert_eq!(page.status, status, "{text}");
            assert!(page.html.contains(text) && !is_form(&page), "{text}");
            html_check::check(&page.html);
        }
    };
    check(
        Standing::Known(&decided, EXPIRES_S),
        200,
        "bob@example.org rejected on 20 November 2026, 09:05 UTC.",
    );
    check(Standing::Gone, 410, "This request is no longer open");
    let fresh = Tally::new(&request);
    check(Standing::Known(&fresh, EXPIRES_S - 1), 410, "This request is no longer open");
}

#[test]
fn the_requester_cannot_decide() {
    let own: ApprovalRequest = request(json!({ "Requester": "ADA@example.org" }));
    let tally = Tally::new(&own);
    let desk = Desk::of(0);
    let body = format!("nonce={}&decision=approve", desk.nonce());
    let visit = desk.at(NOW_MS + 5_000);
    let standing = Standing::Known(&tally, EXPIRES_S);
    for page in [visit.show(&claims(), standing), page(visit.take(&claims(), standing, &sent(&body)))] {
        assert_eq!((page.status, is_form(&page)), (403, false));
    }
}
