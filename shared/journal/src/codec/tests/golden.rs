//! Records as they were once written are read for ever. Each file in `golden/` was written by the version in its
//! folder's name; files are added and never changed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use stepwell_engine::{HistoryEvent, Payload};

use super::arbitrary;
use crate::codec::digest::digest_of;
use crate::codec::read::{self, Need};
use crate::codec::write::to_fetch;
use crate::codec::{Digest, Draft, Page};
use crate::cover::{Closed, Cover, Parent, Start};
use crate::head::Head;
use crate::key::ExecutionKey;
use crate::sample;
use crate::store::Item;

fn golden(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden/v1").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// An execution with a sealed range, gathered texts and texts of its own on page 50.
fn rich() -> (Head, Vec<HistoryEvent>) {
    let (head, events) = arbitrary::page(RICH_SEED, 50);
    for payload in to_fetch(&head) {
        payload.fill("\"fetched\"");
    }
    (head, events)
}

/// A seed that has all of it.
const RICH_SEED: u64 = 45;

fn cover() -> Cover {
    Cover {
        identity: Arc::new(sample::identity(1)),
        generation: 3,
        definition: [5; 16],
        start_id: "client-token".to_owned(),
        input_digest: digest_of(b"{}"),
        input_bytes: 2,
        trace_header: Some("Root=1-5759e988-bd862e3fe1be46a994272793".to_owned()),
        parent: Some(Parent { key: ExecutionKey::new("outer", "first"), stamp: 17 }),
        version_arn: Some("arn:aws:states:us-east-1:123456789012:stateMachine:order-flow:4".to_owned()),
        alias_arn: None,
        closed: Closed::Failed,
        stopped_ms: Some(sample::STARTED_MS + 1_234),
        expires_s: None,
    }
}

/// Everything that the drafts of today's code keep, by file name.
fn today() -> BTreeMap<String, Vec<u8>> {
    let (start, start_events) = sample::start(1, Payload::from_text(sample::order(1, 300)));
    let start_draft = Draft::page(&start, &start_events, 11).unwrap();
    start_draft.committed();
    let (step, step_events) = sample::step(&start, Payload::from_text(sample::order(2, 1_000)));
    let step_draft = Draft::page(&step, &step_events, 12).unwrap();
    let (rich, rich_events) = rich();
    let rich_draft = Draft::page(&rich, &rich_events, 13).unwrap();
    let item = cover().item(&Start::Segment([6; 16]), 14).unwrap();
    let mut files = BTreeMap::from([
        ("start.bin".to_owned(), start_draft.body),
        ("step.bin".to_owned(), step_draft.body),
        ("rich.bin".to_owned(), rich_draft.body),
        ("cover.bin".to_owned(), item.body),
        ("cover-listed.bin".to_owned(), item.index.unwrap().projection),
    ]);
    for (digest, body) in rich_draft.segments.into_iter().chain(rich_draft.payloads) {
        files.insert(format!("rich-{}.bin", crate::codec::digest::hex(&digest)), body);
    }
    files
}

fn rich_page(body: &[u8]) -> Page {
    let mut page = Page::open(50, body).unwrap();
    for need in page.needs() {
        let (Need::List(digest) | Need::Word(digest)) = need;
        page.supply(need, &golden(&beside(&digest))).unwrap();
    }
    page
}

fn beside(digest: &Digest) -> String {
    format!("rich-{}.bin", crate::codec::digest::hex(digest))
}

#[test]
fn pages_are_read_for_ever() {
    let today = today();
    let identity = Arc::new(sample::identity(1));
    for (name, number, nonce) in [("start.bin", 0, 11), ("step.bin", 1, 12)] {
        let old = Page::open(number, &golden(name)).unwrap();
        let new = Page::open(number, &today[name]).unwrap();
        assert_eq!((old.nonce(), old.events()), (nonce, new.events()), "{name}");
        assert_eq!(old.head(identity.clone()), new.head(identity.clone()), "{name}");
    }
    let (old, new) = (rich_page(&golden("rich.bin")), rich_page(&today["rich.bin"]));
    assert_eq!(old.events(), new.events());
    assert_eq!(old.head(identity.clone()), new.head(identity));
}

#[test]
fn what_stands_beside_pages_is_read_for_ever() {
    let today = today();
    let names: Vec<_> = today.keys().filter(|name| name.starts_with("rich-")).collect();
    assert!(names.len() >= 3, "a list, gathered texts and a payload: {names:?}");
    let mut read = [0, 0];
    for name in names {
        let (old, new) = (golden(name), &today[name]);
        let digest = u128::from_str_radix(&name[5..37], 16).unwrap().to_be_bytes();
        if let Ok(texts) = read::texts(digest, &old) {
            read[0] += 1;
            assert_eq!(read::texts(digest, new), Ok(texts), "{name}");
        } else if let Ok(text) = read::payload(digest, &old) {
            read[1] += 1;
            assert_eq!(read::payload(digest, new), Ok(text), "{name}");
        }
    }
    assert!(read.iter().all(|count| *count > 0), "{read:?}");
}

#[test]
fn covers_are_read_for_ever() {
    let expected = cover();
    let item = Item::new(expected.key().cover(), golden("cover.bin"));
    assert_eq!(Cover::of_item(&item).unwrap(), (expected, Start::Segment([6; 16]), 14));
    assert_eq!(golden("cover-listed.bin"), today()["cover-listed.bin"]);
}
