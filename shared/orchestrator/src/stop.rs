//! Stopping an execution. What runs is cancelled, best effort; a call in flight goes on and its result is stale.

use stepwell_engine::Event;
use stepwell_journal::ExecutionKey;

use crate::complete::Entered;
use crate::error::Error;
use crate::orchestrator::Orchestrator;

/// Why nothing was stopped.
#[derive(Debug, thiserror::Error)]
pub enum StopError {
    /// There is no such execution.
    #[error("there is no such execution")]
    DoesNotExist,
    /// The world failed; asking again is safe.
    #[error(transparent)]
    World(#[from] Error),
}

impl Orchestrator {
    /// Stops an execution and says when it stopped; one that is closed already keeps its time.
    pub async fn stop(
        &self,
        key: &ExecutionKey,
        error: Option<String>,
        cause: Option<String>,
    ) -> Result<u64, StopError> {
        let fact = Event::StopRequested { error, cause };
        let entered =
            self.enter(key, |execution| execution.status.is_running().then(|| vec![fact.clone()])).await?;
        match entered {
            Entered::NoSuchExecution => Err(StopError::DoesNotExist),
            Entered::Refused(execution) | Entered::Committed(execution) => {
                Ok(execution.stopped_ms.unwrap_or_else(|| self.now_ms()))
            }
            Entered::Left => Ok(self.now_ms()),
        }
    }
}
