//! The queue: SQS's semantics in simulated time. Messages come late, twice, in any order or not at all, a message that is
//! received too often goes to the dead letters, and a loop of functions that nobody allowed is cut.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::task::Waker;

use async_trait::async_trait;
use stepwell_journal::queue::{Delivery, Message, Queue};
use stepwell_journal::rules::check_messages;
use stepwell_journal::store::StoreError;

use crate::chance::{Domain, Parts, reduce};
use crate::disturbance::{Fault, Site};
use crate::lock;
use crate::point::{Operation, busy, lost};
use crate::store::Ports;
use crate::trace::word;
use crate::world::World;

/// Hops after which a loop of functions is cut. Source: Lambda developer guide, recursive loop detection, about 16.
const HOPS_MAX: u32 = 16;

/// Longest that a doubled or late message comes late, milliseconds.
const LATE_MS_MAX: u64 = 120_000;

/// Messages of a run.
#[derive(Default)]
pub(crate) struct Messages(Mutex<State>);

#[derive(Default)]
struct State {
    sent: u64,
    received: u64,
    last: u64,
    hops_max: u32,
    cut: u64,
    messages: BTreeMap<u64, Waiting>,
    due: BTreeSet<(u64, u64)>,
    waiting: Option<Waker>,
}

struct Waiting {
    body: String,
    due_ms: u64,
    count: u32,
    hops: u32,
}

/// A message in somebody's hands.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub id: u64,
    pub count: u32,
    pub hops: u32,
    pub body: String,
}

impl State {
    fn add(&mut self, body: String, due_ms: u64, hops: u32) {
        self.last += 1;
        self.due.insert((due_ms, self.last));
        self.messages.insert(self.last, Waiting { body, due_ms, count: 0, hops });
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }

    fn postpone(&mut self, id: u64, due_ms: u64) {
        if let Some(waiting) = self.messages.get_mut(&id) {
            self.due.remove(&(waiting.due_ms, id));
            self.due.insert((due_ms, id));
            waiting.due_ms = due_ms;
            if let Some(waker) = self.waiting.take() {
                waker.wake();
            }
        }
    }

    fn remove(&mut self, id: u64) {
        if let Some(waiting) = self.messages.remove(&id) {
            self.due.remove(&(waiting.due_ms, id));
        }
    }

    fn holds(&self, received: &Received) -> bool {
        self.messages.get(&received.id).is_some_and(|waiting| waiting.count == received.count)
    }
}

impl Messages {
    /// When the next message is due.
    pub fn next_ms(&self) -> Option<u64> {
        lock(&self.0).due.first().map(|(at, _)| *at)
    }

    /// When the last message is due.
    pub fn last_ms(&self) -> Option<u64> {
        lock(&self.0).due.last().map(|(at, _)| *at)
    }

    /// Wakes this task when a message comes.
    pub fn tell_of_messages(&self, waker: &Waker) {
        lock(&self.0).waiting = Some(waker.clone());
    }

    /// Hides a message that somebody holds for longer.
    pub fn hide(&self, received: &Received, until_ms: u64) {
        let mut state = lock(&self.0);
        if state.holds(received) {
            state.postpone(received.id, until_ms);
        }
    }

    /// Most hops of a message that was received.
    pub fn hops_max(&self) -> u32 {
        lock(&self.0).hops_max
    }

    /// Messages that were stopped because they had too many.
    pub fn cut(&self) -> u64 {
        lock(&self.0).cut
    }

    /// Texts of all that wait, with the time at which they are due.
    pub fn shown(&self) -> Vec<String> {
        let state = lock(&self.0);
        state.messages.values().map(|waiting| format!("{} {}", waiting.due_ms, waiting.body)).collect()
    }

    pub fn clear(&self) {
        *lock(&self.0) = State::default();
    }
}

impl World {
    /// Puts a message into the queue, or loses it.
    pub fn post(&self, body: &str, delay_s: u32, hops: u32) {
        let number = {
            let mut state = lock(&self.messages.0);
            state.sent += 1;
            state.sent
        };
        self.tell(|watcher, at_ms| watcher.sent(at_ms, body, delay_s));
        let due_ms = self.now_ms() + u64::from(delay_s) * 1_000;
        let fault = self.fault(Site::Message, number, || self.drawn_for_message(number));
        self.line(|| format!("message {number} in {delay_s} s, hops {hops}, {fault:?}: {body}"));
        match fault {
            Some(Fault::Dropped) => self.tell(|watcher, at_ms| watcher.dropped(at_ms, body)),
            Some(Fault::Doubled(ms)) => {
                let mut state = lock(&self.messages.0);
                state.add(body.to_owned(), due_ms, hops);
                state.add(body.to_owned(), due_ms + ms, hops);
                drop(state);
                self.tell(|watcher, at_ms| watcher.sent(at_ms, body, delay_s));
            }
            Some(Fault::Late(ms)) => lock(&self.messages.0).add(body.to_owned(), due_ms + ms, hops),
            Some(_) | None => lock(&self.messages.0).add(body.to_owned(), due_ms, hops),
        }
    }

    fn drawn_for_message(&self, number: u64) -> Option<Fault> {
        let mut parts = Parts::of(self.chance.draw(Domain::Message, number));
        if parts.hits(self.profile.dropped) {
            return Some(Fault::Dropped);
        }
        if parts.hits(self.profile.doubled) {
            return Some(Fault::Doubled(parts.skewed_ms(LATE_MS_MAX)));
        }
        parts.hits(self.profile.late).then(|| Fault::Late(parts.skewed_ms(LATE_MS_MAX)))
    }

    /// Takes up to `max` messages that are due, in any order, and hides them for a while.
    pub fn receive(&self, max: usize, visibility_ms: u64) -> Vec<Received> {
        let now_ms = self.now_ms();
        let mut state = lock(&self.messages.0);
        let mut due: Vec<u64> = state.due.range(..=(now_ms, u64::MAX)).map(|(_, id)| *id).collect();
        let mut taken = Vec::new();
        while taken.len() < max && !due.is_empty() {
            state.received += 1;
            let drawn = self.chance.draw(Domain::Arrival, state.received);
            let id = due.swap_remove(reduce(drawn, due.len() as u64) as usize);
            state.postpone(id, now_ms + visibility_ms);
            let Some(waiting) = state.messages.get_mut(&id) else { continue };
            waiting.count += 1;
            let received =
                Received { id, count: waiting.count, hops: waiting.hops, body: waiting.body.clone() };
            let is_cut = !self.profile.loops_allowed && received.hops >= HOPS_MAX;
            state.hops_max = state.hops_max.max(received.hops);
            state.cut += u64::from(is_cut);
            if received.count > self.profile.receives_max || is_cut {
                state.remove(id);
                self.line(|| format!("message {id} goes to the dead letters: {}", received.body));
                self.tell(|watcher, at_ms| watcher.dropped(at_ms, &received.body));
                continue;
            }
            self.tell(|watcher, at_ms| {
                if received.count > 1 {
                    // One that comes again while somebody may still work on it is as good as a copy.
                    watcher.sent(at_ms, &received.body, 0);
                }
                watcher.received(at_ms, &received.body);
            });
            taken.push(received);
        }
        taken
    }

    /// Takes messages off the queue for good.
    pub fn remove(&self, received: &[Received]) {
        let mut state = lock(&self.messages.0);
        for one in received {
            if state.holds(one) {
                state.remove(one.id);
                self.tell(|watcher, at_ms| watcher.acked(at_ms, &one.body));
            }
        }
    }
}

#[async_trait]
impl Queue for Ports {
    async fn send(&self, messages: &[Message]) -> Result<Vec<usize>, StoreError> {
        check_messages(messages)?;
        let world = &self.world;
        let hops = world.running().map_or(0, |running| running.hops);
        let about = messages.iter().fold(0, |about, message| about ^ word(&message.body));
        let what = || messages.iter().map(|message| message.body.as_str()).collect::<Vec<_>>().join(" ");
        let passed = world.pass(self.process, Operation::Send, about, what).await.ok_or_else(busy)?;
        if let Some(ms) = passed.ghost_ms() {
            let (world, messages) = (world.clone(), messages.to_vec());
            self.world.spawn_own(async move {
                world.sleep(ms).await;
                for message in messages {
                    world.post(&message.body, message.delay_s, hops + 1);
                }
            });
            return Err(lost());
        }
        for message in messages {
            if !world.withholds_message(message, hops + 1) {
                world.post(&message.body, message.delay_s, hops + 1);
            }
        }
        if world.pass_back(self.process, passed).await { Err(lost()) } else { Ok(Vec::new()) }
    }

    /// Processes receive nothing by themselves: the platform hands them their messages.
    async fn receive(&self, _max: usize, _visibility_s: u32) -> Result<Vec<Delivery>, StoreError> {
        Ok(Vec::new())
    }

    async fn arrived(&self) {}

    async fn delete(&self, _receipts: &[String]) -> Result<(), StoreError> {
        Ok(())
    }

    async fn hide(&self, _receipt: &str, _delay_s: u32) -> Result<(), StoreError> {
        Ok(())
    }
}

impl Ports {
    /// Acknowledges messages, through a point.
    pub async fn acknowledge(&self, received: &[Received]) {
        let world: &Arc<World> = &self.world;
        let about = received.iter().fold(0, |about, one| about ^ one.id);
        let what = || format!("{:?}", received.iter().map(|one| one.id).collect::<Vec<_>>());
        // An acknowledgement that fails only brings the message again.
        let Some(passed) = world.pass(self.process, Operation::Acknowledge, about, what).await else {
            return;
        };
        if passed.ghost_ms().is_none() {
            world.remove(received);
        }
        world.pass_back(self.process, passed).await;
    }
}
