//! An orchestrator over a fresh SQLite file, put together as the server puts it together, and who works on its queue.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use stepwell_engine::Payload;
use stepwell_engine::limits::Limits;
use stepwell_journal::clock::Clock;
use stepwell_journal::machine::{Machine, MachineStatus, MachineType, Machines};
use stepwell_journal::queue::Queue;
use stepwell_journal::{ExecutionKey, Journal};
use stepwell_kill::Trouble;
use stepwell_orchestrator::arn::{Place, state_machine};
use stepwell_orchestrator::limits::VISIBILITY_S;
use stepwell_orchestrator::session::Sessions;
use stepwell_orchestrator::start::StartRequest;
use stepwell_orchestrator::token::{Keyring, Secret};
use stepwell_orchestrator::{Chance, Config, Orchestrator, Parts, Time};
use stepwell_sqlite::{Database, SystemClock};
use uuid::Uuid;

use crate::instant::Instant;

/// This machine's clock and chance.
#[derive(Clone, Copy, Debug)]
struct Here;

impl Clock for Here {
    fn now_ms(&self) -> u64 {
        SystemClock.now_ms()
    }
}

#[async_trait]
impl Time for Here {
    async fn sleep_until_ms(&self, at_ms: u64) {
        tokio::time::sleep(Duration::from_millis(at_ms.saturating_sub(self.now_ms()))).await;
    }
}

impl Chance for Here {
    fn next(&self) -> u64 {
        let (high, low) = Uuid::new_v4().as_u64_pair();
        high ^ low.rotate_left(32)
    }
}

/// The orchestrator and its file.
pub struct Workshop {
    /// The orchestrator.
    pub orchestrator: Arc<Orchestrator>,
    queue: Arc<dyn Queue>,
    folder: PathBuf,
}

impl Workshop {
    /// A fresh one.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn new() -> Result<Self, Trouble> {
        let folder = std::env::temp_dir().join(format!("stepwell-bench-{}", Uuid::new_v4()));
        std::fs::create_dir(&folder)?;
        let database = Database::open(&folder.join("stepwell.db"))?;
        let queue: Arc<dyn Queue> = database.queue();
        let place = Place {
            partition: "aws".to_owned(),
            region: "us-east-1".to_owned(),
            account: "123456789012".to_owned(),
        };
        let parts = Parts {
            journal: Journal::new(database.store(), database.payloads(), 3_600),
            queue: queue.clone(),
            services: Arc::new(Instant),
            machines: Machines::new(database.store(), database.payloads()),
            time: Arc::new(Here),
            chance: Arc::new(Here),
            keyring: Keyring::new(("k1".to_owned(), Secret([7; 32])), Vec::new()),
            sessions: Sessions::new("b1", true),
            config: Config { place, limits: Limits::default() },
        };
        Ok(Workshop { orchestrator: Arc::new(Orchestrator::new(parts)), queue, folder })
    }

    /// Makes a state machine.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn machine(&self, name: &str, definition: &Value) -> Result<Machine, Trouble> {
        let o = &self.orchestrator;
        let machine = Machine {
            arn: state_machine(&o.config.place, name),
            name: name.to_owned(),
            machine_type: MachineType::Standard,
            role_arn: "arn:aws:iam::123456789012:role/r".to_owned(),
            definition: o.machines.keep_definition(name, &definition.to_string()).await?,
            revision_id: String::new(),
            created_ms: o.now_ms(),
            updated_ms: o.now_ms(),
            status: MachineStatus::Active,
            generation: 1,
            logging: None,
            tracing: None,
            encryption: None,
            description: None,
        };
        o.machines.create(&machine).await?;
        Ok(machine)
    }

    /// Works on the queue, without end.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn work(&self) -> Result<(), Trouble> {
        loop {
            let deliveries = self.queue.receive(10, VISIBILITY_S).await?;
            if deliveries.is_empty() {
                self.queue.arrived().await;
            }
            for delivery in deliveries {
                let (queue, orchestrator) = (self.queue.clone(), self.orchestrator.clone());
                tokio::spawn(async move {
                    if orchestrator.handle(&delivery.body).await.is_ok() {
                        // A message that stays comes again and finds nothing to do.
                        let _ = queue.delete(&[delivery.receipt]).await;
                    }
                });
            }
        }
    }

    /// Runs an execution from its start to its end.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn run(&self, machine: &Machine) -> Result<(), Trouble> {
        let name = Uuid::new_v4().to_string();
        let request = StartRequest {
            machine: machine.clone(),
            name: name.clone(),
            input: Payload::from_value(json!({ "n": 1 })),
            start_id: None,
            trace_header: None,
            parent: None,
        };
        self.orchestrator.start(request).await?;
        let key = ExecutionKey::new(machine.name.as_str(), name.as_str());
        loop {
            let loaded = self.orchestrator.journal.load(&key).await?;
            if loaded.is_some_and(|loaded| !loaded.head.execution.status.is_running()) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // The folder is a temporary one: what cannot be removed does no harm.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
