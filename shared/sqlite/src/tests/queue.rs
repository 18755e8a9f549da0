//! What the queue does across restarts and for those who wait.

use std::sync::Arc;
use std::time::Duration;

use stepwell_journal::clock::ManualClock;
use stepwell_journal::queue::{Message, Queue};

use super::Directory;
use crate::Database;

fn message(body: &str, delay_s: u32) -> Message {
    Message { body: body.to_owned(), delay_s }
}

async fn due(queue: &dyn Queue) -> Vec<(String, u32)> {
    let mut due: Vec<_> =
        queue.receive(10, 60).await.unwrap().into_iter().map(|d| (d.body, d.count)).collect();
    due.sort();
    due
}

#[tokio::test]
async fn a_restart_ends_what_was_hidden_but_not_what_is_delayed() {
    let directory = Directory::new();
    let clock = Arc::new(ManualClock::at_ms(1_000_000));
    let database = Database::open_with_clock(&directory.file(), clock.clone()).unwrap();
    let queue = database.queue();
    queue.send(&[message("hidden", 0), message("put off", 0)]).await.unwrap();
    for delivery in queue.receive(10, 600).await.unwrap() {
        if delivery.body == "put off" {
            queue.hide(&delivery.receipt, 900).await.unwrap();
        }
    }
    queue.send(&[message("delayed", 900), message("new", 0)]).await.unwrap();
    drop((queue, database));

    let database = Database::open_with_clock(&directory.file(), clock.clone()).unwrap();
    let queue = database.queue();
    assert_eq!(due(&*queue).await, [("new".to_owned(), 1)], "opening alone changes nothing");
    assert_eq!(database.revive_deliveries().await.unwrap(), 3);
    let expected = [("hidden".to_owned(), 2), ("new".to_owned(), 2), ("put off".to_owned(), 2)];
    assert_eq!(due(&*queue).await, expected);
    clock.advance_ms(900_000);
    assert!(due(&*queue).await.contains(&("delayed".to_owned(), 1)));
}

#[tokio::test]
async fn a_receipt_does_not_fit_a_later_message_or_delivery() {
    let directory = Directory::new();
    let database = Database::open(&directory.file()).unwrap();
    let queue = database.queue();
    queue.send(&[message("first", 0)]).await.unwrap();
    let receipt = queue.receive(1, 60).await.unwrap().remove(0).receipt;
    queue.delete(std::slice::from_ref(&receipt)).await.unwrap();
    queue.send(&[message("second", 0)]).await.unwrap();
    let second = queue.receive(1, 60).await.unwrap().remove(0);
    assert_ne!(second.receipt, receipt);
    queue.delete(&[receipt.clone(), "nonsense".to_owned(), "1-".to_owned()]).await.unwrap();
    queue.hide(&receipt, 0).await.unwrap();
    queue.hide("nonsense", 0).await.unwrap();
    queue.hide(&second.receipt, 0).await.unwrap();
    assert_eq!(due(&*queue).await, [("second".to_owned(), 2)]);
    queue.hide(&second.receipt, 0).await.unwrap();
    queue.delete(&[second.receipt]).await.unwrap();
    assert_eq!(due(&*queue).await, [], "the second receiver has it");
    assert_eq!(database.revive_deliveries().await.unwrap(), 1, "and it is still there");
}

#[tokio::test]
async fn those_who_wait_are_told_by_the_sender() {
    let directory = Directory::new();
    let queue = Database::open(&directory.file()).unwrap().queue();
    // The wait is entered first; the sender runs while it looks at the file.
    tokio::join!(queue.arrived(), async { queue.send(&[message("x", 0)]).await.unwrap() });
    queue.arrived().await;
    assert_eq!(due(&*queue).await, [("x".to_owned(), 1)]);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_longer_than_a_second_or_past_a_message() {
    let directory = Directory::new();
    let clock = Arc::new(ManualClock::at_ms(5_000));
    let queue = Database::open_with_clock(&directory.file(), clock.clone()).unwrap().queue();
    let waited = async || {
        let start = tokio::time::Instant::now();
        queue.arrived().await;
        start.elapsed()
    };
    let second = Duration::from_secs(1)..Duration::from_millis(1_010);
    assert!(second.contains(&waited().await), "an empty queue");
    queue.send(&[message("later", 2)]).await.unwrap();
    assert!(second.contains(&waited().await), "nothing within the next second");
    clock.advance_ms(1_700);
    let part = Duration::from_millis(300)..Duration::from_millis(310);
    assert!(part.contains(&waited().await), "until the message is due");
    clock.advance_ms(300);
    assert_eq!(waited().await, Duration::ZERO, "a message is due");
}
