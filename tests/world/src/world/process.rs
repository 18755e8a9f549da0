//! One process: an orchestrator over the world's ports.

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

use super::{Count, RETENTION_S};
use crate::clock::VirtualTime;
use crate::points::{Pointed, Points};
use crate::services::Script;

pub(super) type Ports<'p> = (
    &'p Arc<MeteredStore<MemoryStore>>,
    &'p Arc<MeteredQueue<MemoryQueue>>,
    &'p Arc<MeteredPayloads<MemoryPayloads>>,
    &'p Arc<Script>,
    &'p Arc<VirtualTime>,
    &'p Arc<Count>,
    &'p Arc<Points>,
);

pub(super) fn process(ports: Ports<'_>, limits: Limits, boot: u64, alone: bool) -> Orchestrator {
    let (store, queue, payloads, script, time, chance, points) = ports;
    let pointed_store = Pointed::new(store.clone(), points.clone());
    let pointed_payloads = Pointed::new(payloads.clone(), points.clone());
    Orchestrator::new(Parts {
        machines: Machines::new(pointed_store.clone(), pointed_payloads.clone()),
        journal: Journal::new(pointed_store, pointed_payloads, RETENTION_S),
        queue: Pointed::new(queue.clone(), points.clone()),
        services: Pointed::new(script.clone(), points.clone()),
        time: time.clone(),
        chance: chance.clone(),
        keyring: Keyring::new(("k1".to_owned(), Secret([7; 32])), Vec::new()),
        sessions: Sessions::new(format!("b{boot}"), alone),
        config: Config {
            place: Place {
                partition: "aws".to_owned(),
                region: "us-east-1".to_owned(),
                account: "123456789012".to_owned(),
            },
            limits,
        },
    })
}
