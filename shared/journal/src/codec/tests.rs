//! What is written is read again, whatever an execution looks like; bytes that were never written are refused.

mod arbitrary;
mod golden;
mod sizes;

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::{ProptestConfig, any, prop, prop_assert_eq, proptest};
use stepwell_engine::HistoryEvent;

use super::read::Need;
use super::write::to_fetch;
use super::{CodecError, Digest, Draft, Page, Schema, envelope};
use crate::head::Head;

/// Opens a draft as a reader would who finds everything that it wanted kept.
fn reopened(draft: &Draft, number: u64, older: &BTreeMap<Digest, Vec<u8>>) -> Result<Page, CodecError> {
    let mut page = Page::open(number, &draft.body)?;
    let beside: BTreeMap<_, _> = draft.segments.iter().chain(&draft.payloads).cloned().collect();
    for need in page.needs() {
        let (Need::List(digest) | Need::Word(digest)) = need;
        let bytes = beside.get(&digest).or_else(|| older.get(&digest));
        page.supply(need, bytes.ok_or_else(|| CodecError::corrupt("nobody kept it"))?)?;
    }
    Ok(page)
}

fn check(head: &Head, events: &[HistoryEvent], nonce: u64) {
    for payload in to_fetch(head) {
        payload.fill("\"fetched\"");
    }
    let draft = Draft::page(Schema::NEWEST, head, events, nonce).unwrap();
    let page = reopened(&draft, head.page, &BTreeMap::new()).unwrap();
    draft.committed();
    assert_eq!(page.nonce(), nonce);
    assert_eq!(page.events().unwrap(), events);
    assert_eq!(&page.head(head.execution.identity.clone()).unwrap(), head);
    let again = Draft::page(Schema::NEWEST, head, events, nonce);
    if head.page > 0 && events.is_empty() {
        assert!(again.is_ok() || matches!(again, Err(CodecError::Foreign { .. })));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_again(seed in any::<u64>(), page in 0_u64..100) {
        let (head, events) = arbitrary::page(seed, page);
        check(&head, &events, seed);
    }

    #[test]
    fn a_flipped_bit_is_refused_or_harmless(seed in any::<u64>(), at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let (head, events) = arbitrary::page(seed, 7);
        let draft = Draft::page(Schema::NEWEST, &head, &events, 1).unwrap();
        let mut flipped = draft.clone();
        let at = at.index(flipped.body.len());
        flipped.body[at] ^= 1 << bit;
        if let Ok(page) = reopened(&flipped, 7, &BTreeMap::new()) {
            // Only the nonce, which the checksum does not cover, may differ.
            let whole = reopened(&draft, 7, &BTreeMap::new()).unwrap();
            prop_assert_eq!(page.events(), whole.events());
            prop_assert_eq!(page.head(head.execution.identity.clone()), whole.head(head.execution.identity.clone()));
        }
    }

    #[test]
    fn arbitrary_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Page::open(3, &bytes);
        let mut plausible = vec![2, 0x11];
        plausible.extend(&bytes);
        let _ = Page::open(3, &plausible);
    }

    /// Past the checksum: records that the decoder must survive by itself.
    #[test]
    fn arbitrary_records_are_refused(seed in any::<u64>(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let (head, events) = arbitrary::page(seed, 9);
        let draft = Draft::page(Schema::NEWEST, &head, &events, 1).unwrap();
        let (_, mut record) = envelope::open(envelope::Kind::Page, &draft.body).unwrap();
        let at = at.index(record.len());
        record[at] = byte;
        let body = envelope::seal(Schema::NEWEST, envelope::Kind::Page, 1, &record).unwrap();
        let mut changed = draft.clone();
        changed.body = body;
        if let Ok(page) = reopened(&changed, 9, &BTreeMap::new()) {
            let _ = page.events();
            let _ = page.head(Arc::clone(&head.execution.identity));
        }
    }
}

#[test]
fn a_newer_record_is_left_alone() {
    let (head, events) = arbitrary::page(1, 7);
    let mut body = Draft::page(Schema::NEWEST, &head, &events, 1).unwrap().body;
    body[0] = 3;
    assert_eq!(Page::open(7, &body).map(|_| ()), Err(CodecError::Newer { found: 3, known: 2 }));
}
