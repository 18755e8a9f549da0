//! What is no HTTP, or HTTP nobody should send: refused, and everybody else is served meanwhile and afterwards.

use std::io::{Read, Write};

use crate::folder::Folder;
use crate::server::Server;

#[test]
fn malformed_requests() {
    let folder = Folder::new("wire");
    folder.write("stepwell.toml", "");
    let server = Server::start(&folder);
    let client = server.client;
    let post = |rest: &str| {
        format!("POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{rest}").into_bytes()
    };
    let get = |rest: &str| format!("GET /health HTTP/1.1\r\nconnection: close\r\n{rest}\r\n").into_bytes();
    let cases: Vec<(&str, Vec<u8>, u16)> = vec![
        ("nonsense", b"\x00\x01 nonsense\r\n\r\n".to_vec(), 400),
        ("TLS", [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], &[b'x'; 40]].concat(), 400),
        ("version", b"GET / HTTP/9.9\r\n\r\n".to_vec(), 400),
        ("one large header", get(&format!("host: localhost\r\nx: {}\r\n", "a".repeat(100_000))), 431),
        ("many headers", get(&format!("host: localhost\r\n{}", "x: a\r\n".repeat(2_000))), 431),
        ("length that is no number", post("content-length: abc\r\n\r\n"), 400),
        ("negative length", post("content-length: -5\r\n\r\n"), 400),
        ("two lengths", post("content-length: 2\r\ncontent-length: 3\r\n\r\n{}x"), 400),
        ("announced too large", post("content-length: 99999999999\r\n\r\n{}"), 413),
        ("damaged chunk", post("transfer-encoding: chunked\r\n\r\nzz\r\n\r\n"), 400),
        ("host of somebody else", get("host: example.org\r\n"), 421),
        ("no host", get(""), 421),
        ("long path", client.request("GET", &format!("/{}", "a".repeat(20_000)), &[], ""), 404),
    ];
    for (what, request, status) in cases {
        let reply = client.raw(&request);
        assert_eq!(reply.status, status, "{what}: {}", reply.head);
        assert_eq!(client.get("/health").status, 200, "after {what}");
    }
    assert!(server.end().success());
}

#[test]
fn slow_clients_hold_nobody_up() {
    let folder = Folder::new("slow");
    folder.write("stepwell.toml", "");
    let server = Server::start(&folder);
    let client = server.client;
    let request = client.request("GET", "/health", &[], "");
    let body = b"POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{";
    let mut streams = Vec::new();
    for at in 0..100 {
        let mut stream = client.connect();
        stream.write_all(if at % 2 == 0 { &request[..20] } else { body }).unwrap();
        streams.push(stream);
    }
    assert_eq!(client.get("/health").status, 200);
    // Who goes on is served.
    for (at, stream) in streams.iter_mut().take(10).enumerate() {
        stream.write_all(if at % 2 == 0 { &request[20..] } else { b"}" }).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let expected = if at % 2 == 0 { "HTTP/1.1 200 " } else { "HTTP/1.1 400 " };
        assert!(answer.starts_with(expected), "{at}: {answer}");
    }
    // Who goes away in the middle is forgotten.
    drop(streams);
    assert_eq!(client.get("/health").status, 200);
    assert!(server.end().success());
}
