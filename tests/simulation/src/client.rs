//! Clients: requests to the API in some process, and what comes of a process that dies or stands still meanwhile.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use futures_util::future::{Either, select};
use serde_json::Value;
use stepwell_api::{Api, ApiRequest, handle};
use stepwell_orchestrator::Orchestrator;

use crate::executor::Kind;
use crate::lock;
use crate::world::World;

/// Milliseconds after which a client gives up waiting.
const PATIENCE_MS: u64 = 60_000;

/// What a client hears.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Heard {
    /// This status and body.
    Answer(u16, Value),
    /// Nothing: nobody was there, died, or took too long.
    Nothing,
}

impl Heard {
    /// The status; 0 if nothing was heard.
    pub fn status(&self) -> u16 {
        match self {
            Heard::Answer(status, _) => *status,
            Heard::Nothing => 0,
        }
    }

    /// Whether it is an error with this name.
    pub fn is_error(&self, name: &str) -> bool {
        match self {
            Heard::Answer(status, body) => {
                *status != 200 && body["__type"].as_str().is_some_and(|code| code.ends_with(name))
            }
            Heard::Nothing => false,
        }
    }

    /// Whether the request was answered for good.
    pub fn is_final(&self) -> bool {
        matches!(self, Heard::Answer(status, _) if *status < 500 && *status != 429)
    }
}

/// Where an answer is left.
struct Slot<T> {
    answer: Option<T>,
    gone: bool,
    waiting: Option<Waker>,
}

/// Says that nobody will answer any more when it is dropped.
struct Promise<T>(Arc<Mutex<Slot<T>>>);

impl<T> Drop for Promise<T> {
    fn drop(&mut self) {
        let waker = {
            let mut slot = lock(&self.0);
            slot.gone = true;
            slot.waiting.take()
        };
        waker.into_iter().for_each(Waker::wake);
    }
}

impl World {
    /// Has something done in some process; nothing if it dies or takes too long.
    pub async fn ask<T, F>(self: &Arc<Self>, work: impl FnOnce(Arc<Orchestrator>) -> F) -> Option<T>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let process = self.some_process()?;
        let orchestrator = self.processes.orchestrator(process)?;
        let slot = Arc::new(Mutex::new(Slot { answer: None, gone: false, waiting: None }));
        let promise = Promise(slot.clone());
        let work = work(orchestrator);
        self.spawn(Some(process), Kind::Entry, 0, async move {
            let answer = work.await;
            lock(&promise.0).answer = Some(answer);
        });
        let answer = poll_fn(|context| {
            let mut slot = lock(&slot);
            if slot.gone {
                return Poll::Ready(slot.answer.take());
            }
            slot.waiting = Some(context.waker().clone());
            Poll::Pending
        });
        match select(pin!(answer), self.sleep(PATIENCE_MS)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(((), _)) => None,
        }
    }

    /// Makes a request to the API.
    pub async fn request(self: &Arc<Self>, action: &str, body: &Value) -> Heard {
        let (target, text) = (format!("AWSStepFunctions.{action}"), body.to_string());
        self.line(|| format!("client: {action} {text}"));
        let answer = self
            .ask(|orchestrator| async move {
                let request = ApiRequest {
                    target: Some(&target),
                    content_type: Some("application/x-amz-json-1.0"),
                    trace_header: None,
                    body: text.as_bytes(),
                };
                let answer = handle(&Api::new(orchestrator), request).await;
                (answer.status, answer.body)
            })
            .await;
        let heard = match answer {
            Some((status, body)) => {
                Heard::Answer(status, serde_json::from_slice(&body).unwrap_or(Value::Null))
            }
            None => Heard::Nothing,
        };
        self.line(|| format!("client: {action} heard {heard:?}"));
        if let Heard::Answer(400.., body) = &heard {
            self.look_at_error(&body.to_string());
        }
        heard
    }
}
