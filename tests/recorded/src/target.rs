//! The target: every call of a case goes through the API's own handler.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;
use stepwell_api::{Api, ApiRequest, handle};
use stepwell_conformance::case::Case;
use stepwell_conformance::features::{Feature, used};
use stepwell_conformance::{Answer, ScriptedCall, Target};
use stepwell_journal::clock::Clock;
use stepwell_world::World;
use time::OffsetDateTime;

use crate::scripted::Scripted;

/// Actions that are there.
const ACTIONS: &[&str] = &[
    "CreateStateMachine",
    "UpdateStateMachine",
    "DescribeStateMachine",
    "ListStateMachines",
    "DeleteStateMachine",
    "StartExecution",
    "DescribeExecution",
    "DescribeStateMachineForExecution",
    "ListExecutions",
    "GetExecutionHistory",
    "StopExecution",
    "SendTaskSuccess",
    "SendTaskFailure",
    "SendTaskHeartbeat",
    "ValidateStateMachineDefinition",
];

/// Services that are there.
const RESOURCES: &[&str] = &["lambda:invoke", "glue:startJobRun", "states:startExecution"];

/// An API over a world of its own.
#[derive(Default)]
pub struct WorldTarget {
    world: World,
}

impl WorldTarget {
    fn answer(&mut self, action: &str, body: &Value) -> Answer {
        let api = Api::new(self.world.orchestrator.clone());
        let target = format!("AWSStepFunctions.{action}");
        let body = body.to_string();
        let answer = self.world.finish(async move {
            let request = ApiRequest {
                target: Some(&target),
                content_type: Some("application/x-amz-json-1.0"),
                trace_header: None,
                body: body.as_bytes(),
            };
            handle(&api, request).await
        });
        Answer { status: answer.status, body: serde_json::from_slice(&answer.body).unwrap_or(Value::Null) }
    }
}

#[async_trait]
impl Target for WorldTarget {
    async fn call(&mut self, action: &str, body: Value) -> Answer {
        self.answer(action, &body)
    }

    fn region(&self) -> &str {
        "us-east-1"
    }

    fn account(&self) -> &str {
        "123456789012"
    }

    async fn script(&mut self, functions: Vec<ScriptedCall>) -> Result<(), String> {
        self.world.script.instead(Arc::new(Scripted::new(functions)));
        Ok(())
    }

    async fn wait_seconds(&mut self, seconds: f64) {
        let until = self.world.time.now_ms() + (seconds * 1000.0) as u64;
        self.world.run_until_ms(until);
    }

    fn now(&self) -> OffsetDateTime {
        let nanos = i128::from(self.world.time.now_ms()) * 1_000_000;
        OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// What is not there yet, in words.
    fn supports(&self, case: &Case) -> Result<(), String> {
        let missing: Vec<String> =
            used(case).iter().filter(|feature| !is_there(feature)).map(ToString::to_string).collect();
        if missing.is_empty() { Ok(()) } else { Err(missing.join(", ")) }
    }
}

fn is_there(feature: &Feature) -> bool {
    match feature {
        Feature::Action(action) => ACTIONS.contains(&action.as_str()),
        Feature::Resource(resource) => {
            let bare = resource.split('.').next().unwrap_or_default();
            RESOURCES.contains(&bare)
        }
        Feature::State(_) | Feature::Function | Feature::Retry | Feature::Catch | Feature::Member(_) => true,
        Feature::Jsonata
        | Feature::Intrinsic(_)
        | Feature::Variables
        | Feature::DistributedMap
        | Feature::ItemReader
        | Feature::ItemBatcher
        | Feature::ResultWriter
        | Feature::Activity
        | Feature::Credentials
        | Feature::Express
        | Feature::Versions
        | Feature::Aliases
        | Feature::Tags => false,
        _ => true,
    }
}
