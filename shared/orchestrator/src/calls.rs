//! Outside calls of one execution, made side by side by one session, and words to others. Each ends as something done;
//! nothing here writes to the journal.

mod words;

use futures_util::future::BoxFuture;
use serde_json::Value;
use stepwell_asl::resource::{Pattern, Resource, ResourceKind};
use stepwell_asl::{Program, Work};
use stepwell_engine::error::StateError;
use stepwell_engine::{Event, Execution, Payload};
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, ServiceResponse};
use stepwell_integrations::{Integration, Repeat, TaskCall, find};
use stepwell_journal::ExecutionKey;

use crate::arn;
use crate::limits::{SEND_PAUSE_MS, SENDS_MAX};
use crate::orchestrator::Orchestrator;

/// What came of something that was done.
#[derive(Debug)]
pub(crate) enum Done {
    /// A call was answered, or failed for good.
    Fact {
        /// Stamp of the attempt.
        stamp: u64,
        /// What follows.
        event: Event,
    },
    /// Try again after a pause: the service was busy and nothing was started, or what may have been started could not be
    /// looked up.
    Busy {
        /// Stamp of the attempt.
        stamp: u64,
        /// The error, should the tries be used up.
        error: StateError,
        /// Whether something may have been started, so that it must be looked up and never be started again.
        search: bool,
    },
    /// A job was cancelled, or cannot be.
    Cancelled {
        /// Stamp of the attempt.
        stamp: u64,
        /// Whether it was.
        ok: bool,
    },
    /// The parent was told, or could not be.
    Told {
        /// Whether it was.
        ok: bool,
    },
}

impl Done {
    /// Stamp of what was done; 0 for words of the whole execution.
    pub fn stamp(&self) -> u64 {
        match self {
            Done::Fact { stamp, .. } | Done::Busy { stamp, .. } | Done::Cancelled { stamp, .. } => *stamp,
            Done::Told { .. } => 0,
        }
    }
}

/// One attempt as the caller needs it, free of the execution.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub stamp: u64,
    pub resource: Resource,
    pub parameters: Payload,
    pub submitted: Option<Payload>,
    pub role_arn: Option<String>,
    pub marker: String,
    pub timeout_ms: Option<u64>,
}

impl Order {
    /// The order for the attempt of this stamp.
    pub fn of(
        key: &ExecutionKey,
        program: &Program,
        execution: &Execution,
        stamp: u64,
        now_ms: u64,
    ) -> Option<Self> {
        let (_, frame, attempt) = execution.attempt(stamp)?;
        let Work::Task(task) = &program.state(frame.state).work else { return None };
        Some(Order {
            stamp,
            resource: task.resource.clone(),
            parameters: attempt.parameters.clone(),
            submitted: attempt.submitted.clone(),
            role_arn: attempt.role_arn.clone(),
            marker: marker(key, stamp),
            timeout_ms: attempt.timeout_at_ms.map(|at| at.saturating_sub(now_ms) + TIMEOUT_GRACE_MS),
        })
    }

    /// What completes the task.
    pub fn pattern(&self) -> Pattern {
        match &self.resource.kind {
            ResourceKind::Service { pattern, .. } => *pattern,
            ResourceKind::Function | ResourceKind::Activity => Pattern::RequestResponse,
        }
    }
}

/// Milliseconds by which a call may outlive its attempt's time-out: the state's timer tells the time, not the callee.
const TIMEOUT_GRACE_MS: u64 = 2_000;

/// The unique id of an attempt, which marks what it starts outside.
pub(crate) fn marker(key: &ExecutionKey, stamp: u64) -> String {
    format!("{}/{}#{stamp}", key.machine, key.execution)
}

impl Orchestrator {
    /// Makes the call of an attempt. `search` looks first for what a lost start may have left behind.
    pub(crate) fn call(&self, key: ExecutionKey, order: Order, search: bool) -> BoxFuture<'_, Done> {
        Box::pin(async move {
            let stamp = order.stamp;
            let failed = |error| Done::Fact { stamp, event: Event::TaskFailed { stamp, error } };
            let Some(integration) = find(&order.resource.kind) else {
                return failed(StateError::runtime(format!(
                    "the resource `{}` is not supported yet by this version of Stepwell",
                    order.resource.arn
                )));
            };
            if order.role_arn.is_some() {
                return failed(StateError::runtime(
                    "`Credentials` of a task are not supported yet by this version of Stepwell".to_owned(),
                ));
            }
            if let Err(error) = self.bring(&key, &order.parameters).await {
                let error = StateError::new(format!("{}.SdkClientException", integration.prefix()), error);
                return Done::Busy { stamp, error, search };
            }
            let Ok(parameters) = order.parameters.value() else { return failed(integration.lost()) };
            let call = self.task_call(&order, parameters);
            if search {
                return match self.search(integration, &call).await {
                    Ok(Some(found)) => Done::Fact { stamp, event: answered(call.pattern, stamp, found) },
                    Ok(None) => failed(integration.lost()),
                    Err(error) => Done::Busy { stamp, error, search: true },
                };
            }
            self.make(&key, integration, &call, &order).await
        })
    }

    async fn make(
        &self,
        key: &ExecutionKey,
        integration: &dyn Integration,
        call: &TaskCall<'_>,
        order: &Order,
    ) -> Done {
        let stamp = order.stamp;
        let failed = |error| Done::Fact { stamp, event: Event::TaskFailed { stamp, error } };
        let request = match integration.request(call) {
            Ok(request) => request,
            Err(error) => return failed(error),
        };
        let answer = if request.service == "states" {
            self.nested(key, stamp, call.pattern != Pattern::RequestResponse, &request).await
        } else {
            self.send_once(&request).await
        };
        match answer {
            Ok(response) => match integration.result(call, response) {
                Err(error) => failed(error),
                Ok(result) => Done::Fact { stamp, event: answered(call.pattern, stamp, result) },
            },
            Err(error) if integration.is_busy(&error) => {
                Done::Busy { stamp, error: integration.error(&error), search: false }
            }
            Err(error) => self.unanswered(integration, call, stamp, &error).await,
        }
    }

    /// Makes a request once: only what provably was not sent is sent again, within the margin of the claim.
    async fn send_once(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        let mut pause_ms = SEND_PAUSE_MS;
        let mut sends = 1;
        loop {
            match self.services.call(request).await {
                Err(error) if error.reached == Reached::NotSent && sends < SENDS_MAX => {
                    self.time.sleep_until_ms(self.now_ms() + pause_ms).await;
                    pause_ms *= 2;
                    sends += 1;
                }
                answer => return answer,
            }
        }
    }

    /// A call whose reply was lost: one that may be made again is, and a start that left a mark is looked up before it
    /// counts as lost.
    async fn unanswered(
        &self,
        integration: &dyn Integration,
        call: &TaskCall<'_>,
        stamp: u64,
        error: &ServiceError,
    ) -> Done {
        let failed = Event::TaskFailed { stamp, error: integration.error(error) };
        match (error.reached, integration.repeat()) {
            (Reached::Unknown, Repeat::Adopt) => match self.search(integration, call).await {
                Ok(Some(found)) => Done::Fact { stamp, event: answered(call.pattern, stamp, found) },
                Ok(None) => Done::Fact { stamp, event: failed },
                Err(error) => Done::Busy { stamp, error, search: true },
            },
            (Reached::Unknown | Reached::NotSent, Repeat::Repeatable) => {
                Done::Busy { stamp, error: integration.error(error), search: false }
            }
            (Reached::Unknown, Repeat::Once)
            | (Reached::NotSent, Repeat::Once | Repeat::Adopt)
            | (Reached::Answered, _) => Done::Fact { stamp, event: failed },
        }
    }

    async fn search(
        &self,
        integration: &dyn Integration,
        call: &TaskCall<'_>,
    ) -> Result<Option<Value>, StateError> {
        let Some(job) = integration.job() else { return Ok(None) };
        let Some(request) = job.search(call) else { return Ok(None) };
        let found = self.services.call(&request).await.map_err(|error| integration.error(&error))?;
        Ok(job.adopt(call, &found.output))
    }

    /// Makes sure that a payload is in memory.
    pub(crate) async fn bring(&self, key: &ExecutionKey, payload: &Payload) -> Result<(), String> {
        if payload.is_present() {
            return Ok(());
        }
        self.journal.fetch(key, std::slice::from_ref(payload)).await.map_err(|error| error.to_string())
    }

    /// The call of an order as integrations see it.
    pub(crate) fn task_call<'a>(&'a self, order: &'a Order, parameters: &'a Value) -> TaskCall<'a> {
        let place = &self.config.place;
        TaskCall {
            resource: &order.resource.arn,
            pattern: order.pattern(),
            parameters,
            region: &place.region,
            account: arn::account(&order.resource.arn)
                .filter(|account| !account.is_empty())
                .unwrap_or(&place.account),
            marker: &order.marker,
            timeout_ms: order.timeout_ms,
        }
    }
}

/// What follows from the answer to a call, heard or found: the end of a task that asks for no more, else its job or
/// callback has begun.
fn answered(pattern: Pattern, stamp: u64, output: Value) -> Event {
    let output = Payload::from_value(output);
    match pattern {
        Pattern::RequestResponse => Event::TaskSucceeded { stamp, output },
        Pattern::Sync | Pattern::Sync2 | Pattern::WaitForTaskToken => Event::TaskSubmitted { stamp, output },
    }
}
