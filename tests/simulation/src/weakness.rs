//! Rules that can be left out one at a time: a check that cannot fail proves nothing. These are the ones that a world can
//! leave out around its ports, and those that the orchestrator leaves out by itself (with the feature `weakened`).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use stepwell_journal::queue::Message;
use stepwell_journal::store::{Item, Key, Range, Store};

use crate::chance::Domain;
use crate::executor::{Kind, ProcessId, Running};
use crate::lock;
use crate::table::done;
use crate::world::World;

/// A rule that is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// One that the orchestrator itself leaves out.
    Protocol(stepwell_orchestrator::weakness::Weakness),
    /// What a handler sends, and its wake items, go out only after its message was acknowledged.
    SendAfterAck,
    /// Whoever finds the page number taken believes that the page is its own.
    NoNonce,
    /// Messages are acknowledged before they are handled.
    AckEarly,
    /// Callbacks and stops make no wake items.
    NoWakeItem,
    /// Starts make no wake items.
    NoWakeItemOfStart,
    /// A sweep sees executions as they stood a while ago.
    LaggingReads,
    /// A sweep sees executions as they stood a while ago, and what it does not see yet is not looked for again.
    TrustedList,
    /// A callback completes whatever attempt of its execution is open.
    CompletionWithoutStamp,
}

impl Weakness {
    /// Those of the world.
    pub const OF_THE_WORLD: [Weakness; 8] = [
        Weakness::SendAfterAck,
        Weakness::NoNonce,
        Weakness::AckEarly,
        Weakness::NoWakeItem,
        Weakness::NoWakeItemOfStart,
        Weakness::LaggingReads,
        Weakness::TrustedList,
        Weakness::CompletionWithoutStamp,
    ];

    /// All of them. Those of the protocol do nothing without the feature `weakened`.
    pub fn all() -> Vec<Weakness> {
        let protocol = stepwell_orchestrator::weakness::Weakness::ALL.into_iter().map(Weakness::Protocol);
        Weakness::OF_THE_WORLD.into_iter().chain(protocol).collect()
    }

    /// The rule that the orchestrator itself leaves out with it.
    pub fn of_the_protocol(self) -> Option<stepwell_orchestrator::weakness::Weakness> {
        match self {
            Weakness::Protocol(weakness) => Some(weakness),
            Weakness::TrustedList => Some(stepwell_orchestrator::weakness::Weakness::ForgetAnnounced),
            Weakness::SendAfterAck
            | Weakness::NoNonce
            | Weakness::AckEarly
            | Weakness::NoWakeItem
            | Weakness::NoWakeItemOfStart
            | Weakness::LaggingReads
            | Weakness::CompletionWithoutStamp => None,
        }
    }

    /// Whether sweeps see executions late.
    pub fn lags(self) -> bool {
        matches!(self, Weakness::LaggingReads | Weakness::TrustedList)
    }

    /// Its name on the command line.
    pub fn name(self) -> String {
        let name = match self {
            Weakness::Protocol(weakness) => return format!("{weakness:?}"),
            Weakness::SendAfterAck => "send-after-ack",
            Weakness::NoNonce => "no-nonce",
            Weakness::AckEarly => "ack-early",
            Weakness::NoWakeItem => "no-wake-item",
            Weakness::NoWakeItemOfStart => "no-wake-item-of-start",
            Weakness::LaggingReads => "lagging-reads",
            Weakness::TrustedList => "trusted-list",
            Weakness::CompletionWithoutStamp => "completion-without-stamp",
        };
        name.to_owned()
    }
}

/// Longest that a sweep's view lags if it lags, milliseconds.
const LAG_MS_MAX: u64 = 300_000;

/// What a handler has not sent yet.
enum Unsent {
    Item(Item),
    Message(String, u32, u32),
}

/// What is withheld, by process and task.
#[derive(Default)]
pub(crate) struct Withheld(Mutex<BTreeMap<(ProcessId, u64), Vec<Unsent>>>);

impl Withheld {
    /// A process has died, and what it has not sent with it.
    pub fn forget(&self, process: ProcessId) {
        lock(&self.0).retain(|(of, _), _| *of != process);
    }

    fn add(&self, running: &Running, unsent: Unsent) {
        let process = running.process.unwrap_or_default();
        lock(&self.0).entry((process, running.task)).or_default().push(unsent);
    }
}

impl World {
    /// Whether this rule is left out.
    pub fn lacks(&self, rule: Weakness) -> bool {
        self.weakness == Some(rule)
    }

    /// Whether an item is a wake item that an entry point does without.
    pub fn goes_without(&self, key: &Key) -> bool {
        let of_start = match self.weakness {
            Some(Weakness::NoWakeItem) => false,
            Some(Weakness::NoWakeItemOfStart) => true,
            _ => return false,
        };
        let is_of_entry = self.running().is_some_and(|running| running.kind == Kind::Entry);
        if !is_of_entry || !key.partition.starts_with("w#") {
            return false;
        }
        let cover = Key::new(format!("e#{}", key.sort), "pc");
        let has_begun = done(self.table.store.get(&cover)).is_ok_and(|found| found.is_some());
        has_begun != of_start
    }

    fn withholding(&self) -> Option<Running> {
        if !self.lacks(Weakness::SendAfterAck) {
            return None;
        }
        self.running().filter(|running| running.kind == Kind::Handler)
    }

    /// Whether a wake item is kept back until its handler's message was acknowledged.
    pub fn withholds(&self, item: &Item) -> bool {
        if !item.key.partition.starts_with("w#") {
            return false;
        }
        let Some(running) = self.withholding() else { return false };
        self.withheld.add(&running, Unsent::Item(item.clone()));
        true
    }

    /// The same for a message.
    pub fn withholds_message(&self, message: &Message, hops: u32) -> bool {
        let Some(running) = self.withholding() else { return false };
        self.withheld.add(&running, Unsent::Message(message.body.clone(), message.delay_s, hops));
        true
    }

    /// Sends what the running task has kept back.
    pub fn send_withheld(self: &Arc<Self>) {
        let Some(running) = self.running() else { return };
        let mine = (running.process.unwrap_or_default(), running.task);
        for unsent in lock(&self.withheld.0).remove(&mine).unwrap_or_default() {
            match unsent {
                // A wake item that is there already is as good.
                Unsent::Item(item) => drop(self.create(mine.0, item)),
                Unsent::Message(body, delay_s, hops) => self.post(&body, delay_s, hops),
            }
        }
    }

    /// As of when a sweep reads executions, if its view lags.
    pub fn lag_of_sweep(&self, range: &Range) -> Option<u64> {
        let lags = self.weakness.is_some_and(Weakness::lags) && range.partition.starts_with("e#");
        if !lags || self.running().is_none_or(|running| running.kind != Kind::Sweep) {
            return None;
        }
        Some(self.now_ms() - self.chance.below(Domain::Lag, self.points(), LAG_MS_MAX))
    }
}
