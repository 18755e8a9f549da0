//! One process: an orchestrator over the world's ports.

use std::collections::BTreeSet;
use std::sync::Arc;

use stepwell_engine::limits::Limits;
use stepwell_journal::Journal;
use stepwell_journal::machine::Machines;
use stepwell_journal::memory::{MemoryPayloads, MemoryQueue, MemoryStore};
use stepwell_journal::metering::{MeteredPayloads, MeteredQueue, MeteredStore};
use stepwell_orchestrator::arn::Place;
use stepwell_orchestrator::session::Sessions;
use stepwell_orchestrator::token::{Keyring, Secret};
use stepwell_orchestrator::{Config, Orchestrator, Parts};

use super::{Count, RETENTION_S, World};
use crate::clock::VirtualTime;
use crate::points::{Pointed, Points};
use crate::services::Script;

/// The process that serves clients; when it is the only one it does everything else too.
pub(super) const FIRST: usize = 0;

/// What processes are made of.
pub(super) struct Ports {
    pub store: Arc<MeteredStore<MemoryStore>>,
    pub queue: Arc<MeteredQueue<MemoryQueue>>,
    pub payloads: Arc<MeteredPayloads<MemoryPayloads>>,
    pub script: Arc<Script>,
    pub time: Arc<VirtualTime>,
    pub chance: Arc<Count>,
    pub points: Arc<Points>,
    pub limits: Limits,
}

impl Ports {
    fn journal(&self) -> Journal {
        let store = Pointed::new(self.store.clone(), self.points.clone());
        let payloads = Pointed::new(self.payloads.clone(), self.points.clone());
        Journal::new(store, payloads, RETENTION_S)
    }

    /// The queue with its points.
    pub fn queue(&self) -> Arc<Pointed<MeteredQueue<MemoryQueue>>> {
        Pointed::new(self.queue.clone(), self.points.clone())
    }

    /// A process. `alone` says that all before it have ended.
    pub fn process(&self, boot: u64, alone: bool) -> Arc<Orchestrator> {
        let store = Pointed::new(self.store.clone(), self.points.clone());
        let payloads = Pointed::new(self.payloads.clone(), self.points.clone());
        let place = Place {
            partition: "aws".to_owned(),
            region: "us-east-1".to_owned(),
            account: "123456789012".to_owned(),
        };
        Arc::new(Orchestrator::new(Parts {
            machines: Machines::new(store, payloads),
            journal: self.journal(),
            queue: self.queue(),
            services: Pointed::new(self.script.clone(), self.points.clone()),
            time: self.time.clone(),
            chance: self.chance.clone(),
            keyring: Keyring::new(("k1".to_owned(), Secret([7; 32])), Vec::new()),
            sessions: Sessions::new(format!("b{boot}"), alone),
            config: Config { place, limits: self.limits },
        }))
    }
}

impl World {
    /// A journal over the ports as processes see them, for services that read executions.
    pub fn journal(&self) -> Journal {
        self.ports.journal()
    }

    fn process(&mut self) -> Arc<Orchestrator> {
        self.boot += 1;
        self.ports.process(self.boot, self.alone)
    }

    /// From now on no process knows whether others live, as on AWS.
    pub fn among_others(&mut self) {
        self.alone = false;
        self.crash();
        self.crashes -= 1;
    }

    /// From now on clients are served by one process and messages worked off by others, as many as this, as on AWS. A
    /// crash ends one of them.
    pub fn fleet(&mut self, workers: usize) {
        self.among_others();
        self.workers = (0..workers).map(|_| self.process()).collect();
    }

    /// The process stalls: its work stands still, and another process takes over.
    pub fn stall(&mut self) {
        let mut working = std::mem::take(&mut self.working);
        self.stalled.append(&mut working);
        self.crash();
        self.crashes -= 1;
    }

    /// What has stalled goes on.
    pub fn resume(&mut self) {
        let mut stalled = std::mem::take(&mut self.stalled);
        self.working.append(&mut stalled);
    }

    /// All processes die: all their work is gone, and new ones take over.
    pub fn crash(&mut self) {
        self.working.clear();
        self.crashes += 1;
        self.boots_of_first += 1;
        self.orchestrator = self.process();
        self.workers = (0..self.workers.len()).map(|_| self.process()).collect();
    }

    /// Ends those that have died at a point; says which.
    pub(super) fn bury(&mut self) -> BTreeSet<usize> {
        let crashed = self.points.take_crashed();
        for number in &crashed {
            self.working.retain(|working| working.process != *number);
            self.crashes += 1;
            let fresh = self.process();
            match self.workers.get_mut(number.wrapping_sub(1)) {
                Some(worker) => *worker = fresh,
                None => {
                    self.orchestrator = fresh;
                    self.boots_of_first += 1;
                }
            }
        }
        crashed
    }

    /// The process of this number.
    pub(super) fn numbered(&self, process: usize) -> Arc<Orchestrator> {
        self.workers.get(process.wrapping_sub(1)).unwrap_or(&self.orchestrator).clone()
    }

    /// Numbers of the processes that work off messages.
    pub(super) fn working_processes(&self) -> std::ops::RangeInclusive<usize> {
        if self.workers.is_empty() { FIRST..=FIRST } else { 1..=self.workers.len() }
    }
}
