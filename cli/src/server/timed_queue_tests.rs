//! That a delay's end is told. The contract of queues is kept by what stands behind it.

use std::time::Duration;

use stepwell_journal::queue::{Message, Queue};

use super::TimedQueue;

#[tokio::test(start_paused = true)]
async fn the_end_of_a_delay_ends_the_waiting() {
    let queue = TimedQueue::new();
    let before = tokio::time::Instant::now();
    queue.arrived().await;
    assert_eq!(before.elapsed(), Duration::from_secs(1), "an empty queue is looked at every second");
    queue.send(&[Message { body: "now".to_owned(), delay_s: 0 }]).await.unwrap();
    let before = tokio::time::Instant::now();
    queue.arrived().await;
    assert_eq!(before.elapsed(), Duration::ZERO, "what is there is not waited for");
    assert_eq!(queue.receive(1, 60).await.unwrap().len(), 1);
    queue.send(&[Message { body: "later".to_owned(), delay_s: 1 }]).await.unwrap();
    let before = tokio::time::Instant::now();
    queue.arrived().await;
    assert!(before.elapsed() <= Duration::from_secs(1), "a delay is waited for, not longer");
}
