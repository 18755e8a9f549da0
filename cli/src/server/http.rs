//! The HTTP server: connections, bodies, time limits. Malformed requests are answered by hyper. Deliberately absent:
//! what is answered (`site`), TLS, and who may ask.

use std::convert::Infallible;
use std::sync::Arc;

use async_trait::async_trait;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use stepwell_api::http::{HttpAnswer, HttpRequest};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::told;
use crate::limits::{
    BODY_BYTES_MAX, BODY_WAIT, CONNECTIONS_MAX, HEADER_BYTES_MAX, HEADER_WAIT, STOP_WAIT, TROUBLE_PAUSE,
};

/// Somebody who answers requests.
#[async_trait]
pub trait Site: Send + Sync + 'static {
    /// Answers a request.
    async fn answer(&self, request: &HttpRequest<'_>) -> HttpAnswer;
}

/// Serves until told to stop, then lets answers under way out.
pub async fn serve(listener: TcpListener, site: Arc<dyn Site>, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let accepted = tokio::select! {
            biased;
            () = told(&mut stop) => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let Some((stream, place)) = accepted else { continue };
        let (site, stop) = (Arc::clone(&site), stop.clone());
        connections.spawn(async move {
            connection(stream, site, stop).await;
            drop(place);
        });
    }
    drop(listener);
    // Whoever has no answer by then gets none.
    let _ = timeout(STOP_WAIT, async { while connections.join_next().await.is_some() {} }).await;
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, place)),
        Err(error) => {
            tracing::warn!(%error, "a connection could not be accepted");
            sleep(TROUBLE_PAUSE).await;
            None
        }
    }
}

async fn connection(stream: TcpStream, site: Arc<dyn Site>, mut stop: watch::Receiver<bool>) {
    // Answers are written at once, so waiting for more to send only delays them.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let site = Arc::clone(&site);
        async move { Ok::<_, Infallible>(exchange(&*site, request).await) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADER_WAIT).max_buf_size(HEADER_BYTES_MAX);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = told(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// One request and its answer.
async fn exchange(site: &dyn Site, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let (parts, body) = request.into_parts();
    let body = match whole(body).await {
        Ok(body) => body,
        Err(refusal) => return response(refusal),
    };
    let headers: Vec<(String, String)> = parts
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let request = HttpRequest {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        headers: &headers,
        body: &body,
    };
    response(site.answer(&request).await)
}

/// The body, or the answer to one that is too large or too slow.
async fn whole<B>(body: B) -> Result<Bytes, HttpAnswer>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let too_large = || {
        let text = format!("the request has more than {BODY_BYTES_MAX} bytes\n");
        HttpAnswer::new(413, "text/plain; charset=utf-8", text).with("connection", "close")
    };
    // What is announced as too large is not waited for.
    if body.size_hint().lower() > BODY_BYTES_MAX as u64 {
        return Err(too_large());
    }
    match timeout(BODY_WAIT, Limited::new(body, BODY_BYTES_MAX).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(HttpAnswer::new(400, "text/plain; charset=utf-8", "the request ended early\n")),
        Err(_) => {
            let answer = HttpAnswer::new(408, "text/plain; charset=utf-8", "the request came too slowly\n");
            Err(answer.with("connection", "close"))
        }
    }
}

fn response(answer: HttpAnswer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(answer.body)));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        match HeaderValue::from_str(&value) {
            Ok(value) => {
                response.headers_mut().append(HeaderName::from_static(name), value);
            }
            Err(_) => tracing::warn!(name, "a header that HTTP cannot carry was left out"),
        }
    }
    response
}

#[cfg(test)]
#[path = "http_tests.rs"]
mod tests;
