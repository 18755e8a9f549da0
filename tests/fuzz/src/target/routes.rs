//! Plain HTTP: routes for people and webhooks, pages of approvers, the mailbox.

use serde_json::Value;
use stepwell_api::http::{HttpAnswer, HttpRequest};
use stepwell_world::world::block_on;

use crate::bytes::texts;
use crate::house::{House, ORIGIN};
use crate::target::requests::aftermath;

/// Requests in one input.
const REQUESTS_MAX: usize = 6;

/// An input is requests one after the other: method and address in the first line, headers, an empty line, the body.
pub fn run(data: &[u8]) {
    let mut house = House::new();
    for text in texts(data, REQUESTS_MAX) {
        request(&house, &house.filled(&text));
        house.world.run_until_ms(stepwell_journal::clock::Clock::now_ms(&*house.world.time) + 1_000);
    }
    aftermath(&mut house);
}

fn request(house: &House, text: &str) {
    let (top, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = top.lines();
    let (method, address) = lines.next().unwrap_or_default().split_once(' ').unwrap_or(("GET", "/"));
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    headers.push(("Origin".to_owned(), ORIGIN.to_owned()));
    house.world.points.begin(Vec::new());
    let request = HttpRequest { method, path, query, headers: &headers, body: body.as_bytes() };
    let answer = block_on(house.rest.handle(&request));
    check(&answer, method);
    let (created, changed) = house.written();
    let is_free = matches!(answer.status, 409) || (method == "POST" && answer.status < 400);
    assert!(
        is_free || (created.is_empty() && changed.is_empty()),
        "{} {created:?} {changed:?}",
        answer.status
    );
}

fn check(answer: &HttpAnswer, method: &str) {
    let status = answer.status;
    assert!((200..500).contains(&status) || status == 501, "{status} {}", answer.body.escape_ascii());
    let is_unsafe = |value: &str| value.contains(['\r', '\n', '\0']);
    assert!(!answer.headers.iter().any(|(_, value)| is_unsafe(value)), "{:?}", answer.headers);
    if method == "HEAD" {
        assert!(answer.body.is_empty());
        return;
    }
    let content_type = answer.header("content-type").unwrap_or_default();
    match content_type {
        "application/problem+json" => {
            let body: Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(body["status"], status);
            assert!(!body["detail"].as_str().unwrap().is_empty());
        }
        "application/json" => drop(serde_json::from_slice::<Value>(&answer.body).unwrap()),
        "text/html; charset=utf-8" => {
            let page = String::from_utf8(answer.body.clone()).unwrap();
            assert!(answer.header("content-security-policy").is_some(), "{:?}", answer.headers);
            assert!(!page.contains("<x"), "markup from outside");
        }
        _ => assert!(status < 400 && (!content_type.is_empty() || answer.body.is_empty()), "{content_type}"),
    }
}
