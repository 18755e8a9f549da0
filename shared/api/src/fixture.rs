//! An API over a world in memory, and calls of it as a client sees them.

use serde_json::{Value, json};
use stepwell_world::World;
use stepwell_world::world::block_on;

use crate::{Api, ApiAnswer, ApiRequest, handle};

/// A world and its API.
pub struct Fixture {
    pub world: World,
    pub api: Api,
}

/// What every state machine of the tests runs as.
pub const ROLE: &str = "arn:aws:iam::123456789012:role/r";

/// Where ARNs of state machines begin.
pub const MACHINE: &str = "arn:aws:states:us-east-1:123456789012:stateMachine:";

/// Where ARNs of executions begin.
pub const EXECUTION: &str = "arn:aws:states:us-east-1:123456789012:execution:";

impl Fixture {
    pub fn new() -> Self {
        let world = World::new();
        let api = Api::new(world.orchestrator.clone());
        Fixture { world, api }
    }

    /// Sends a request as a client does.
    pub fn send(&self, action: &str, body: &[u8]) -> ApiAnswer {
        let target = format!("AWSStepFunctions.{action}");
        let request = ApiRequest {
            target: Some(&target),
            content_type: Some("application/x-amz-json-1.0"),
            trace_header: None,
            body,
        };
        block_on(handle(&self.api, request))
    }

    /// The answer's body; a fault as its code and text.
    pub fn call(&self, action: &str, request: Value) -> Result<Value, (String, String)> {
        let answer = self.send(action, request.to_string().as_bytes());
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        if answer.status == 200 {
            return Ok(body);
        }
        let code = body["__type"].as_str().unwrap().rsplit('#').next().unwrap().to_owned();
        Err((code, body["message"].as_str().unwrap_or_default().to_owned()))
    }

    /// The answer of a call that must succeed.
    pub fn good(&self, action: &str, request: Value) -> Value {
        match self.call(action, request.clone()) {
            Ok(body) => body,
            Err(fault) => panic!("{action} {request}: {fault:?}"),
        }
    }

    /// Checks code and text of a call that must fail.
    pub fn bad(&self, action: &str, request: Value, code: &str, message: &str) {
        let found = self.call(action, request.clone());
        assert_eq!(found, Err((code.to_owned(), message.to_owned())), "{action} {request}");
    }

    /// Creates a state machine and gives its ARN.
    pub fn machine(&self, name: &str, state: Value) -> String {
        let request = json!({"name": name, "definition": definition(state), "roleArn": ROLE});
        self.good("CreateStateMachine", request)["stateMachineArn"].as_str().unwrap().to_owned()
    }
}

/// The text of a definition of one state `S`.
pub fn definition(state: Value) -> String {
    json!({"StartAt": "S", "States": {"S": state}}).to_string()
}

/// A state that ends at once.
pub fn pass() -> Value {
    json!({"Type": "Pass", "End": true})
}

/// A state that waits for a day.
pub fn wait() -> Value {
    json!({"Type": "Wait", "Seconds": 86_400, "End": true})
}
