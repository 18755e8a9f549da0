//! The worker: takes wake-ups off the queue, has them handled, and takes them off for good when nothing is left to do.
//! Deliberately absent: what a wake-up means (the orchestrator).

use std::sync::Arc;

use async_trait::async_trait;
use stepwell_journal::limits::MESSAGE_BATCH_MAX;
use stepwell_journal::queue::{Delivery, Queue};
use stepwell_journal::store::StoreError;
use stepwell_orchestrator::Orchestrator;
use stepwell_orchestrator::limits::VISIBILITY_S;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Duration, interval_at, sleep, timeout};

use super::told;
use crate::limits::{
    EXECUTIONS_AT_ONCE, PUT_OFF_TRIES_MAX, QUEUE_PAUSE, RETRY_SECONDS_MAX, STOP_WAIT, TROUBLE_PAUSE,
};

/// Somebody who does what messages ask for.
#[async_trait]
pub trait Work: Send + Sync + 'static {
    /// Handles a message. After `Ok` it is not needed any more; an error says why it must come again.
    async fn handle(&self, body: &str) -> Result<(), String>;
}

#[async_trait]
impl Work for Orchestrator {
    async fn handle(&self, body: &str) -> Result<(), String> {
        Orchestrator::handle(self, body).await.map_err(|error| error.to_string())
    }
}

/// Works until told to stop, then gives what is under way a moment to end. What does not end is no loss: its messages
/// come again.
pub async fn work(queue: Arc<dyn Queue>, work: Arc<dyn Work>, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(EXECUTIONS_AT_ONCE));
    let mut tasks = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            () = told(&mut stop) => break,
            () = receive(&queue, &work, &places, &mut tasks) => {}
        }
    }
    let ended = timeout(STOP_WAIT, async { while tasks.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        tracing::info!(open = tasks.len(), "work under way goes on after the next start");
    }
}

/// Receives once, when there is a place, and waits if there was nothing.
async fn receive(
    queue: &Arc<dyn Queue>,
    work: &Arc<dyn Work>,
    places: &Arc<Semaphore>,
    tasks: &mut JoinSet<()>,
) {
    while tasks.try_join_next().is_some() {}
    // The semaphore is never closed; if it were, there would be nothing to receive for.
    let Ok(first) = Arc::clone(places).acquire_owned().await else { return };
    drop(first);
    let most = places.available_permits().clamp(1, MESSAGE_BATCH_MAX);
    match queue.receive(most, VISIBILITY_S).await {
        Err(error) => {
            tracing::warn!(%error, "the queue could not be read");
            sleep(TROUBLE_PAUSE).await;
        }
        Ok(deliveries) if deliveries.is_empty() => {
            // Heard or not, it is time to look.
            let _ = timeout(QUEUE_PAUSE, queue.arrived()).await;
        }
        Ok(deliveries) => {
            for delivery in deliveries {
                // Only this loop takes places, so as many are free as were counted.
                let Ok(place) = Arc::clone(places).acquire_owned().await else { return };
                let (queue, work) = (Arc::clone(queue), Arc::clone(work));
                tasks.spawn(async move {
                    attend(&*queue, &*work, &delivery).await;
                    drop(place);
                });
            }
        }
    }
}

/// Handles one message and keeps it hidden from others meanwhile.
async fn attend(queue: &dyn Queue, work: &dyn Work, delivery: &Delivery) {
    let result = tokio::select! {
        result = work.handle(&delivery.body) => result,
        () = keep_hidden(queue, &delivery.receipt) => Ok(()),
    };
    let settled = match result {
        Ok(()) => queue.delete(std::slice::from_ref(&delivery.receipt)).await,
        Err(error) => {
            let again_s = retry_s(delivery.count);
            tracing::warn!(%error, tries = delivery.count, again_s, "work failed and is tried again");
            put_off(queue, &delivery.receipt, again_s).await
        }
    };
    if let Err(error) = settled {
        tracing::warn!(%error, "the queue did not take note of what was done; the message comes again, which does no harm");
    }
}

/// Lets a message come again after so many seconds. A queue that fails now, as on a full disk, is asked again: it would
/// keep the message hidden as long as one that is worked on.
async fn put_off(queue: &dyn Queue, receipt: &str, again_s: u32) -> Result<(), StoreError> {
    let mut tries = 1;
    loop {
        match queue.hide(receipt, again_s).await {
            Err(_) if tries < PUT_OFF_TRIES_MAX => {
                tries += 1;
                sleep(TROUBLE_PAUSE).await;
            }
            settled => return settled,
        }
    }
}

/// Extends the time for which a message is hidden, again and again; never ends by itself.
async fn keep_hidden(queue: &dyn Queue, receipt: &str) {
    let third = Duration::from_secs(u64::from(VISIBILITY_S) / 3);
    let mut ticks = interval_at(tokio::time::Instant::now() + third, third);
    loop {
        ticks.tick().await;
        if let Err(error) = queue.hide(receipt, VISIBILITY_S).await {
            tracing::warn!(%error, "a message could not be kept hidden; it may be worked on twice, which does no harm");
        }
    }
}

/// Seconds until a message whose work failed is looked at again, by how often it was received.
fn retry_s(count: u32) -> u32 {
    1_u32.checked_shl(count.saturating_sub(1)).unwrap_or(RETRY_SECONDS_MAX).min(RETRY_SECONDS_MAX)
}

#[cfg(test)]
#[path = "worker_tests.rs"]
mod tests;
