//! SQLite against the store in memory: the same requests, drawn from a fixed seed, get the same answers.

use stepwell_journal::memory::MemoryStore;
use stepwell_journal::store::{Cursor, IndexEntry, Item, Key, Order, Range, Store};

use super::Directory;
use crate::Database;

/// Requests per seed.
const REQUESTS: u32 = 400;

/// Draws numbers that look random: a linear congruential generator with Knuth's constants.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// Few names, so that requests meet; some of them begin alike or sort differently by language than by bytes.
    fn name(&mut self) -> String {
        let names = ["a", "a\0", "aa", "B", "é", "~", "1", "10", "2"];
        names[usize::try_from(self.below(names.len() as u64)).unwrap()].to_owned()
    }

    fn partition(&mut self) -> String {
        ["p", "q", "p\0"][usize::try_from(self.below(3)).unwrap()].to_owned()
    }

    fn key(&mut self) -> Key {
        Key::new(self.partition(), self.name())
    }

    fn item(&mut self, version: u64) -> Item {
        let listed = !self.one_in(3);
        let index = listed.then(|| IndexEntry {
            partition: self.partition(),
            sort: self.name(),
            projection: self.name().into_bytes(),
        });
        let body = self.name().into_bytes();
        let expires_s = self.one_in(2).then(|| self.below(100));
        Item { key: self.key(), version, body, index, expires_s }
    }

    fn range(&mut self, of_index: bool) -> Range {
        let partition = self.partition();
        let from = self.one_in(2).then(|| self.name());
        let to = self.one_in(2).then(|| self.name());
        let order = if self.one_in(2) { Order::Ascending } else { Order::Descending };
        let after = self.one_in(2).then(|| {
            let index_sort = of_index.then(|| self.name());
            let partition = if of_index { self.partition() } else { partition.clone() };
            Cursor { key: Key::new(partition, self.name()), index_sort }
        });
        let limit = usize::try_from(1 + self.below(6)).unwrap();
        Range { partition, from, to, order, limit, after }
    }
}

#[tokio::test]
async fn large_pages_end_at_the_same_row() {
    let directory = Directory::new();
    let store = Database::open(&directory.file()).unwrap().store();
    let model = MemoryStore::new();
    for sort in ["1", "2", "3", "4", "5"] {
        let item = Item::new(Key::new("p", sort), vec![0; 300 * 1024]);
        assert_eq!(store.create(item.clone()).await, model.create(item).await);
    }
    let range = |order| Range { partition: "p".into(), from: None, to: None, order, limit: 9, after: None };
    for order in [Order::Ascending, Order::Descending] {
        let found = store.query(&range(order)).await.unwrap();
        assert!(found.more.is_some());
        assert_eq!(Ok(found), model.query(&range(order)).await);
    }
}

#[tokio::test]
async fn sqlite_answers_as_memory_does() {
    for seed in 1..=5 {
        let directory = Directory::new();
        let store = Database::open(&directory.file()).unwrap().store();
        let model = MemoryStore::new();
        let mut draw = Draw(seed);
        for request in 0..REQUESTS {
            let case = format!("request {request} of seed {seed}");
            match draw.below(6) {
                0 => {
                    let item = draw.item(1);
                    assert_eq!(store.create(item.clone()).await, model.create(item).await, "{case}");
                }
                1 => {
                    let version = 2 + draw.below(4);
                    let item = draw.item(version);
                    assert_eq!(store.replace(item.clone()).await, model.replace(item).await, "{case}");
                }
                2 => {
                    let key = draw.key();
                    assert_eq!(store.get(&key).await, model.get(&key).await, "{case}");
                }
                3 => {
                    let range = draw.range(false);
                    assert_eq!(store.query(&range).await, model.query(&range).await, "{case}: {range:?}");
                }
                4 => {
                    let range = draw.range(true);
                    let (found, wanted) = (store.query_index(&range).await, model.query_index(&range).await);
                    assert_eq!(found, wanted, "{case}: {range:?}");
                }
                _ => {
                    let key = draw.key();
                    assert_eq!(store.delete(&key).await, model.delete(&key).await, "{case}");
                }
            }
        }
        assert!(!model.items().is_empty(), "seed {seed} leaves something to compare");
    }
}
