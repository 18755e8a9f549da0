//! The server over loopback, with requests written by hand.

use std::sync::Arc;

use async_trait::async_trait;
use stepwell_api::http::{HttpAnswer, HttpRequest};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::{Site, serve};
use crate::limits::BODY_BYTES_MAX;

/// Says what it was asked.
struct Echo;

#[async_trait]
impl Site for Echo {
    async fn answer(&self, request: &HttpRequest<'_>) -> HttpAnswer {
        let text = format!(
            "{} {} {} {} {}",
            request.method,
            request.path,
            request.query,
            request.header("x-one").unwrap_or("-"),
            request.body.len()
        );
        HttpAnswer::new(200, "text/plain", text)
    }
}

async fn exchange(request: &[u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let server = tokio::spawn(serve(listener, Arc::new(Echo), stopped));
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A server that refuses early may close before all was sent.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    stop.send(true).unwrap();
    server.await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn requests_are_answered() {
    let large = format!("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: {}\r\n\r\n", BODY_BYTES_MAX + 1);
    let many = format!("GET / HTTP/1.1\r\nhost: h\r\nx: {}\r\n\r\n", "x".repeat(100_000));
    let cases: [(&str, &str, &str); 6] = [
        (
            "GET /a%20b?c=d HTTP/1.1\r\nhost: h\r\nX-One: 1\r\nconnection: close\r\n\r\n",
            "200",
            "GET /a%20b c=d 1 0",
        ),
        (
            "POST / HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: 3\r\n\r\nabc",
            "200",
            "POST /  - 3",
        ),
        (&large, "413", ""),
        (&many, "431", ""),
        ("NONSENSE\r\n\r\n", "400", ""),
        ("GET / HTTP/9.9\r\n\r\n", "400", ""),
    ];
    for (request, status, body) in cases {
        let answer = exchange(request.as_bytes()).await;
        let head: String = request.chars().take(60).collect();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{head:?}: {answer}");
        assert!(answer.ends_with(body), "{head:?}: {answer}");
    }
}

#[tokio::test]
async fn a_server_that_stops_closes_idle_connections() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let server = tokio::spawn(serve(listener, Arc::new(Echo), stopped));
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: h\r\n\r\n").await.unwrap();
    let mut first = [0; 8];
    stream.read_exact(&mut first).await.unwrap();
    stop.send(true).unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    server.await.unwrap();
    assert_eq!(&first, b"HTTP/1.1");
}
