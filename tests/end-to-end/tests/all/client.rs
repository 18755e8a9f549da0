//! A client of a few lines, so that what stands on the wire is what a test wrote: one connection for each request.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::{Value, json};

use crate::patience::{PATIENCE, until};

/// Account and region of a server that was told nothing else.
pub const ARNS: &str = "arn:aws:states:us-east-1:123456789012";

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Status code; 0 if the server closed the connection without an answer.
    pub status: u16,
    /// Status line and headers as they came.
    pub head: String,
    /// The body as text.
    pub body: String,
}

impl Reply {
    fn read(bytes: &[u8]) -> Reply {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
        Reply { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The error of a refusal over the AWS protocol: code and message.
    pub fn fault(&self) -> (String, String) {
        let body = self.json();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        (text("__type").rsplit('#').next().unwrap_or_default().to_owned(), text("message"))
    }
}

/// Speaks to one server.
#[derive(Clone, Copy, Debug)]
pub struct Client {
    /// Where it listens.
    pub address: SocketAddr,
}

impl Client {
    /// A connection that does not wait for ever.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends bytes as they are and reads until the server closes the connection.
    pub fn raw(&self, request: &[u8]) -> Reply {
        let mut stream = self.connect();
        // A server that refuses early may close before all was sent.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Reply::read(&answer)
    }

    /// Sends a request.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        self.raw(&self.request(method, path, headers, body))
    }

    /// The bytes of a request.
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
        let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        text.into_bytes()
    }

    /// GET, as a program.
    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[("accept", "application/json")], "")
    }

    /// GET, as a browser.
    pub fn page(&self, path: &str) -> Reply {
        self.send("GET", path, &[("accept", "text/html,application/xhtml+xml,*/*;q=0.8")], "")
    }

    /// POST of JSON, as a program.
    pub fn post(&self, path: &str, body: &str) -> Reply {
        self.send("POST", path, &[("content-type", "application/json")], body)
    }

    /// A call in the AWS protocol.
    pub fn action(&self, action: &str, body: &str) -> Reply {
        let target = format!("AWSStepFunctions.{action}");
        let headers = [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", target.as_str())];
        self.send("POST", "/", &headers, body)
    }

    /// A call in the AWS protocol that succeeds.
    pub fn aws(&self, action: &str, input: &Value) -> Value {
        let reply = self.action(action, &input.to_string());
        assert_eq!(reply.status, 200, "{action} {input}: {reply:?}");
        reply.json()
    }

    /// A call in the AWS protocol that is refused: code and message.
    pub fn refused(&self, action: &str, input: &Value) -> (String, String) {
        let reply = self.action(action, &input.to_string());
        assert_ne!(reply.status, 200, "{action} {input}: {reply:?}");
        reply.fault()
    }

    /// Creates a state machine and returns its ARN.
    pub fn create(&self, name: &str, definition: &Value) -> String {
        let role = "arn:aws:iam::123456789012:role/any";
        let asked = json!({"name": name, "definition": definition.to_string(), "roleArn": role});
        self.aws("CreateStateMachine", &asked)["stateMachineArn"].as_str().unwrap().to_owned()
    }

    /// Starts an execution over the plain route.
    pub fn start(&self, machine: &str, name: &str, input: &Value) {
        let path = format!("/state-machines/{machine}/executions?name={name}");
        let reply = self.post(&path, &input.to_string());
        assert_eq!(reply.status, 201, "{reply:?}");
        assert_eq!(reply.json()["executionArn"], execution_arn(machine, name));
    }

    /// An execution as the plain route shows it.
    pub fn describe(&self, machine: &str, name: &str) -> Value {
        let reply = self.get(&format!("/executions/{machine}/{name}"));
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()
    }

    /// Waits for the end of an execution; returns its status and its description.
    pub fn ended(&self, machine: &str, name: &str) -> (String, Value) {
        until(&format!("the end of {machine}/{name} on {}", self.address), || {
            let described = self.describe(machine, name);
            let status = described["status"].as_str().unwrap().to_owned();
            (status != "RUNNING").then_some((status, described))
        })
    }

    /// All events of an execution.
    pub fn history(&self, machine: &str, name: &str) -> Vec<Value> {
        let asked = json!({"executionArn": execution_arn(machine, name), "maxResults": 1000});
        let Value::Array(events) = self.aws("GetExecutionHistory", &asked)["events"].take() else {
            panic!("no events")
        };
        events
    }

    /// The types of all events of an execution.
    pub fn types(&self, machine: &str, name: &str) -> Vec<String> {
        let events = self.history(machine, name);
        events.iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    }

    /// Waits until an execution has entered a state.
    pub fn entered(&self, machine: &str, name: &str, state: &str) {
        let is_entry = |event: &Value| event["stateEnteredEventDetails"]["name"] == state;
        until(&format!("{machine}/{name} in `{state}`"), || {
            self.history(machine, name).iter().any(is_entry).then_some(())
        });
    }
}

/// The ARN of an execution.
pub fn execution_arn(machine: &str, name: &str) -> String {
    format!("{ARNS}:execution:{machine}:{name}")
}
