//! The contract of the ports, and races that only an adapter with threads can have.

use std::sync::Arc;

use stepwell_journal::clock::ManualClock;
use stepwell_journal::contract;
use stepwell_journal::metering::{Meter, MeteredStore};
use stepwell_journal::store::{Created, Item, Replaced, Store};

use super::{Directory, item};
use crate::Database;

#[tokio::test]
async fn the_ports_keep_the_contract() {
    let directory = Directory::new();
    let clock = Arc::new(ManualClock::at_ms(1_700_000_000_000));
    let database = Database::open_with_clock(&directory.file(), clock.clone()).unwrap();
    contract::store::all(&*database.store()).await.unwrap();
    contract::queue::all(&*database.queue(), &*clock).await.unwrap();
    contract::payloads::all(&*database.payloads()).await.unwrap();
}

#[tokio::test]
async fn a_metered_port_keeps_the_contract() {
    let directory = Directory::new();
    let database = Database::open(&directory.file()).unwrap();
    let store: Arc<dyn Store> = database.store();
    contract::store::all(&MeteredStore::new(store, Arc::new(Meter::new()))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_want_a_key_one_gets_it() {
    let directory = Directory::new();
    let store = Database::open(&directory.file()).unwrap().store();
    for round in 0..20 {
        let sort = format!("{round}");
        let asked: Vec<_> = (0..16)
            .map(|asker| {
                let (store, item) = (store.clone(), Item { body: vec![asker], ..item("race", &sort) });
                tokio::spawn(async move { (asker, store.create(item).await.unwrap()) })
            })
            .collect();
        let (mut winners, mut found) = (Vec::new(), Vec::new());
        for asked in asked {
            match asked.await.unwrap() {
                (asker, Created::New) => winners.push(asker),
                (_, Created::Exists(item)) => found.push(item.body),
            }
        }
        assert_eq!(winners.len(), 1, "round {round}");
        assert_eq!(found, vec![vec![winners[0]]; 15], "all others see the winner");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_replacement_is_lost() {
    let directory = Directory::new();
    let store = Database::open(&directory.file()).unwrap().store();
    let first = item("count", "a");
    store.create(first.clone()).await.unwrap();
    let counting: Vec<_> = (0..8)
        .map(|_| {
            let (store, key) = (store.clone(), first.key.clone());
            tokio::spawn(async move {
                let mut done = 0;
                while done < 10 {
                    // A read after an answered write sees it, so the version read is never behind our own.
                    let now = store.get(&key).await.unwrap().unwrap();
                    let next = Item { version: now.version + 1, ..now };
                    if store.replace(next).await.unwrap() == Replaced::Done {
                        done += 1;
                    }
                }
            })
        })
        .collect();
    for counting in counting {
        counting.await.unwrap();
    }
    assert_eq!(store.get(&first.key).await.unwrap().unwrap().version, 81);
}
