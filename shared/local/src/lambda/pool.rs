//! The processes of one function: started when needed, kept warm, never more than its concurrency.

use std::sync::{Arc, Mutex, PoisonError};

use stepwell_integrations::service::ServiceError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::answer::{Outcome, refused};
use super::environment;
use super::invocation::Invocation;
use super::sandbox::{Plan, Sandbox};
use crate::config::Config;
use crate::limits::EVENTS_WAITING_MAX;

/// The processes of one function.
pub(super) struct Pool {
    plan: Plan,
    permits: Arc<Semaphore>,
    /// Room for `Event` invocations that wait for a permit.
    waiting: Arc<Semaphore>,
    /// Warm processes, the last used on top: those at the bottom are the ones that can be spared.
    idle: Mutex<Vec<Sandbox>>,
}

impl Pool {
    /// The empty pool of a function. None if the configuration does not name it.
    pub(super) fn new(name: &str, config: &Config) -> Option<Pool> {
        let function = config.functions.get(name)?;
        let plan = Plan {
            name: name.to_owned(),
            file: config.file.clone(),
            environment: environment::of_lambda(name, function, config),
            function: function.clone(),
        };
        Some(Pool {
            permits: Arc::new(Semaphore::new(function.concurrency)),
            waiting: Arc::new(Semaphore::new(EVENTS_WAITING_MAX)),
            idle: Mutex::new(Vec::new()),
            plan,
        })
    }

    /// The right to run one invocation now. None if the concurrency is used up.
    pub(super) fn permit(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.permits).try_acquire_owned().ok()
    }

    /// Runs an invocation to its end. Returns how it ended and the last lines of its log.
    pub(super) async fn run(
        self: Arc<Self>,
        invocation: Invocation,
        permit: OwnedSemaphorePermit,
    ) -> (Outcome, Vec<u8>) {
        let mut sandbox = match self.checkout().await {
            Ok(sandbox) => sandbox,
            Err(outcome) => return (outcome, Vec::new()),
        };
        let outcome = sandbox.invoke(&self.plan, invocation).await;
        let log = sandbox.log();
        if outcome.leaves_warm() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(sandbox);
        }
        // INVARIANT: the process is back in the pool before its permit is free, so warm processes are found.
        drop(permit);
        (outcome, log)
    }

    /// Takes an `Event` invocation: it runs when a process is free, and a failure is only logged.
    pub(super) fn accept(self: &Arc<Self>, invocation: Invocation) -> Result<(), ServiceError> {
        let Ok(place) = Arc::clone(&self.waiting).try_acquire_owned() else {
            return Err(refused(429, "TooManyRequestsException", "Rate Exceeded."));
        };
        let pool = Arc::clone(self);
        tokio::spawn(async move {
            let Ok(permit) = Arc::clone(&pool.permits).acquire_owned().await else { return };
            drop(place);
            let function = pool.plan.name.clone();
            let (outcome, _log) = pool.run(invocation, permit).await;
            if !matches!(outcome, Outcome::Returned(_)) {
                tracing::warn!(target: "stepwell::function", %function, ?outcome, "event invocation failed");
            }
        });
        Ok(())
    }

    /// A warm process that still lives and runs the program as it is on disk, else a new one.
    async fn checkout(&self) -> Result<Sandbox, Outcome> {
        loop {
            let warm = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(mut sandbox) = warm else { return Sandbox::start(&self.plan).await };
            if sandbox.is_usable(&self.plan) {
                return Ok(sandbox);
            }
        }
    }
}
