//! The parts that work on executions, and the two things all of them do: decide with whatever payloads that needs, and
//! commit with the promises that must exist before.

use std::sync::Arc;

use async_trait::async_trait;
use stepwell_asl::Program;
use stepwell_engine::limits::Limits;
use stepwell_engine::{Decision, Event, Execution, Moment, Outcome};
use stepwell_integrations::service::Services;
use stepwell_journal::clock::Clock;
use stepwell_journal::machine::{Machine, Machines};
use stepwell_journal::queue::{Message, Queue};
use stepwell_journal::{Cover, ExecutionKey, Journal};

use crate::arn::Place;
use crate::error::Error;
use crate::limits::{FETCH_ROUNDS_MAX, PAYLOAD_SLACK_BYTES};
use crate::message::WakeUp;
use crate::poll::Polls;
use crate::programs::{MachinesSeen, Programs};
use crate::session::Sessions;
use crate::token::Keyring;

/// A clock that can also wait.
#[async_trait]
pub trait Time: Clock {
    /// Resolves when the clock shows this time, milliseconds since 1970, or later.
    async fn sleep_until_ms(&self, at_ms: u64);
}

/// The only source of chance: nonces, seeds, names.
pub trait Chance: Send + Sync {
    /// 64 random bits.
    fn next(&self) -> u64;
}

/// What an operator settles.
#[derive(Clone, Debug)]
pub struct Config {
    /// Partition, region and account of all ARNs.
    pub place: Place,
    /// Limits of running.
    pub limits: Limits,
}

/// What an orchestrator is put together from.
pub struct Parts {
    /// The journal.
    pub journal: Journal,
    /// The registry of state machines.
    pub machines: Machines,
    /// The queue of wake-ups.
    pub queue: Arc<dyn Queue>,
    /// Who answers service calls.
    pub services: Arc<dyn Services>,
    /// The clock.
    pub time: Arc<dyn Time>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
    /// Keys of task tokens.
    pub keyring: Keyring,
    /// Sessions of this process.
    pub sessions: Sessions,
    /// What the operator settled.
    pub config: Config,
}

/// Everything that entry points and functions call.
pub struct Orchestrator {
    /// The journal.
    pub journal: Journal,
    /// The registry of state machines.
    pub machines: Machines,
    /// The clock.
    pub time: Arc<dyn Time>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
    /// Keys of task tokens.
    pub keyring: Keyring,
    /// What the operator settled.
    pub config: Config,
    pub(crate) queue: Arc<dyn Queue>,
    pub(crate) services: Arc<dyn Services>,
    pub(crate) sessions: Sessions,
    pub(crate) programs: Programs,
    pub(crate) polls: Polls,
    seen: MachinesSeen,
    #[cfg(feature = "weakened")]
    pub(crate) weakness: Option<crate::weakness::Weakness>,
}

impl Orchestrator {
    /// Puts it together.
    pub fn new(parts: Parts) -> Self {
        let Parts { journal, machines, queue, services, time, chance, keyring, sessions, mut config } = parts;
        // A larger text fails its state, with AWS's words; it could not be kept.
        let most = journal.text_bytes_max().saturating_sub(PAYLOAD_SLACK_BYTES);
        config.limits.payload_bytes_max = config.limits.payload_bytes_max.min(most);
        Orchestrator {
            journal,
            machines,
            time,
            chance,
            keyring,
            config,
            queue,
            services,
            sessions,
            programs: Programs::default(),
            polls: Polls::default(),
            seen: MachinesSeen::default(),
            #[cfg(feature = "weakened")]
            weakness: None,
        }
    }

    /// The present time in milliseconds since 1970.
    pub fn now_ms(&self) -> u64 {
        self.time.now_ms()
    }

    /// A state machine as it is, or was a moment ago: for starting executions. Whoever changes a machine says so by
    /// [`Orchestrator::machine_changed`].
    pub async fn machine(&self, name: &str) -> Result<Option<Machine>, Error> {
        let now = self.now_ms();
        if let Some(machine) = self.seen.get(name, now) {
            return Ok(Some(machine));
        }
        let found = self.machines.get(name).await?.map(|(machine, _)| machine);
        if let Some(machine) = &found {
            self.seen.put(machine, now);
        }
        Ok(found)
    }

    /// Forgets what is remembered of a machine.
    pub fn machine_changed(&self, name: &str) {
        self.seen.forget(name);
    }

    /// Decides as of `now_ms`, fetching what the decision asks for. Whoever has looked for facts about a time decides as
    /// of that time: what came due while it was looking is the next decision's.
    pub(crate) async fn decide(
        &self,
        (key, now_ms): (&ExecutionKey, u64),
        program: &Program,
        execution: &Execution,
        events: &[Event],
        starts_calls: bool,
    ) -> Result<Decision, Error> {
        let seed = self.chance.next();
        for _ in 0..FETCH_ROUNDS_MAX {
            let outcome = {
                let moment =
                    Moment { now_ms, seed, starts_calls, mint: &self.keyring, limits: self.config.limits };
                stepwell_engine::decide(program, execution, events, &moment)
            };
            match outcome {
                Outcome::Decided(decision) => return Ok(decision),
                Outcome::Need(payloads) => self.journal.fetch(key, &payloads).await?,
            }
        }
        Err(Error::Contended(execution.identity.execution_arn.clone()))
    }

    /// The program that an execution runs.
    pub(crate) async fn program(&self, cover: &Cover) -> Result<Arc<Program>, Error> {
        if let Some(program) = self.programs.get(&cover.definition) {
            return Ok(program);
        }
        let wrong =
            |reason: String| Error::Definition { execution: cover.identity.execution_arn.clone(), reason };
        let definition =
            self.machines.definition(&cover.identity.state_machine_name, &cover.definition).await?;
        let definition = definition.ok_or_else(|| wrong("it is not there any more".to_owned()))?;
        self.programs.compile(&cover.definition, &definition).map_err(wrong)
    }

    /// Sends a wake-up; what the queue does not take is sent again a few times.
    pub(crate) async fn send(&self, wake_up: &WakeUp, delay_ms: u64) -> Result<(), Error> {
        self.put_back(&wake_up.encode(), delay_ms).await
    }

    /// Sends a message as it was received.
    pub(crate) async fn put_back(&self, body: &str, delay_ms: u64) -> Result<(), Error> {
        self.send_all(vec![message(body, delay_ms)]).await
    }

    /// Sends messages; those that the queue does not take are sent again a few times.
    pub(crate) async fn send_all(&self, mut messages: Vec<Message>) -> Result<(), Error> {
        for _ in 0..crate::limits::SEND_TRIES_MAX {
            if messages.is_empty() {
                return Ok(());
            }
            let left = self.queue.send(&messages).await?;
            messages = left.into_iter().filter_map(|at| messages.get(at).cloned()).collect();
        }
        if messages.is_empty() {
            return Ok(());
        }
        Err(Error::Queue(stepwell_journal::store::StoreError::Busy("the queue took no message".to_owned())))
    }
}

/// A message to be received after a pause.
pub(crate) fn message(body: &str, delay_ms: u64) -> Message {
    let delay_s = delay_ms.div_ceil(1000).min(u64::from(stepwell_journal::limits::DELAY_SECONDS_MAX));
    Message { body: body.to_owned(), delay_s: delay_s as u32 }
}
