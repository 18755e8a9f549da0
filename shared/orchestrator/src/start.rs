//! Starting an execution: the cover is put if the name is free. An execution that never blocks is one put, closed as it
//! is born.

use stepwell_engine::{Event, Execution, Identity, Payload};
use stepwell_journal::head::Head;
use stepwell_journal::machine::Machine;
use stepwell_journal::{Begun, Closed, Cover, ExecutionKey, NewExecution, Parent};

use crate::announce::Then;
use crate::arn;
use crate::error::Error;
use crate::orchestrator::Orchestrator;
use crate::outbox::{Setting, follow};

/// Pause before whoever waits for an execution that is born closed looks at it, in milliseconds.
const BORN_CLOSED_LOOK_MS: u64 = 1_000;

/// What to start.
#[derive(Clone, Debug)]
pub struct StartRequest {
    /// The state machine, as it is now.
    pub machine: Machine,
    /// Name of the execution; whoever asks has made one if there was none.
    pub name: String,
    /// Its input.
    pub input: Payload,
    /// Idempotency key of this caller: a repeated start with the same key and input gets the same answer, whatever the
    /// status. The same key with another input is refused, so that no input is dropped in silence.
    pub start_id: Option<String>,
    /// Trace header to be carried along.
    pub trace_header: Option<String>,
    /// The attempt of another execution that starts this one.
    pub parent: Option<Parent>,
}

/// An execution that was started, now or before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// Its ARN.
    pub execution_arn: String,
    /// When it started, milliseconds since 1970.
    pub started_ms: u64,
}

/// Why nothing was started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The name is taken by an execution with another input, or one that is closed.
    #[error("Execution Already Exists: '{execution_arn}'")]
    AlreadyExists {
        /// ARN of the one that is there.
        execution_arn: String,
    },
    /// The world failed; starting again with the same name is safe.
    #[error(transparent)]
    World(#[from] Error),
}

impl Orchestrator {
    /// Starts an execution and runs it inline until it blocks.
    pub async fn start(&self, request: StartRequest) -> Result<Started, StartError> {
        let key = ExecutionKey::new(request.machine.name.as_str(), request.name.as_str());
        let execution_arn = arn::execution(&self.config.place, &key);
        let identity = Identity {
            execution_arn: execution_arn.clone(),
            name: request.name.clone(),
            state_machine_arn: request.machine.arn.clone(),
            state_machine_name: request.machine.name.clone(),
            role_arn: request.machine.role_arn.clone(),
            region: self.config.place.region.clone(),
            started_ms: self.now_ms(),
        };
        let execution = Execution::new(identity, request.input.clone());
        let cover = cover(&request, &execution);
        let program = self.program(&cover).await?;
        let decision =
            self.decide((&key, self.now_ms()), &program, &execution, &[Event::Started], false).await?;
        let unborn = Head { page: 0, execution, outbox: Vec::new(), promised_ms: 0, timer_ms: 0 };
        let setting = Setting {
            program: &program,
            claim: None,
            claims_max: 0,
            // Whoever started it as a child looks for itself if it is born closed.
            has_parent: false,
            now_ms: self.now_ms(),
        };
        let mut head = follow(&unborn, &decision, &setting);
        head.page = 0;
        let announced_ms = self.now_ms();
        if head.execution.status.is_running() {
            self.announce(&key, &[], &mut head, Then::OthersGoOn).await?;
        } else {
            // Born closed: the cover says so itself. Whoever waits for it has to note first that it was started.
            head.outbox.clear();
            if let Some(parent) = &request.parent {
                self.look_after(&parent.key, parent.stamp, BORN_CLOSED_LOOK_MS).await?;
            }
        }
        let started_ms = head.execution.identity.started_ms;
        let mut born = head.clone();
        let new = NewExecution { cover, head, events: decision.history, nonce: self.chance.next() };
        match self.journal.begin(new).await.map_err(Error::from)? {
            Begun::New(_) => {
                if born.execution.status.is_running() {
                    self.announce_again(&key, &mut born, announced_ms, Then::OthersGoOn).await?;
                }
                Ok(Started { execution_arn, started_ms })
            }
            Begun::Exists(found) => self.again(&key, &request, &found, execution_arn).await,
        }
    }

    /// Answers a start whose name is taken: the same answer for the same start, else AWS's rule.
    async fn again(
        &self,
        key: &ExecutionKey,
        request: &StartRequest,
        found: &Cover,
        execution_arn: String,
    ) -> Result<Started, StartError> {
        let same = Started { execution_arn: execution_arn.clone(), started_ms: found.identity.started_ms };
        let asked = cover(request, &Execution::new((*found.identity).clone(), request.input.clone()));
        let same_input = asked.input_digest == found.input_digest;
        if same_input && !asked.start_id.is_empty() && asked.start_id == found.start_id {
            return Ok(same);
        }
        if same_input && found.closed == Closed::Running {
            let loaded = self.journal.load(key).await.map_err(Error::from)?;
            if loaded.is_some_and(|loaded| loaded.head.execution.status.is_running()) {
                return Ok(same);
            }
        }
        Err(StartError::AlreadyExists { execution_arn })
    }
}

/// The cover of an execution that is about to start.
fn cover(request: &StartRequest, execution: &Execution) -> Cover {
    // INVARIANT: the input of a start is in memory; whoever asks has just read it.
    let input = request.input.text().unwrap_or_default();
    Cover {
        identity: execution.identity.clone(),
        generation: request.machine.generation,
        definition: request.machine.definition,
        start_id: request.start_id.clone().unwrap_or_default(),
        input_digest: Cover::digest(&input),
        input_bytes: input.len() as u64,
        trace_header: request.trace_header.clone(),
        parent: request.parent.clone(),
        version_arn: None,
        alias_arn: None,
        closed: Closed::Running,
        stopped_ms: None,
        expires_s: None,
    }
}
