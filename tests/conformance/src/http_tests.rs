//! One exchange with a listener on loopback.

use std::io::{Read, Write};
use std::net::TcpListener;

use super::*;

fn served(response: &'static str) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = String::new();
        let mut part = [0; 4096];
        while !request.ends_with("{\"a\":1}") {
            let length = stream.read(&mut part).unwrap();
            request.push_str(std::str::from_utf8(&part[..length]).unwrap());
        }
        stream.write_all(response.as_bytes()).unwrap();
        request
    });
    (url, server)
}

#[tokio::test]
async fn a_call_and_its_answers() {
    let table = [
        ("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{\"b\":2}", Answer::ok(json!({"b": 2}))),
        ("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", Answer::ok(json!({}))),
        (
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 14\r\n\r\n{\"__type\":\"E\"}",
            Answer { status: 400, body: json!({"__type": "E"}) },
        ),
        (
            "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 4\r\n\r\noops",
            Answer { status: 502, body: json!("oops") },
        ),
    ];
    for (response, answer) in table {
        let (url, server) = served(response);
        let mut target = HttpTarget::new(&url, "us-east-1", "123456789012");
        assert_eq!(target.call("ListActivities", json!({"a": 1})).await, answer);
        let request = server.join().unwrap().to_lowercase();
        for header in [
            "post / http/1.1",
            "x-amz-target: awsstepfunctions.listactivities",
            "content-type: application/x-amz-json-1.0",
            "/20260101/us-east-1/states/aws4_request",
        ] {
            assert!(request.contains(header), "{header} not in {request}");
        }
    }
}

#[tokio::test]
async fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let answer = HttpTarget::new(&url, "us-east-1", "123456789012").call("ListActivities", json!({})).await;
    assert_eq!(answer.status, 0);
}
