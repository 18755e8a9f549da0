//! A whole server in memory, asked over loopback.

use std::net::SocketAddr;
use std::path::Path;

use serde_json::{Value, json};
use stepwell_local::Config;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::machines::{Checked, register};
use super::{Server, Setup, url};
use crate::client::{Client, Endpoint};

fn setup() -> Setup {
    let config = Config::parse("", Path::new("stepwell.toml")).unwrap();
    Setup {
        host: "127.0.0.1".to_owned(),
        port: 0,
        public_url: None,
        config,
        data: std::env::temp_dir(),
        forgets: true,
    }
}

#[test]
fn addresses_can_be_called() {
    let cases = [
        ("127.0.0.1:1", "http://127.0.0.1:1"),
        ("0.0.0.0:80", "http://localhost:80"),
        ("[::1]:8", "http://[::1]:8"),
        ("[::]:8", "http://localhost:8"),
    ];
    for (address, expected) in cases {
        assert_eq!(url(address.parse::<SocketAddr>().unwrap()), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_is_told_with_a_remedy() {
    let first = Server::open(&setup()).await.unwrap();
    let second = Setup { port: first.url.rsplit(':').next().unwrap().parse().unwrap(), ..setup() };
    let failure = Server::open(&second).await.map(|_| ()).unwrap_err();
    assert!(failure.message.contains("take another port with `--port`"), "{}", failure.message);
    assert_eq!(failure.exit, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_is_registered_updated_and_run() {
    let server = Server::open(&setup()).await.unwrap();
    let definition = |result: &str| {
        json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": result, "End": true}}}).to_string()
    };
    for result in ["first", "second"] {
        let machine = Checked { name: "m".to_owned(), definition: definition(result), role: None };
        let arn = register(&server.api, &machine).await.unwrap();
        assert_eq!(arn, "arn:aws:states:us-east-1:123456789012:stateMachine:m");
    }
    let endpoint = Endpoint { endpoint: server.url.clone() };
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(server.run(stopped));
    let described = spawn_blocking(move || -> Value {
        let client = Client::new(&endpoint).unwrap();
        let machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
        let started =
            client.call("StartExecution", &json!({"stateMachineArn": machine, "input": "{}"})).unwrap();
        client.call("DescribeExecution", &json!({"executionArn": started["executionArn"]})).unwrap()
    });
    let described = described.await.unwrap();
    assert_eq!(described["status"], "SUCCEEDED");
    assert_eq!(described["output"], "\"second\"");
    stop.send(true).unwrap();
    running.await.unwrap().unwrap();
}
