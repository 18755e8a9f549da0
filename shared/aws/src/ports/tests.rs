//! The ports against an emulator on the loopback, or a real account. `STEPWELL_EMULATOR` names the program `ministack`,
//! which is started here; `STEPWELL_AWS_ACCOUNT=1` uses the account and region of the environment instead, makes a table, a
//! queue and a bucket there and deletes them again. Without either there is nothing to ask, and the test says so.

mod ground;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::join_all;
use stepwell_journal::contract;
use stepwell_journal::queue::{Message, Queue};
use stepwell_journal::store::{Created, Item, Key, Replaced, Store};

use self::ground::Ground;

/// Real time.
struct Clock;

#[async_trait]
impl contract::queue::Passage for Clock {
    async fn pass(&self, seconds: u32) {
        // A little more: the other side's clock counts in seconds of its own.
        tokio::time::sleep(Duration::from_millis(u64::from(seconds) * 1_000 + 50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ports_keep_their_contracts() {
    let Some(ground) = Ground::find().await else {
        println!("nothing was asked: neither STEPWELL_EMULATOR nor STEPWELL_AWS_ACCOUNT is set");
        return;
    };
    let table = ground.table().await;
    let queue = ground.queue().await;
    let payloads = ground.payloads().await;
    let (store, messages, payloads, races) = tokio::join!(
        contract::store::all(&table),
        contract::queue::all(&queue, &Clock),
        contract::payloads::all(&payloads),
        races(Arc::new(table.clone())),
    );
    let leftovers = more_than_a_batch(&queue).await;
    ground.clear().await;
    assert_eq!((store, messages, payloads), (Ok(()), Ok(()), Ok(())));
    assert_eq!((races, leftovers), (Ok(()), Ok(())));
}

/// Many writers want one page number and one version: exactly one gets each.
async fn races(table: Arc<dyn Store>) -> Result<(), stepwell_journal::store::StoreError> {
    for round in 0..10 {
        let key = Key::new(format!("race#{round}"), "p00000001");
        let writers = (0..8u8).map(|writer| table.create(Item::new(key.clone(), vec![writer])));
        let answers = join_all(writers).await.into_iter().collect::<Result<Vec<_>, _>>()?;
        let winners: Vec<usize> = (0..8).filter(|writer| answers[*writer] == Created::New).collect();
        assert_eq!(winners.len(), 1, "one page, one writer");
        let body = vec![winners[0] as u8];
        for answer in answers {
            if let Created::Exists(found) = answer {
                assert_eq!(found.body, body, "everybody sees whose it is");
            }
        }
        let replacements = (0..8u8).map(|writer| {
            let item = Item { version: 2, ..Item::new(key.clone(), vec![100 + writer]) };
            table.replace(item)
        });
        let answers = join_all(replacements).await.into_iter().collect::<Result<Vec<_>, _>>()?;
        let done = answers.iter().filter(|answer| **answer == Replaced::Done).count();
        assert_eq!(done, 1, "one version, one writer");
    }
    Ok(())
}

/// A batch of SQS has ten places.
async fn more_than_a_batch(queue: &dyn Queue) -> Result<(), stepwell_journal::store::StoreError> {
    let messages: Vec<Message> =
        (0..23).map(|number| Message { body: format!("{number}"), delay_s: 0 }).collect();
    assert_eq!(queue.send(&messages).await?, [0; 0]);
    let mut seen = BTreeSet::new();
    for _ in 0..100 {
        let some = queue.receive(25, 60).await?;
        let receipts: Vec<String> = some.iter().map(|delivery| delivery.receipt.clone()).collect();
        seen.extend(some.into_iter().map(|delivery| delivery.body));
        queue.delete(&receipts).await?;
        if seen.len() == 23 {
            break;
        }
    }
    assert_eq!(seen.len(), 23);
    Ok(())
}
