//! Entry points that bring facts: the load-decide-commit of a request, so that the caller sees the true outcome. What
//! they leave runnable belongs to an executor.

use stepwell_engine::error::StateError;
use stepwell_engine::{Event, Execution, Payload};
use stepwell_journal::journal::Announced;
use stepwell_journal::{Committed, ExecutionKey, Loaded};

use crate::announce::Then;
use crate::error::Error;
use crate::limits::{CONFLICTS_MAX, PROMISE_SLACK_MS};
use crate::message::{WakeUp, What};
use crate::orchestrator::Orchestrator;
use crate::outbox::{Setting, follow};
use crate::weakness::Weakness;

/// Pause before somebody looks at what is about to be written, in milliseconds.
const ANNOUNCED_LOOK_MS: u64 = 2_000;

/// What a callback says about a task.
#[derive(Clone, Debug)]
pub enum Completion {
    /// It ended well with this output.
    Success(Payload),
    /// It failed; both parts may be missing.
    Failure {
        /// Error name.
        error: Option<String>,
        /// Cause.
        cause: Option<String>,
    },
    /// It is alive.
    Heartbeat,
}

/// Why a callback changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum CompleteError {
    /// The token is none of ours.
    #[error("Invalid Token: 'Invalid token'")]
    InvalidToken,
    /// There is no such execution any more.
    #[error("Task does not exist")]
    TaskDoesNotExist,
    /// The task is closed: ended, timed out, or its execution is.
    #[error("Task Timed Out: 'Provided task does not exist anymore'")]
    TaskTimedOut,
    /// The world failed; saying it again is safe.
    #[error(transparent)]
    World(#[from] Error),
}

/// How a fact fared.
pub(crate) enum Entered {
    /// There is no such execution.
    NoSuchExecution,
    /// The execution had no use for it.
    Refused(Box<Execution>),
    /// It is in a page; this is the execution after it.
    Committed(Box<Execution>),
    /// It lost the race for the page number several times and waits in the inbox.
    Left,
}

impl Orchestrator {
    /// Completes the task of a token.
    pub async fn complete(&self, token: &str, completion: Completion) -> Result<(), CompleteError> {
        let (key, stamp) = self.keyring.verify(token).ok_or(CompleteError::InvalidToken)?;
        self.complete_attempt(&key, stamp, completion).await
    }

    /// Completes the attempt of this stamp.
    pub async fn complete_attempt(
        &self,
        key: &ExecutionKey,
        stamp: u64,
        completion: Completion,
    ) -> Result<(), CompleteError> {
        let fact = match completion {
            Completion::Heartbeat => return self.beat(key, stamp).await,
            Completion::Success(output) => Event::TaskSucceeded { stamp, output },
            Completion::Failure { error, cause } => {
                Event::TaskFailed { stamp, error: StateError { error, cause } }
            }
        };
        let facts = |execution: &Execution| execution.attempt(stamp).is_some().then(|| vec![fact.clone()]);
        match self.enter(key, facts).await? {
            Entered::NoSuchExecution => Err(CompleteError::TaskDoesNotExist),
            Entered::Refused(_) => Err(CompleteError::TaskTimedOut),
            Entered::Committed(_) | Entered::Left => Ok(()),
        }
    }

    async fn beat(&self, key: &ExecutionKey, stamp: u64) -> Result<(), CompleteError> {
        let loaded = self.journal.load(key).await.map_err(Error::from)?;
        let loaded = loaded.ok_or(CompleteError::TaskDoesNotExist)?;
        if loaded.head.execution.attempt(stamp).is_none() {
            return Err(CompleteError::TaskTimedOut);
        }
        self.journal.beat(key, stamp, self.now_ms()).await.map_err(Error::from)?;
        Ok(())
    }

    /// Makes sure that somebody looks at the job of an attempt soon, even if whoever asks dies next.
    pub async fn announce_poll(&self, key: &ExecutionKey, stamp: u64) -> Result<(), Error> {
        self.look_after(key, stamp, ANNOUNCED_LOOK_MS).await
    }

    /// Lets somebody look at the job of an attempt after a pause.
    pub(crate) async fn look_after(
        &self,
        key: &ExecutionKey,
        stamp: u64,
        pause_ms: u64,
    ) -> Result<(), Error> {
        let wake_up =
            WakeUp { key: key.clone(), page: 0, sent_ms: self.now_ms(), what: What::Look { stamp } };
        self.send(&wake_up, pause_ms).await
    }

    /// Brings facts in: `facts` says what they are for the execution as it stands, or that it has no use for them.
    pub(crate) async fn enter(
        &self,
        key: &ExecutionKey,
        facts: impl Fn(&Execution) -> Option<Vec<Event>>,
    ) -> Result<Entered, Error> {
        for _ in 0..=CONFLICTS_MAX {
            let Some(Loaded { mut head, cover }) = self.journal.load(key).await? else {
                return Ok(Entered::NoSuchExecution);
            };
            let Some(facts) = facts(&head.execution) else {
                return Ok(Entered::Refused(Box::new(head.execution)));
            };
            let program = self.program(&cover).await?;
            let decision =
                self.decide((key, self.now_ms()), &program, &head.execution, &facts, false).await?;
            let setting = Setting {
                program: &program,
                claim: None,
                claims_max: 0,
                has_parent: cover.parent.is_some(),
                now_ms: self.now_ms(),
            };
            if self.lacks(Weakness::OutboxOnlyInItsPage) {
                head.outbox.clear();
            }
            let mut next = follow(&head, &decision, &setting);
            let announced_ms = self.now_ms();
            self.announce(key, &head.outbox, &mut next, Then::OthersGoOn).await?;
            let committed = self.journal.commit(key, &next, &decision.history, self.chance.next()).await?;
            if committed == Committed::Done {
                self.announce_again(key, &mut next, announced_ms, Then::OthersGoOn).await?;
                return Ok(Entered::Committed(Box::new(next.execution)));
            }
        }
        self.leave_in_inbox(key, facts).await
    }

    /// Leaves the facts for whoever commits next, and makes sure that somebody does.
    async fn leave_in_inbox(
        &self,
        key: &ExecutionKey,
        facts: impl Fn(&Execution) -> Option<Vec<Event>>,
    ) -> Result<Entered, Error> {
        let Some(loaded) = self.journal.load(key).await? else { return Ok(Entered::NoSuchExecution) };
        let Some(facts) = facts(&loaded.head.execution) else {
            return Ok(Entered::Refused(Box::new(loaded.head.execution)));
        };
        let inbox =
            WakeUp { key: key.clone(), page: loaded.head.page, sent_ms: self.now_ms(), what: What::Inbox };
        // The promise stands before the fact is left; the words only make it sooner.
        let now = self.now_ms();
        let announced = Announced { page: Announced::LETTER, at_ms: now };
        self.journal.promise_page(key, now + PROMISE_SLACK_MS, announced).await?;
        self.send(&inbox, ANNOUNCED_LOOK_MS).await?;
        for fact in &facts {
            if let Some(bytes) = crate::inbox::encode(fact) {
                self.journal.leave(key, bytes).await?;
            }
        }
        if let Err(error) = self.send(&inbox, 0).await {
            tracing::warn!(execution = %crate::arn::short(key), %error, "a fact in the inbox is taken in later");
        }
        Ok(Entered::Left)
    }
}
