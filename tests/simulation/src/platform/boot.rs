//! A process comes to life: the production code over the world's ports, with a clock and chance of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use stepwell_api::approval::journal::JournalRequests;
use stepwell_api::approval::service::ApprovalService;
use stepwell_approvals::address::Sender;
use stepwell_approvals::keyring as links;
use stepwell_engine::limits::Limits;
use stepwell_journal::Journal;
use stepwell_journal::clock::Clock;
use stepwell_journal::machine::Machines;
use stepwell_orchestrator::arn::Place;
use stepwell_orchestrator::session::Sessions;
use stepwell_orchestrator::token::{Keyring, Secret};
use stepwell_orchestrator::{Config, Orchestrator, Parts, Time};

use crate::chance::{Chance, Domain};
use crate::executor::ProcessId;
use crate::outside::Callees;
use crate::profile::Host;
use crate::store::Ports;
use crate::timeline::{Sleep, Timeline};
use crate::versions::Code;
use crate::watch::process_name;
#[cfg(feature = "weakened")]
use crate::weakness::Weakness;
use crate::world::World;

/// Seconds for which closed executions are kept.
const RETENTION_S: u64 = 90 * 24 * 3_600;

/// Where the pages of approvals are.
pub(crate) const ORIGIN: &str = "https://approvals.example.org";

/// A clock that is a little off.
struct OwnTime {
    timeline: Arc<Timeline>,
    ahead_ms: u64,
    behind_ms: u64,
}

impl Clock for OwnTime {
    fn now_ms(&self) -> u64 {
        self.timeline.now_ms() + self.ahead_ms - self.behind_ms
    }
}

#[async_trait]
impl Time for OwnTime {
    async fn sleep_until_ms(&self, at_ms: u64) {
        Sleep::until(&self.timeline, (at_ms + self.behind_ms).saturating_sub(self.ahead_ms)).await;
    }
}

/// Chance of one process.
struct OwnChance {
    chance: Chance,
    process: u64,
    drawn: AtomicU64,
}

impl stepwell_orchestrator::Chance for OwnChance {
    fn next(&self) -> u64 {
        let number = self.drawn.fetch_add(1, Ordering::Relaxed);
        self.chance.draw(Domain::Orchestrator, self.process << 32 | number)
    }
}

impl World {
    /// A process comes to life.
    pub fn boot(self: &Arc<Self>) -> ProcessId {
        let process = self.processes.next();
        let code = self.code_of_next(process);
        self.line(|| format!("process {process} begins with {code:?} code"));
        self.fold(&[5, process as u64, code as u64]);
        let orchestrator = self.orchestrator(process, code);
        self.processes.add(code, Arc::new(orchestrator));
        process
    }

    fn orchestrator(self: &Arc<Self>, process: ProcessId, code: Code) -> Orchestrator {
        let ports = || Arc::new(Ports { world: self.clone(), process });
        let store = ports();
        let schemas = code.schemas();
        let journal = || Journal::new(store.clone(), store.clone(), RETENTION_S).with_schemas(schemas);
        let approvals = ApprovalService {
            requests: Arc::new(JournalRequests { journal: Arc::new(journal()) }),
            mailer: store.clone(),
            keys: link_keys(),
            base_url: ORIGIN.to_owned(),
            from: Sender::parse("no-reply@example.org").unwrap_or_else(|_| unreachable!()),
        };
        let callees = Callees { ports: Ports { world: self.clone(), process }, approvals };
        let skew = self.chance.below(Domain::Skew, process as u64, 2 * self.profile.skew_ms + 1);
        let time = OwnTime {
            timeline: self.timeline.clone(),
            ahead_ms: skew.saturating_sub(self.profile.skew_ms),
            behind_ms: self.profile.skew_ms.saturating_sub(skew),
        };
        let chance = OwnChance { chance: self.chance, process: process as u64, drawn: AtomicU64::new(0) };
        let orchestrator = Orchestrator::new(Parts {
            machines: Machines::new(store.clone(), store.clone()).with_schemas(schemas),
            journal: journal(),
            queue: store,
            services: Arc::new(callees),
            time: Arc::new(time),
            chance: Arc::new(chance),
            keyring: task_keys(),
            sessions: Sessions::new(process_name(process), self.profile.host == Host::Laptop),
            config: Config {
                place: Place {
                    partition: "aws".to_owned(),
                    region: stepwell_programs::case::REGION.to_owned(),
                    account: stepwell_programs::case::ACCOUNT.to_owned(),
                },
                limits: Limits::default(),
            },
        });
        #[cfg(feature = "weakened")]
        if let Some(weakness) = self.weakness.and_then(Weakness::of_the_protocol) {
            return orchestrator.weakened(weakness);
        }
        orchestrator
    }

    /// A journal over the true state, for looking.
    pub fn looker(&self) -> Journal {
        Journal::new(self.table.store.clone(), self.table.payloads.clone(), RETENTION_S)
    }

    /// The registry over the true state, for making machines.
    pub fn registry(&self) -> Machines {
        let machines = Machines::new(self.table.store.clone(), self.table.payloads.clone());
        machines.with_schemas(self.profile.versions.first())
    }
}

/// Keys that sign task tokens.
pub(crate) fn task_keys() -> Keyring {
    Keyring::new(("k1".to_owned(), Secret([7; 32])), Vec::new())
}

/// Keys that sign approval links.
pub(crate) fn link_keys() -> links::Keyring {
    let key = links::Key::new("k1", links::Secret::new([7; 32]));
    links::Keyring::new(key.unwrap_or_else(|_| unreachable!()))
}
