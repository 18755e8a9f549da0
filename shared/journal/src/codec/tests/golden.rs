//! Records as they were once written are read for ever. Each file in `golden/` was written by the version in its
//! folder's name; files are added and never changed. `STEPWELL_GOLDEN=write` writes those of the newest schema that are
//! missing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use stepwell_engine::{HistoryEvent, Payload};

use super::arbitrary;
use crate::codec::digest::{digest_of, hex};
use crate::codec::envelope::{self, Kind};
use crate::codec::parts::{self, KeptText};
use crate::codec::read::{self, Need};
use crate::codec::record::beat::TimeRecord;
use crate::codec::write::to_fetch;
use crate::codec::{CodecError, Digest, Draft, Page, Schema, plain};
use crate::cover::{Closed, Cover, Parent, Start};
use crate::head::Head;
use crate::key::ExecutionKey;
use crate::limits::RECORD_BYTES_MAX;
use crate::machine::{Machine, MachineStatus, MachineType};
use crate::sample;
use crate::store::Item;

fn path(schema: Schema, name: &str) -> PathBuf {
    let folder = format!("golden/v{}", schema.number());
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder).join(name)
}

fn golden(schema: Schema, name: &str) -> Vec<u8> {
    let path = path(schema, name);
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

fn machine() -> Machine {
    let identity = sample::identity(1);
    Machine {
        arn: identity.state_machine_arn,
        name: identity.state_machine_name,
        machine_type: MachineType::Standard,
        role_arn: identity.role_arn,
        definition: [5; 16],
        revision_id: "3f0c2d9e-8a51-4c77-9c1f-6d2b8f0e4a13".to_owned(),
        created_ms: sample::STARTED_MS,
        updated_ms: sample::STARTED_MS + 5,
        status: MachineStatus::Deleting,
        generation: 3,
        logging: Some(r#"{"level":"ALL"}"#.to_owned()),
        tracing: None,
        encryption: None,
        description: Some("orders".to_owned()),
    }
}

/// A text that is too long for one record.
fn long() -> String {
    let line = format!("{}\n", sample::order(3, 400));
    line.repeat(RECORD_BYTES_MAX / line.len() + 5)
}

/// Everything that today's code keeps in a schema, by file name.
fn today(schema: Schema) -> BTreeMap<String, Vec<u8>> {
    let (start, start_events) = sample::start(1, Payload::from_text(sample::order(1, 300)));
    let start_draft = Draft::page(schema, &start, &start_events, 11).unwrap();
    start_draft.committed();
    let (step, step_events) = sample::step(&start, Payload::from_text(sample::order(2, 1_000)));
    let step_draft = Draft::page(schema, &step, &step_events, 12).unwrap();
    let (rich, rich_events) = rich();
    let rich_draft = Draft::page(schema, &rich, &rich_events, 13).unwrap();
    let item = cover().item(schema, &Start::Segment([6; 16]), 14).unwrap();
    let mut files = BTreeMap::from([
        ("start.bin".to_owned(), start_draft.body),
        ("step.bin".to_owned(), step_draft.body),
        ("rich.bin".to_owned(), rich_draft.body),
        ("cover.bin".to_owned(), item.body),
        ("cover-listed.bin".to_owned(), item.index.unwrap().projection),
    ]);
    for (digest, body) in rich_draft.segments.into_iter().chain(rich_draft.payloads) {
        files.insert(format!("rich-{}.bin", hex(&digest)), body);
    }
    if schema >= Schema::Two {
        // Schema 1 has these shapes too; its files were written without them.
        let item = machine().item(schema).unwrap();
        files.insert("machine.bin".to_owned(), item.body);
        files.insert("machine-listed.bin".to_owned(), item.index.unwrap().projection);
        let time = TimeRecord { at_ms: sample::STARTED_MS };
        files.insert("time.bin".to_owned(), plain::seal(schema, &time).unwrap());
        let digest = digest_of(long().as_bytes());
        let keep = |digest: Digest, body| drop(files.insert(format!("long-{}.bin", hex(&digest)), body));
        parts::seal(schema, digest, &long(), keep).unwrap();
    }
    if schema == Schema::NEWEST && std::env::var("STEPWELL_GOLDEN").as_deref() == Ok("write") {
        for (name, body) in &files {
            let path = path(schema, name);
            if !path.exists() {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, body).unwrap();
            }
        }
    }
    files
}

fn rich_page(schema: Schema, body: &[u8]) -> Page {
    let mut page = Page::open(50, body).unwrap();
    for need in page.needs() {
        let (Need::List(digest) | Need::Word(digest)) = need;
        page.supply(need, &golden(schema, &beside(&digest))).unwrap();
    }
    page
}

fn beside(digest: &Digest) -> String {
    format!("rich-{}.bin", hex(digest))
}

/// Schema, kind, nonce and record: what an envelope says, however well it is compressed.
fn said(body: &[u8]) -> (u8, u8, u64, Vec<u8>) {
    let kinds = [
        Kind::Page,
        Kind::Cover,
        Kind::Texts,
        Kind::List,
        Kind::Machine,
        Kind::Definition,
        Kind::Payload,
        Kind::Part,
        Kind::Parts,
    ];
    let kind = kinds.into_iter().find(|kind| envelope::is(*kind, body)).unwrap();
    let (nonce, record) = envelope::open(kind, body).unwrap();
    (body[0], body[1], nonce, record)
}

#[test]
fn what_is_written_is_what_was_written() {
    for schema in Schema::ALL {
        for (name, body) in today(schema) {
            let old = golden(schema, &name);
            assert_eq!(old[0], schema.number(), "{name}");
            if matches!(name.as_str(), "cover-listed.bin" | "machine-listed.bin" | "time.bin") {
                assert_eq!(old, body, "{name}");
            } else if name != "rich.bin" || schema != Schema::One {
                // The rich page of schema 1 has a count of wake-ups that nothing used and nobody writes any more.
                assert_eq!(said(&old), said(&body), "{name} of {schema:?}");
            }
        }
    }
}

#[test]
fn pages_are_read_for_ever() {
    let identity = Arc::new(sample::identity(1));
    for schema in Schema::ALL {
        let today = today(schema);
        for (name, number, nonce) in [("start.bin", 0, 11), ("step.bin", 1, 12)] {
            let old = Page::open(number, &golden(schema, name)).unwrap();
            let new = Page::open(number, &today[name]).unwrap();
            assert_eq!((old.nonce(), old.events()), (nonce, new.events()), "{name}");
            assert_eq!(old.head(identity.clone()), new.head(identity.clone()), "{name}");
        }
        let old = rich_page(schema, &golden(schema, "rich.bin"));
        let new = rich_page(schema, &today["rich.bin"]);
        assert_eq!(old.events(), new.events());
        assert_eq!(old.head(identity.clone()), new.head(identity.clone()));
    }
}

#[test]
fn what_stands_beside_pages_is_read_for_ever() {
    for schema in Schema::ALL {
        let today = today(schema);
        let names: Vec<_> = today.keys().filter(|name| name.starts_with("rich-")).collect();
        assert!(names.len() >= 3, "a list, gathered texts and a payload: {names:?}");
        let mut read = [0, 0];
        for name in names {
            let (old, new) = (golden(schema, name), &today[name]);
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
}

#[test]
fn long_texts_are_read_for_ever() {
    let digest = digest_of(long().as_bytes());
    let file = |digest: &Digest| golden(Schema::Two, &format!("long-{}.bin", hex(digest)));
    let Ok(KeptText::Parts(parts)) = parts::open(digest, &file(&digest)) else { panic!("it is in parts") };
    assert_eq!(parts.digests.len(), 5);
    let mut whole = parts.begin();
    for part in &parts.digests {
        whole.add(&file(part)).unwrap();
    }
    assert_eq!(whole.finish().unwrap(), long());
    let mut short = parts.begin();
    short.add(&file(&parts.digests[0])).unwrap();
    assert!(matches!(short.finish(), Err(CodecError::Corrupt(_))));
    let mut wrong = parts.begin();
    let error = parts.digests.iter().rev().chain(&parts.digests).try_for_each(|part| wrong.add(&file(part)));
    assert!(matches!(error, Err(CodecError::Corrupt(_))), "longer than it says");
}

#[test]
fn covers_are_read_for_ever() {
    for schema in Schema::ALL {
        let expected = cover();
        let item = Item::new(expected.key().cover(), golden(schema, "cover.bin"));
        assert_eq!(Cover::of_item(&item).unwrap(), (expected, Start::Segment([6; 16]), 14));
    }
}

#[test]
fn machines_and_times_are_read_for_ever() {
    let mut item = machine().item(Schema::Two).unwrap();
    item.body = golden(Schema::Two, "machine.bin");
    assert_eq!(Machine::of_item(&item).unwrap(), machine());
    let time: TimeRecord = plain::open(&golden(Schema::Two, "time.bin")).unwrap();
    assert_eq!(time.at_ms, sample::STARTED_MS);
}
