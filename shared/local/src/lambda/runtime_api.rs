//! The Lambda Runtime API for one process, on a loopback port of its own: whatever comes in there is from that process,
//! so a result can only answer that process's invocation.
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::answer::Outcome;
use super::invocation::Invocation;
use crate::limits::{ERROR_BYTES_MAX, PAYLOAD_BYTES_MAX};

/// How far the runtime in the process is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Phase {
    /// It has not yet asked for work.
    Starting,
    /// It has asked for work at least once.
    Ready,
    /// It reported that it cannot start.
    Broken(Outcome),
}

/// An invocation on its way to the process.
pub(super) struct Work {
    pub(super) invocation: Invocation,
    pub(super) deadline_ms: u64,
}

type Current = Mutex<Option<(String, oneshot::Sender<Outcome>)>>;

struct Exchange {
    work: tokio::sync::Mutex<mpsc::Receiver<Work>>,
    current: Current,
    phase: watch::Sender<Phase>,
}

/// The served API; it ends when this is dropped.
pub(super) struct RuntimeApi {
    /// Where it listens, the value of `AWS_LAMBDA_RUNTIME_API`.
    pub(super) address: SocketAddr,
    /// How far the runtime is.
    pub(super) phase: watch::Receiver<Phase>,
    work: mpsc::Sender<Work>,
    exchange: Arc<Exchange>,
    server: JoinHandle<()>,
}

impl RuntimeApi {
    /// Listens on a free loopback port.
    pub(super) async fn serve() -> std::io::Result<RuntimeApi> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (phase, watcher) = watch::channel(Phase::Starting);
        let (work, receiver) = mpsc::channel(1);
        let exchange =
            Arc::new(Exchange { work: tokio::sync::Mutex::new(receiver), current: Mutex::new(None), phase });
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(returned))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(failed))
            .route("/2018-06-01/runtime/init/error", post(broken))
            .with_state(Arc::clone(&exchange));
        let server = tokio::spawn(async move {
            if let Err(cause) = axum::serve(listener, routes).await {
                tracing::error!(%cause, "a runtime API ended");
            }
        });
        Ok(RuntimeApi { address, phase: watcher, work, exchange, server })
    }

    /// Puts an invocation before the process. The receiver gets its outcome, or fails when the next one is put.
    pub(super) fn put(&self, work: Work) -> oneshot::Receiver<Outcome> {
        let (sender, receiver) = oneshot::channel();
        let mut current = self.exchange.current.lock().unwrap_or_else(PoisonError::into_inner);
        *current = Some((work.invocation.id.clone(), sender));
        // INVARIANT: the channel has room. Whoever puts has waited for the end of the invocation before, or retires
        // the process, so at most one piece of work is ever on its way.
        let room = self.work.try_send(work);
        assert!(room.is_ok(), "two invocations before one process");
        receiver
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn next(State(exchange): State<Arc<Exchange>>) -> Response {
    exchange.phase.send_if_modified(|phase| {
        let first = *phase == Phase::Starting;
        if first {
            *phase = Phase::Ready;
        }
        first
    });
    let Some(work) = exchange.work.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let Work { invocation, deadline_ms } = work;
    let mut answer = Response::builder()
        .header(header::CONTENT_TYPE, "application/json")
        .header("Lambda-Runtime-Aws-Request-Id", invocation.id)
        .header("Lambda-Runtime-Deadline-Ms", deadline_ms)
        .header("Lambda-Runtime-Invoked-Function-Arn", invocation.arn)
        .header("Lambda-Runtime-Trace-Id", invocation.trace);
    if let Some(context) = invocation.client_context {
        answer = answer.header("Lambda-Runtime-Client-Context", context);
    }
    answer.body(Body::from(invocation.payload)).unwrap_or_else(|cause| {
        (StatusCode::INTERNAL_SERVER_ERROR, format!("cannot be put into headers: {cause}")).into_response()
    })
}

async fn returned(State(exchange): State<Arc<Exchange>>, Path(id): Path<String>, body: Body) -> Response {
    match to_bytes(body, PAYLOAD_BYTES_MAX).await {
        Ok(bytes) => exchange.end(&id, Outcome::Returned(bytes.to_vec())),
        Err(_too_large_or_broken) => {
            let known = exchange.end(&id, Outcome::TooLarge(PAYLOAD_BYTES_MAX));
            if known.status() == StatusCode::ACCEPTED {
                return refusal(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "RequestEntityTooLarge",
                    "Exceeded maximum allowed payload size",
                );
            }
            known
        }
    }
}

async fn failed(
    State(exchange): State<Arc<Exchange>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let outcome = failure(&headers, body).await;
    exchange.end(&id, outcome)
}

async fn broken(State(exchange): State<Arc<Exchange>>, headers: HeaderMap, body: Body) -> Response {
    let outcome = failure(&headers, body).await;
    exchange.phase.send_replace(Phase::Broken(outcome));
    accepted()
}

async fn failure(headers: &HeaderMap, body: Body) -> Outcome {
    let kind = headers.get("Lambda-Runtime-Function-Error-Type").and_then(|value| value.to_str().ok());
    let bytes = to_bytes(body, ERROR_BYTES_MAX).await.map(|bytes| bytes.to_vec()).unwrap_or_default();
    Outcome::Failed(bytes, kind.unwrap_or("Runtime.Unknown").to_owned())
}

impl Exchange {
    /// Ends the current invocation if the id is its own.
    fn end(&self, id: &str, outcome: Outcome) -> Response {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        match current.take_if(|(running, _)| running == id) {
            Some((_, sender)) => {
                // Nobody waits if the time-out came first; the process is ended then.
                let _nobody_waits = sender.send(outcome);
                accepted()
            }
            None => refusal(StatusCode::BAD_REQUEST, "InvalidRequestID", "Invalid request ID"),
        }
    }
}

fn accepted() -> Response {
    (StatusCode::ACCEPTED, [(header::CONTENT_TYPE, "application/json")], r#"{"status":"OK"}"#).into_response()
}

fn refusal(status: StatusCode, kind: &str, message: &str) -> Response {
    let body = serde_json::json!({"errorMessage": message, "errorType": kind}).to_string();
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
