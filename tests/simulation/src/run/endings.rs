//! Which executions are still open, what each owes, and how they ended.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use futures_util::FutureExt;
use stepwell_engine::{Frame, Status};
use stepwell_journal::head::Head;
use stepwell_journal::outbox::Order;
use stepwell_journal::{Closed, ExecutionKey, Loaded};

use super::key_of;
use crate::watch::Violation;
use crate::world::World;

/// How an execution ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// Which one.
    pub key: ExecutionKey,
    /// Its status; none if it does not exist.
    pub status: Option<Status>,
    /// Ids of its last event, which is how many it has.
    pub events: u64,
    /// Its last page.
    pub pages: u64,
}

/// Executions that have not ended.
#[derive(Debug, Default)]
pub(super) struct Open {
    open: BTreeSet<ExecutionKey>,
    closed: BTreeSet<ExecutionKey>,
}

impl Open {
    /// Looks again at what has changed.
    pub fn look(&mut self, world: &World) {
        for partition in world.table.changed_covers() {
            let Some(key) = ExecutionKey::of_partition(&partition) else { continue };
            if self.closed.contains(&key) {
                continue;
            }
            if load(world, &key).is_some_and(|loaded| loaded.cover.closed != Closed::Running) {
                self.open.remove(&key);
                self.closed.insert(key);
            } else {
                self.open.insert(key);
            }
        }
    }

    /// Whether all executions were started and have ended, nobody is waited for, and none owes a word that came up after
    /// its end.
    pub fn is_over(&self, world: &World) -> bool {
        self.open.is_empty() && world.all_done() && self.owing(world).next().is_none()
    }

    /// Executions that have ended and are to cancel what was started by an answer that came later.
    fn owing<'a>(&'a self, world: &'a World) -> impl Iterator<Item = (&'a ExecutionKey, Head)> {
        let loaded = self.closed.iter().filter_map(|key| Some((key, load(world, key)?.head)));
        loaded.filter(|(_, head)| head.outbox.iter().any(|owed| owed.order != Order::CloseCover))
    }

    /// Until when it may be right that nothing goes on: timers, claims, polls, people and jobs.
    pub fn horizon_ms(&self, world: &World) -> u64 {
        let heads = self.open.iter().filter_map(|key| load(world, key));
        let words = self.open.is_empty().then(|| self.owing(world)).into_iter().flatten();
        let heads = heads.map(|loaded| loaded.head).chain(words.map(|(_, head)| head));
        let heads = heads.map(|head| head_horizon_ms(&head)).max().unwrap_or(0);
        // A heartbeat moves a timer without a page; the message for the new time shows it.
        heads.max(world.outside.busy_until_ms()).max(world.messages.last_ms().unwrap_or(0))
    }

    /// What is stuck, and with what.
    pub fn stuck(&self, world: &Arc<World>) -> Violation {
        let mut what = format!("{} executions do not end", self.open.len());
        let open = self.open.iter().filter_map(|key| Some((key, load(world, key)?.head)));
        for (key, head) in open.chain(self.owing(world)) {
            let now_ms = world.now_ms();
            // Writing into a text cannot fail.
            let _ = write!(
                what,
                "\n  {}/{} {} page {} now {now_ms} due {:?} promised {} outbox {:?}",
                key.machine,
                key.execution,
                head.execution.status.name(),
                head.page,
                head.execution.due_ms(),
                head.promised_ms,
                head.outbox
            );
        }
        for message in world.messages.shown() {
            let _ = write!(what, "\n  message {message}");
        }
        let _ =
            write!(what, "\n  next wake item {:?}", world.table.first_wake().map(|minute| minute * 60_000));
        Violation::new("I10", what)
    }

    /// How all executions ended, children too.
    pub fn endings(&self, world: &World) -> Vec<Ending> {
        let asked = (0..world.scenario.executions.len()).filter_map(|number| key_of(&world.scenario, number));
        let all: BTreeSet<ExecutionKey> =
            asked.chain(self.open.iter().cloned()).chain(self.closed.iter().cloned()).collect();
        all.into_iter().map(|key| ending(world, key)).collect()
    }
}

fn ending(world: &World, key: ExecutionKey) -> Ending {
    let Some(Loaded { head, .. }) = load(world, &key) else {
        return Ending { key, status: None, events: 0, pages: 0 };
    };
    if let Status::Succeeded { output } = &head.execution.status {
        // What cannot be fetched shows when the output is compared.
        let _ = world.looker().fetch(&key, std::slice::from_ref(output)).now_or_never();
    }
    Ending { key, events: head.execution.last_event, pages: head.page, status: Some(head.execution.status) }
}

fn load(world: &World, key: &ExecutionKey) -> Option<Loaded> {
    world.looker().load(key).now_or_never()?.ok().flatten()
}

/// The latest time at which something of a head is due by itself.
fn head_horizon_ms(head: &Head) -> u64 {
    let frames = head.execution.frames.values().filter_map(Frame::due_ms);
    let owed = head.outbox.iter().map(|owed| match &owed.order {
        Order::Call { claim: Some(claim) } => claim.deadline_ms.max(owed.not_before_ms),
        Order::Watch { safety_ms, .. } => (*safety_ms).max(owed.not_before_ms),
        Order::Call { claim: None } | Order::Cancel(_) | Order::TellParent | Order::CloseCover => {
            owed.not_before_ms
        }
    });
    frames.chain(owed).chain([head.promised_ms]).max().unwrap_or(0)
}
