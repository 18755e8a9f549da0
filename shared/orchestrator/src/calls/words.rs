//! Words to others: a job cancelled, a parent told. Best effort; the outbox decides how often.

use futures_util::future::BoxFuture;
use serde_json::Value;
use stepwell_engine::effect::CancelTask;
use stepwell_integrations::service::Reached;
use stepwell_integrations::{Integration, TaskCall, find};
use stepwell_journal::{Cover, ExecutionKey};

use crate::arn;
use crate::calls::{Done, Order, marker};
use crate::orchestrator::Orchestrator;

impl Orchestrator {
    /// Cancels what an attempt has started.
    pub(crate) fn cancel(&self, key: ExecutionKey, cancel: CancelTask) -> BoxFuture<'_, Done> {
        Box::pin(async move {
            let stamp = cancel.stamp;
            Done::Cancelled { stamp, ok: self.try_cancel(&key, &cancel).await.is_some() }
        })
    }

    /// Nothing if it should be tried again.
    async fn try_cancel(&self, key: &ExecutionKey, cancel: &CancelTask) -> Option<()> {
        let Some(resource) = stepwell_asl::resource::parse(&cancel.resource) else { return Some(()) };
        let Some(integration) = find(&resource.kind) else { return Some(()) };
        let Some(job) = integration.job() else { return Some(()) };
        self.bring(key, &cancel.parameters).await.ok()?;
        let order = Order {
            stamp: cancel.stamp,
            resource: resource.clone(),
            parameters: cancel.parameters.clone(),
            submitted: None,
            role_arn: None,
            marker: marker(key, cancel.stamp),
            timeout_ms: None,
        };
        let call = self.task_call(&order, cancel.parameters.value().ok()?);
        let submitted = match &cancel.submitted {
            Some(submitted) => {
                self.bring(key, submitted).await.ok()?;
                submitted.value().ok()?.clone()
            }
            // Nobody saw the answer to its start, if it was started at all.
            None => match self.unseen(key, cancel.stamp, integration, &call).await? {
                Some(found) => found,
                None => return Some(()),
            },
        };
        let Some(request) = job.cancel(&call, &submitted) else { return Some(()) };
        let answer = if request.service == "states" {
            self.nested(key, cancel.stamp, false, &request).await
        } else {
            self.services.call(&request).await
        };
        match answer {
            Ok(_) => Some(()),
            // What answers with an error does not get better by asking again.
            Err(error) if error.reached == Reached::Answered => Some(()),
            Err(error) => {
                tracing::warn!(execution = %arn::short(key), stamp = cancel.stamp, %error, "a job could not be cancelled");
                None
            }
        }
    }

    /// What an attempt has started without anybody having seen it, if it has; nothing if that cannot be told now.
    async fn unseen(
        &self,
        key: &ExecutionKey,
        stamp: u64,
        integration: &dyn Integration,
        call: &TaskCall<'_>,
    ) -> Option<Option<Value>> {
        let Ok(request) = integration.request(call) else { return Some(None) };
        if request.service == "states" {
            return self.started_child(key, stamp, &request.input).await.ok();
        }
        self.search(integration, call).await.ok()
    }

    /// Tells the parent how this execution ended.
    pub(crate) fn tell(&self, cover: &Cover) -> BoxFuture<'_, Done> {
        let parent = cover.parent.clone();
        Box::pin(async move {
            let Some(parent) = parent else { return Done::Told { ok: true } };
            // The parent looks at its child itself: the word only makes it look now.
            let ok = self.look_after(&parent.key, parent.stamp, 0).await.is_ok();
            Done::Told { ok }
        })
    }
}
