//! One process of a fleet: an orchestrator that does with schemas what its version and its operator say.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use stepwell_engine::limits::Limits;
use stepwell_engine::moment::mix;
use stepwell_integrations::service::Services;
use stepwell_journal::Journal;
use stepwell_journal::codec::{Schema, Schemas};
use stepwell_journal::machine::Machines;
use stepwell_journal::payloads::Payloads;
use stepwell_journal::queue::Queue;
use stepwell_journal::store::Store;
use stepwell_orchestrator::arn::Place;
use stepwell_orchestrator::session::Sessions;
use stepwell_orchestrator::token::{Keyring, Secret};
use stepwell_orchestrator::{Chance, Config, Orchestrator, Parts, Time};

/// Seconds for which closed executions are kept.
const RETENTION_S: u64 = 90 * 24 * 3_600;

/// What a process knows of schemas and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The version before: it knows schema 1 and no other.
    Old,
    /// This version in the first step of an upgrade: it knows all and writes schema 1.
    Step,
    /// This version after the second step.
    New,
}

impl Code {
    /// What its journal does.
    pub fn schemas(self) -> Schemas {
        match self {
            Code::Old => Schemas::old(Schema::One),
            Code::Step => Schemas::writing(Schema::One),
            Code::New => Schemas::writing(Schema::Two),
        }
    }

    /// Its journal over these ports.
    pub fn journal(self, store: Arc<dyn Store>, payloads: Arc<dyn Payloads>) -> Journal {
        Journal::new(store, payloads, RETENTION_S).with_schemas(self.schemas())
    }

    /// Its registry of machines over these ports.
    pub fn machines(self, store: Arc<dyn Store>, payloads: Arc<dyn Payloads>) -> Machines {
        Machines::new(store, payloads).with_schemas(self.schemas())
    }
}

/// Chance that is the same in each run.
pub struct Count(pub AtomicU64);

impl Chance for Count {
    fn next(&self) -> u64 {
        mix(self.0.fetch_add(1, Ordering::SeqCst), 1, 2)
    }
}

/// The ports of a process.
pub struct Ports {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The payload store.
    pub payloads: Arc<dyn Payloads>,
    /// The queue.
    pub queue: Arc<dyn Queue>,
    /// Who answers service calls.
    pub services: Arc<dyn Services>,
    /// The clock.
    pub time: Arc<dyn Time>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
    /// Limits of running.
    pub limits: Limits,
}

/// A process with this code over these ports. It does not know whether others live.
pub fn orchestrator(code: Code, ports: Ports, boot: u64) -> Orchestrator {
    Orchestrator::new(Parts {
        machines: code.machines(ports.store.clone(), ports.payloads.clone()),
        journal: code.journal(ports.store, ports.payloads),
        queue: ports.queue,
        services: ports.services,
        time: ports.time,
        chance: ports.chance,
        keyring: Keyring::new(("k1".to_owned(), Secret([7; 32])), Vec::new()),
        sessions: Sessions::new(format!("b{boot}"), false),
        config: Config {
            place: Place {
                partition: "aws".to_owned(),
                region: "us-east-1".to_owned(),
                account: "123456789012".to_owned(),
            },
            limits: ports.limits,
        },
    })
}
