//! A whole store as text: one JSON object for each item and payload, in the order of their keys, after a line that says
//! the time.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Value, json};
use stepwell_journal::clock::Clock;
use stepwell_journal::memory::MemoryStore;
use stepwell_journal::payloads::Payloads;
use stepwell_journal::store::{IndexEntry, Item, Key, Store};

use crate::fleet::{Fleet, block_on};
use crate::process::Code;
use crate::shelf::Shelf;

/// What the store of a fleet holds now.
pub fn write(fleet: &Fleet) -> String {
    let mut lines = vec![json!({ "now_ms": fleet.time.now_ms() })];
    lines.extend(fleet.store.items().iter().map(|item| {
        json!({
            "key": [item.key.partition, item.key.sort],
            "version": item.version,
            "body": hex(&item.body),
            "index": item.index.as_ref().map(|entry| json!([entry.partition, entry.sort, hex(&entry.projection)])),
            "expires_s": item.expires_s,
        })
    }));
    let payloads = fleet.payloads.all();
    lines.extend(
        payloads.iter().map(|(name, bytes)| json!({ "payload": [name.0, name.1], "body": hex(bytes) })),
    );
    lines.iter().fold(String::new(), |text, line| text + &line.to_string() + "\n")
}

/// A fleet that finds what was once written.
pub fn read(text: &str, codes: &[Code]) -> Fleet {
    let (store, payloads) = (Arc::new(MemoryStore::new()), Arc::new(Shelf::default()));
    let mut now_ms = 0;
    for line in text.lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else { panic!("no JSON: {line}") };
        if let Some(ms) = line["now_ms"].as_u64() {
            now_ms = ms;
        } else if line["payload"].is_array() {
            let (execution, digest) = (text_of(&line["payload"][0]), text_of(&line["payload"][1]));
            let put = block_on(payloads.put(&execution, &digest, bytes(&line["body"])));
            assert!(put.is_ok(), "{put:?}");
        } else {
            put(&store, &line);
        }
    }
    Fleet::over(codes, store, payloads, now_ms)
}

/// An item is created and replaced until it has its version.
fn put(store: &MemoryStore, line: &Value) {
    let mut item =
        Item::new(Key::new(text_of(&line["key"][0]), text_of(&line["key"][1])), bytes(&line["body"]));
    let entry = &line["index"];
    item.index = entry.is_array().then(|| IndexEntry {
        partition: text_of(&entry[0]),
        sort: text_of(&entry[1]),
        projection: bytes(&entry[2]),
    });
    item.expires_s = line["expires_s"].as_u64();
    assert!(block_on(store.create(item.clone())).is_ok());
    for version in 2..=line["version"].as_u64().unwrap_or(1) {
        item.version = version;
        assert!(block_on(store.replace(item.clone())).is_ok());
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes of hexadecimal digits.
pub fn bytes(value: &Value) -> Vec<u8> {
    let digits = text_of(value);
    (0..digits.len() / 2).filter_map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok()).collect()
}
