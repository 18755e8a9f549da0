//! Pages and what stands beside them: segments of texts and lists, payloads.

use std::path::PathBuf;
use std::sync::Arc;

use stepwell_engine::Identity;
use stepwell_journal::codec::digest::digest_of;
use stepwell_journal::codec::envelope::{Kind, open, seal};
use stepwell_journal::codec::read::{Need, payload, texts};
use stepwell_journal::codec::write::to_fetch;
use stepwell_journal::codec::{Digest, Draft, Page};
use stepwell_journal::limits::{JOIN_RESULTS_MAX, RECORD_BYTES_MAX};

use crate::bytes::Bytes;

/// The first byte says whether the others are an item as it is kept or the record within, and of which kind; the second
/// one the number of the page.
pub fn run(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let (form, number) = (bytes.byte(), u64::from(bytes.byte()));
    let data = bytes.rest();
    match form % 5 {
        0 => kept(number, data),
        1 => {
            let sealed = seal(Kind::Page, number, data).unwrap();
            assert_eq!(open(Kind::Page, &sealed), Ok((number, data.to_vec())));
            kept(number, &sealed);
        }
        2 => beside(data),
        3 => {
            for kind in [Kind::Texts, Kind::List, Kind::Payload] {
                beside(&seal(kind, 0, data).unwrap());
            }
        }
        _ => golden(number, data),
    }
}

/// The record of a page that is kept for ever, changed: three bytes say where, how and what. Most changes leave it readable.
fn golden(name: u64, changes: &[u8]) {
    let name = ["rich.bin", "step.bin", "start.bin"][name as usize % 3];
    let number = ["start.bin", "step.bin"].iter().position(|known| *known == name).unwrap_or(50) as u64;
    let (nonce, mut record) = open(Kind::Page, &golden_file(name)).unwrap();
    let mut bytes = Bytes::new(changes);
    while !bytes.is_empty() {
        let at = bytes.number() as usize >> 40 & 0xFFFF;
        let at = at % record.len().max(1);
        match bytes.below(4) {
            0 => record[at] ^= bytes.byte(),
            1 => record[at] = bytes.byte(),
            2 => record.insert(at, bytes.byte()),
            _ if record.len() > 1 => drop(record.remove(at)),
            _ => {}
        }
    }
    kept(number, &seal(Kind::Page, nonce, &record).unwrap());
}

fn golden_file(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/journal/golden/v1");
    std::fs::read(folder.join(name)).unwrap()
}

/// What is opened can be read whole, or says why not; what was read whole can be written as the next page and read again.
fn kept(number: u64, item: &[u8]) {
    let Ok(mut page) = Page::open(number, item) else { return };
    assert_eq!(page.number(), number);
    for need in page.needs() {
        let (Need::List(digest) | Need::Word(digest)) = need;
        let name = format!("rich-{}.bin", stepwell_journal::codec::digest::hex(&digest));
        if name_is_kept(&name) {
            let _ = page.supply(need, &golden_file(&name));
        }
    }
    let identity = Arc::new(identity());
    let (head, events) = (page.head(identity.clone()), page.events());
    assert_eq!(page.outcome().is_ok() || head.is_err(), true, "a head has an outcome");
    if let Ok(events) = &events {
        assert_eq!(events.len(), page.events_len());
    }
    let (Ok(mut head), Ok(events)) = (head, events) else { return };
    let widths = head.execution.frames.values().filter_map(|frame| match &frame.doing {
        stepwell_engine::frame::Doing::Join(join) => Some(join.results.len()),
        _ => None,
    });
    assert!(widths.sum::<usize>() <= JOIN_RESULTS_MAX);
    head.page = number + 1;
    to_fetch(&head).iter().for_each(|payload| payload.fill("\"fetched\""));
    // A text that nobody can have is refused in words; what is written is read.
    let Ok(draft) = Draft::page(&head, &events, 9) else { return };
    draft.committed();
    let mut again = Page::open(number + 1, &draft.body).unwrap();
    for need in again.needs() {
        let (Need::List(digest) | Need::Word(digest)) = need;
        let found = draft.segments.iter().chain(&draft.payloads).find(|(known, _)| *known == digest);
        match found {
            Some((_, bytes)) => again.supply(need, bytes).unwrap(),
            // A list that was sealed before stays where it is.
            None => return,
        }
    }
    assert_eq!(again.nonce(), 9);
    assert_eq!(again.events().unwrap(), events);
    assert_eq!(again.head(identity).unwrap(), head);
}

fn name_is_kept(name: &str) -> bool {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/journal/golden/v1").join(name).is_file()
}

/// Texts and payloads under their own digest, and under another.
fn beside(item: &[u8]) {
    let digest_in = |kind| open(kind, item).ok().map(|(_, record): (u64, Vec<u8>)| record);
    let foreign: Digest = [1; 16];
    assert!(texts(foreign, item).is_err() && payload(foreign, item).is_err());
    if let Some(record) = digest_in(Kind::Texts) {
        assert!(record.len() <= RECORD_BYTES_MAX);
        let _ = texts(digest_of(&record), item);
    }
    if let Some(record) = digest_in(Kind::Payload) {
        let text = payload(digest_of(&record), item);
        assert_eq!(text.is_ok(), std::str::from_utf8(&record).is_ok());
    }
    if let Some(record) = digest_in(Kind::List) {
        let digest = digest_of(&record);
        let mut page = Page::open(50, &golden_file("rich.bin")).unwrap();
        let _ = page.supply(Need::List(digest), item);
        let _ = page.supply(Need::Word(digest), item);
    }
}

fn identity() -> Identity {
    Identity {
        execution_arn: "arn:aws:states:us-east-1:123456789012:execution:orders:one".to_owned(),
        name: "one".to_owned(),
        state_machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:orders".to_owned(),
        state_machine_name: "orders".to_owned(),
        role_arn: "arn:aws:iam::123456789012:role/orders".to_owned(),
        region: "us-east-1".to_owned(),
        started_ms: 1_700_000_000_000,
    }
}
