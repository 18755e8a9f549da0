//! What a commit weighs, in bytes as the table counts them.

use std::collections::{BTreeMap, BTreeSet};

use stepwell_asl::StateId;
use stepwell_engine::frame::{Attempt, Doing, Step};
use stepwell_engine::join::Join;
use stepwell_engine::{Frame, FramePath, Payload};

use super::reopened;
use crate::codec::envelope::{self, Kind};
use crate::codec::write::to_fetch;
use crate::codec::{Draft, Schema};
use crate::head::Head;
use crate::limits::PAGE_BYTES_MAX;
use crate::sample;
use crate::size::item_bytes;
use crate::store::{Item, Key};

fn weight(head: &Head, body: &[u8]) -> usize {
    let identity = &head.execution.identity;
    let partition = format!("e#{}#{}", identity.state_machine_name, identity.name);
    let mut item = Item::new(Key::new(partition, "p00000012"), body.to_vec());
    item.expires_s = Some(1_771_416_123);
    item_bytes(&item)
}

/// The text alone, compressed as a payload is.
fn packed(text: &str) -> usize {
    envelope::seal(Schema::NEWEST, Kind::Payload, 0, text.as_bytes()).unwrap().len() - 2
}

#[test]
fn a_lambda_step_with_1_kb_is_one_write_unit() {
    let (mut head, events) = sample::start(1, Payload::from_text(sample::order(1, 300)));
    Draft::page(Schema::NEWEST, &head, &events, 1).unwrap().committed();
    for step in 1..20 {
        let text = sample::order(step, 1_000);
        let (next, events) = sample::step(&head, Payload::from_text(text.as_str()));
        let draft = Draft::page(Schema::NEWEST, &next, &events, step).unwrap();
        draft.committed();
        let (whole, packed) = (weight(&next, &draft.body), packed(&text));
        println!(
            "step {step}: {} bytes, {packed} packed, item {whole}, overhead {}",
            text.len(),
            whole - packed
        );
        assert!(whole <= 1_024);
        assert!(whole - packed <= 200);
        head = next;
    }
}

fn wide(results: Vec<Option<Payload>>, window: u32) -> Head {
    let (mut head, _) = sample::start(1, Payload::from_text("{}"));
    let launched = (results.iter().flatten().count() as u32 + window).min(results.len() as u32);
    let input = head.execution.input.clone();
    let settled = results.iter().flatten().count() as u32;
    let join = Join {
        stamp: 3,
        items: Some(input.clone()),
        input: input.clone(),
        launched,
        window,
        results,
        settled,
        last: 9,
    };
    head.execution.last_event = 60_000;
    let root = head.execution.frames.get_mut(&FramePath::root()).unwrap();
    root.doing = Doing::Join(join);
    for index in settled..launched {
        let path = FramePath::root().inner(Step { state: StateId(1), stamp: 3, index });
        let input = Payload::from_text(sample::order(u64::from(index), 200));
        let last = 60_000 - u64::from(launched - index) * 6;
        let attempt = Attempt {
            stamp: last,
            parameters: input.clone(),
            role_arn: None,
            started: true,
            submitted: None,
            timeout_at_ms: Some(sample::STARTED_MS + last),
            heartbeat_seconds: None,
            heartbeat_at_ms: None,
        };
        let frame = Frame {
            state: StateId(2),
            input,
            previous: last + 1,
            entered: last - 1,
            before_entered: last - 2,
            entered_ms: sample::STARTED_MS + last,
            retries: Vec::new(),
            doing: Doing::Task(attempt),
        };
        head.execution.frames.insert(path, frame);
    }
    head
}

/// Runs a Map whose results come `at_once` at a time and says what its largest page weighs and what all cost in write units.
fn map(total: usize, bytes: usize, at_once: usize, window: u32) -> (usize, usize) {
    let mut results: Vec<Option<Payload>> = vec![None; total];
    let mut kept = BTreeSet::new();
    let mut segments = BTreeMap::new();
    let (mut page_max, mut units) = (0, 0);
    for (page, from) in (1..).zip((0..total).step_by(at_once)) {
        for (index, slot) in results.iter_mut().enumerate().skip(from).take(at_once) {
            *slot = Some(Payload::from_text(sample::order(index as u64, bytes)));
        }
        let mut head = wide(results.clone(), window);
        head.page = page;
        // The frames' own texts were written when they were launched.
        for frame in head.execution.frames.values_mut() {
            let home = stepwell_engine::payload::Home::Page { page: page - 1, index: 0 };
            frame.input = Payload::absent(home, 200);
            if let Doing::Task(attempt) = &mut frame.doing {
                attempt.parameters = frame.input.clone();
            }
        }
        for payload in to_fetch(&head) {
            payload.fill(sample::order(1, 200));
        }
        let draft = Draft::page(Schema::NEWEST, &head, &[], 1).unwrap();
        for (digest, body) in &draft.segments {
            if kept.insert(*digest) {
                units += (body.len() + 120).div_ceil(1_024);
                segments.insert(*digest, body.clone());
            }
        }
        draft.committed();
        if from + at_once >= total || from % 1_024 == 0 {
            let read = reopened(&draft, page, &segments).unwrap();
            assert_eq!(read.head(head.execution.identity.clone()).unwrap(), head);
        }
        page_max = page_max.max(draft.body.len());
        units += weight(&head, &draft.body).div_ceil(1_024);
    }
    (page_max, units)
}

#[test]
fn a_wide_join_stays_small() {
    let cases = [
        // total, bytes of a result, results in a page, window, page at most, write units at most
        (10_000, 10_000, 250, 40, 12_000, 3_000),
        (1_000, 200, 40, 40, 7_000, 220),
        (1_000, 200, 2, 40, 3_000, 1_200),
        (300, 200, 1, 1, 2_500, 400),
    ];
    for (total, bytes, at_once, window, page_bytes_max, units_max) in cases {
        let (page, units) = map(total, bytes, at_once, window);
        assert!(page <= page_bytes_max.min(PAGE_BYTES_MAX));
        assert!(units <= units_max, "{units} write units");
    }
}
