//! The queue port in memory: delays and visibility follow the clock it is given, messages come in the order in which
//! they became due. Deliberately absent: doubled, lost and shuffled messages (a wrapper brings them).

use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use async_trait::async_trait;

use crate::clock::{Clock, Sleepers, locked};
use crate::queue::{Delivery, Message, Queue};
use crate::rules::{check_messages, check_visibility};
use crate::store::StoreError;

/// The queue port in memory.
pub struct MemoryQueue {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    sleepers: Sleepers,
}

#[derive(Default)]
struct State {
    last_id: u64,
    messages: BTreeMap<u64, Waiting>,
    /// Every message under the time from which it may be received.
    due: BTreeSet<(u64, u64)>,
}

struct Waiting {
    body: String,
    due_ms: u64,
    count: u32,
}

impl State {
    fn add(&mut self, body: String, due_ms: u64) {
        self.last_id += 1;
        self.due.insert((due_ms, self.last_id));
        self.messages.insert(self.last_id, Waiting { body, due_ms, count: 0 });
    }

    /// Looks up the message of a receipt, unless it was deleted or received again since.
    fn holder(&self, receipt: &str) -> Option<u64> {
        let (id, count) = receipt.split_once('-')?;
        let (id, count) = (id.parse::<u64>().ok()?, count.parse::<u32>().ok()?);
        self.messages.get(&id).filter(|waiting| waiting.count == count).map(|_| id)
    }

    fn postpone(&mut self, id: u64, due_ms: u64) {
        if let Some(waiting) = self.messages.get_mut(&id) {
            self.due.remove(&(waiting.due_ms, id));
            self.due.insert((due_ms, id));
            waiting.due_ms = due_ms;
        }
    }

    fn remove(&mut self, id: u64) {
        if let Some(waiting) = self.messages.remove(&id) {
            self.due.remove(&(waiting.due_ms, id));
        }
    }

    fn receive(&mut self, id: u64, hidden_until_ms: u64) -> Option<Delivery> {
        self.postpone(id, hidden_until_ms);
        let waiting = self.messages.get_mut(&id)?;
        waiting.count = waiting.count.saturating_add(1);
        let receipt = format!("{id}-{}", waiting.count);
        Some(Delivery { body: waiting.body.clone(), count: waiting.count, receipt })
    }
}

impl MemoryQueue {
    /// An empty queue that goes by `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        MemoryQueue { clock, state: Mutex::default(), sleepers: Sleepers::default() }
    }

    /// How many messages it holds: due, delayed and hidden ones.
    pub fn len(&self) -> usize {
        locked(&self.state).messages.len()
    }

    /// True if it holds no message at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// When the next message is due, in milliseconds since 1970. Tests move their clock there.
    pub fn next_due_ms(&self) -> Option<u64> {
        locked(&self.state).due.first().map(|(due_ms, _)| *due_ms)
    }

    fn after_s(&self, seconds: u32) -> u64 {
        self.clock.now_ms().saturating_add(u64::from(seconds) * 1000)
    }
}

#[async_trait]
impl Queue for MemoryQueue {
    async fn send(&self, messages: &[Message]) -> Result<Vec<usize>, StoreError> {
        check_messages(messages)?;
        {
            let mut state = locked(&self.state);
            for message in messages {
                state.add(message.body.clone(), self.after_s(message.delay_s));
            }
        }
        self.sleepers.wake_all();
        Ok(Vec::new())
    }

    async fn receive(&self, max: usize, visibility_s: u32) -> Result<Vec<Delivery>, StoreError> {
        check_visibility(visibility_s)?;
        let now_ms = self.clock.now_ms();
        let hidden_until_ms = self.after_s(visibility_s);
        let mut state = locked(&self.state);
        let ids: Vec<u64> = state.due.range(..=(now_ms, u64::MAX)).take(max).map(|(_, id)| *id).collect();
        Ok(ids.into_iter().filter_map(|id| state.receive(id, hidden_until_ms)).collect())
    }

    /// Resolves when a message is due, be it sent or reached by a clock that is moved by hand. With a clock that runs by
    /// itself it cannot see a delay pass, so callers with such a clock must also look from time to time.
    async fn arrived(&self) {
        poll_fn(|context| {
            // Registered before looking: a message that comes in between wakes the task.
            self.sleepers.add(context.waker());
            self.clock.wake_on_move(context.waker());
            let due = self.next_due_ms().is_some_and(|due_ms| due_ms <= self.clock.now_ms());
            if due { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    async fn delete(&self, receipts: &[String]) -> Result<(), StoreError> {
        let mut state = locked(&self.state);
        for receipt in receipts {
            if let Some(id) = state.holder(receipt) {
                state.remove(id);
            }
        }
        Ok(())
    }

    async fn hide(&self, receipt: &str, delay_s: u32) -> Result<(), StoreError> {
        check_visibility(delay_s)?;
        let due_ms = self.after_s(delay_s);
        {
            let mut state = locked(&self.state);
            if let Some(id) = state.holder(receipt) {
                state.postpone(id, due_ms);
            }
        }
        self.sleepers.wake_all();
        Ok(())
    }
}
