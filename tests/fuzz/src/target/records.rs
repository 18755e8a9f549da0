//! Everything else that the journal keeps: covers, machines, definitions, times, rows of listings. Each stands in a store
//! as it is, and the journal reads it as it would any other day.

use std::sync::Arc;

use stepwell_journal::codec::Schema;
use stepwell_journal::codec::envelope::{Kind, seal};
use stepwell_journal::journal::shard_of;
use stepwell_journal::machine::Machines;
use stepwell_journal::memory::{MemoryPayloads, MemoryStore};
use stepwell_journal::store::{IndexEntry, Item, Key, Store};
use stepwell_journal::{ExecutionKey, HistoryQuery, Journal, JournalError};
use stepwell_world::world::block_on;

use crate::bytes::Bytes;

/// The first byte says what the others are and whether they are sealed. Reading ends, well or with a typed error.
pub fn run(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let (what, is_record) = (bytes.below(8), bytes.below(2) == 1);
    let data = bytes.rest();
    let sealed = |kind| if is_record { seal(Schema::NEWEST, kind, 5, data).unwrap() } else { data.to_vec() };
    let plain = || if is_record { [&[1], data].concat() } else { data.to_vec() };
    match what {
        0 => cover(sealed(Kind::Cover), None),
        1 => cover(golden("cover.bin"), Some(sealed(Kind::Page))),
        2 => machine(sealed(Kind::Machine)),
        3 => definition(sealed(Kind::Definition)),
        4 => times(&plain()),
        5 => wake(&plain()),
        6 => listed(&plain()),
        _ => listed_machine(&plain()),
    }
}

fn golden(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../shared/journal/golden/v1/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

struct Shelf {
    store: Arc<MemoryStore>,
    payloads: Arc<MemoryPayloads>,
}

impl Shelf {
    fn with(items: Vec<Item>) -> Self {
        let store = Arc::new(MemoryStore::new());
        for item in items {
            block_on(store.create(item)).unwrap();
        }
        Shelf { store, payloads: Arc::new(MemoryPayloads::new()) }
    }

    fn journal(&self) -> Journal {
        Journal::new(self.store.clone(), self.payloads.clone(), 86_400)
    }
}

fn key() -> ExecutionKey {
    ExecutionKey::new("orders", "one")
}

/// A cover and, beside it, its newest page: the head, the description and the history are there or are not.
fn cover(body: Vec<u8>, page: Option<Vec<u8>>) {
    let mut items = vec![Item::new(Key::new(key().partition(), "pc"), body)];
    items.extend(page.map(|page| Item::new(Key::new(key().partition(), "p00000001"), page)));
    let shelf = Shelf::with(items);
    let journal = shelf.journal();
    let before = shelf.store.items();
    let loaded = block_on(journal.load(&key()));
    let described = block_on(journal.describe(&key()));
    // Its input may stand in a segment that is gone; running asks for it only when it is looked at.
    let is_missing = matches!(described, Err(JournalError::Missing { .. }));
    assert!(
        loaded.is_err() || described.is_ok() || is_missing,
        "what can be run can be described: {described:?}"
    );
    for reverse in [false, true] {
        let query = HistoryQuery { from: None, limit: 10, reverse, include_data: true };
        let _ = block_on(journal.history(&key(), query));
    }
    if let Ok(Some(loaded)) = loaded {
        assert_eq!(loaded.cover.key(), key());
        assert_eq!(*loaded.head.execution.identity, *loaded.cover.identity);
    }
    assert_eq!(shelf.store.items(), before, "reading changes nothing");
}

fn machine(body: Vec<u8>) {
    let shelf = Shelf::with(vec![Item::new(Key::new("m#orders", "m"), body)]);
    let machines = Machines::new(shelf.store.clone(), shelf.payloads.clone());
    if let Ok(Some((found, version))) = block_on(machines.get("orders")) {
        assert_eq!((found.name.as_str(), version), ("orders", 1));
        block_on(machines.update(&found, 1)).unwrap();
        assert_eq!(block_on(machines.get("orders")).unwrap(), Some((found, 2)));
    }
}

fn definition(body: Vec<u8>) {
    let shelf = Shelf::with(Vec::new());
    let machines = Machines::new(shelf.store.clone(), shelf.payloads.clone());
    let digest = block_on(machines.keep_definition("orders", "{}")).unwrap();
    let kept = shelf.store.items().into_iter().next().unwrap();
    block_on(shelf.store.delete(&kept.key)).unwrap();
    block_on(shelf.store.create(Item { body, ..kept })).unwrap();
    if let Ok(Some(found)) = block_on(machines.definition("orders", &digest)) {
        assert_eq!(found, "{}", "another text under the digest");
    }
}

fn times(body: &[u8]) {
    let session = Item::new(Key::new("l#s", "s"), body.to_vec());
    let swept = Item::new(Key::new("w#0", "swept"), body.to_vec());
    let journal = Shelf::with(vec![session, swept]).journal();
    let is_alive = block_on(journal.is_alive("s", 1_000));
    let found = block_on(journal.swept(0));
    assert_eq!(is_alive.is_ok(), found.is_ok());
    if block_on(journal.renew("s", u64::MAX / 2)).is_ok() {
        assert!(block_on(journal.is_alive("s", u64::MAX / 2 - 1)).unwrap());
    }
    if let (Ok(Some(before)), Ok(())) = (found, block_on(journal.set_swept(0, 5))) {
        assert_eq!(block_on(journal.swept(0)).unwrap(), Some(before.max(5)), "it never goes back");
    }
}

fn wake(body: &[u8]) {
    let key = key();
    let shard = shard_of(&key);
    let item = Item::new(Key::new(format!("w#{shard}#7"), "orders#one"), body.to_vec());
    let odd = Item::new(Key::new(format!("w#{shard}#7"), String::from_utf8_lossy(body)), body.to_vec());
    let items =
        if odd.key.sort.is_empty() || odd.key.sort.len() > 1_000 { vec![item] } else { vec![item, odd] };
    let journal = Shelf::with(items).journal();
    if let Ok(found) = block_on(journal.due(shard, 7, None)) {
        assert!(found.rows.iter().any(|due| due.key == key));
        for due in &found.rows {
            block_on(journal.forget(due)).unwrap();
        }
    }
}

fn listed(projection: &[u8]) {
    let text = String::from_utf8_lossy(projection);
    let odd: String = text.chars().take(40).collect();
    for sort in ["1700000000000#one".to_owned(), format!("{odd}#one")] {
        let mut item = Item::new(Key::new(key().partition(), "pc"), golden("cover.bin"));
        let partition = "x#orders".to_owned();
        item.index = Some(IndexEntry { partition, sort, projection: projection.to_vec() });
        let journal = Shelf::with(vec![item]).journal();
        if let Ok(found) = block_on(journal.list("orders", None, 10, None)) {
            assert!(found.executions.len() + found.newer <= 1);
        }
    }
}

fn listed_machine(projection: &[u8]) {
    let mut item = Item::new(Key::new("m#orders", "m"), Vec::new());
    let (partition, sort) = ("machines".to_owned(), "orders".to_owned());
    item.index = Some(IndexEntry { partition, sort, projection: projection.to_vec() });
    let shelf = Shelf::with(vec![item]);
    let machines = Machines::new(shelf.store.clone(), shelf.payloads.clone());
    if let Ok(found) = block_on(machines.list(10, None)) {
        // A row of a newer schema is left out, and counted.
        assert_eq!(found.machines.len() + found.newer, 1);
    }
}
