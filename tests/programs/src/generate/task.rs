//! Tasks: calls, callbacks, approvals, jobs and nested executions. Each says under `at` where its attempt stands.

use serde_json::{Value, json};

use super::{Block, Maker, NEXT, Spot, members};
use crate::case::{CHILD, function_arn, machine_arn};

impl Maker<'_> {
    /// Any task with its handlers.
    pub(super) fn task(&mut self, spot: &mut Spot) -> Block {
        let name = self.name("Task");
        let member = format!("r{}", self.number());
        let nested = if self.is_child { 0 } else { self.shape.nested };
        let mut state = match self.chance.weighted(&[100, self.shape.waiting, nested]) {
            0 => self.call(),
            1 => self.waiting(),
            _ => self.nested(),
        };
        state["ResultPath"] =
            if self.chance.percent(82) { json!(format!("$.{member}")) } else { json!(null) };
        state["Next"] = json!(NEXT);
        spot.results.push(member);
        let mut block = vec![(name, members(state))];
        self.handlers(&mut block, spot, false, false);
        block
    }

    /// Where an attempt stands.
    fn at(&mut self) -> Value {
        json!({ "run.$": "$$.Execution.Name", "state.$": "$$.State.Name", "tries.$": "$$.State.RetryCount", "in.$": "$.at" })
    }

    fn payload(&mut self) -> Value {
        let mut payload = json!({ "at": self.at() });
        if self.chance.percent(40) {
            payload["n.$"] = json!("$.n");
        }
        if self.chance.percent(15) {
            payload["data"] = json!({ "list.$": "$.list", "kept": "$.list" });
        }
        if self.is_bad() {
            payload["bad.$"] = json!("$.nowhere");
        }
        payload
    }

    fn call(&mut self) -> Value {
        let times_out = self.chance.percent(35);
        let kind = if times_out && self.chance.percent(50) { "mute" } else { "f" };
        let function = format!("{kind}{}", self.chance.between(1, 5));
        let payload = self.payload();
        let mut state = if self.chance.percent(65) {
            let mut state = json!({ "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": { "FunctionName": function, "Payload": payload } });
            match self.chance.weighted(&[4, 4, 1]) {
                0 => {}
                1 => state["ResultSelector"] = json!({ "v.$": "$.Payload", "status.$": "$.StatusCode" }),
                _ => state["ResultSelector"] = json!({ "v.$": "$.Payload.v" }),
            }
            state
        } else {
            json!({ "Type": "Task", "Resource": function_arn(&function), "Parameters": payload })
        };
        if times_out {
            if self.chance.percent(80) {
                state["TimeoutSeconds"] = json!(self.chance.between(2, 120));
            } else {
                state["TimeoutSecondsPath"] = json!("$$.Execution.Input.limit");
            }
        }
        state
    }

    fn waiting(&mut self) -> Value {
        match self.chance.weighted(&[5, 1, 3, 1]) {
            0 => self.callback(),
            1 => self.approval(),
            2 => self.job(".sync"),
            _ => self.job(""),
        }
    }

    fn callback(&mut self) -> Value {
        let mut payload = self.payload();
        payload["token.$"] = json!("$$.Task.Token");
        let (timeout, heartbeat) = (self.chance.percent(50), self.chance.percent(40));
        let may_never = (timeout || heartbeat) && self.chance.percent(60);
        let mut state =
            json!({ "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken" });
        let beat = self.chance.between(5, 900);
        if heartbeat {
            payload["beat"] = json!(beat);
            state["HeartbeatSeconds"] = json!(beat);
        }
        if timeout {
            let longest = if self.chance.percent(20) && !self.is_child { 5 * 86_400 } else { 7_200 };
            let seconds = self.chance.between(10, longest);
            state["TimeoutSeconds"] = json!(if heartbeat { seconds + beat } else { seconds });
        }
        let function = if may_never { "ask-never" } else { "ask" };
        state["Parameters"] = json!({ "FunctionName": function, "Payload": payload });
        state
    }

    fn approval(&mut self) -> Value {
        let to = ["ada@example.org", "bob@example.org", "cleo@example.org"];
        let count = self.chance.between(1, 3) as usize;
        let policy = match self.chance.below(3) {
            0 => json!("any"),
            1 => json!("all"),
            _ => json!({ "AtLeast": count.min(2) }),
        };
        json!({
            "Type": "Task", "Resource": "arn:aws:states:::stepwell:approval.waitForTaskToken",
            "Parameters": { "To": to[..count], "Subject": "Go on?", "Message": "Please decide.", "Policy": policy,
                "Details": { "at": self.at() } },
            "TimeoutSeconds": self.chance.between(600, 6 * 3_600)
        })
    }

    fn job(&mut self, pattern: &str) -> Value {
        let job = format!("job{}", self.chance.between(1, 3));
        let mut state = json!({
            "Type": "Task", "Resource": format!("arn:aws:states:::glue:startJobRun{pattern}"),
            "Parameters": { "JobName": job, "Arguments": { "at": self.at() } }
        });
        if self.chance.percent(60) {
            let shown = if pattern.is_empty() { "$.JobRunId" } else { "$.JobRunState" };
            state["ResultSelector"] = json!({ "run.$": shown });
        }
        if !pattern.is_empty() && self.chance.percent(40) {
            state["TimeoutSeconds"] = json!(self.chance.between(60, 10_000));
        }
        state
    }

    fn nested(&mut self) -> Value {
        self.has_child = true;
        let pattern = ["", ".sync", ".sync:2", ".sync:2"][self.chance.below(4) as usize];
        let mut state = json!({
            "Type": "Task", "Resource": format!("arn:aws:states:::states:startExecution{pattern}"),
            "Parameters": { "StateMachineArn": machine_arn(CHILD), "Input": {
                "at": self.at(), "n.$": "$.n", "s.$": "$.s", "b.$": "$.b", "when.$": "$.when", "sec.$": "$.sec",
                "width.$": "$.width", "limit.$": "$$.Execution.Input.limit", "list.$": "$.list", "deep.$": "$.deep" } }
        });
        if pattern == ".sync:2" && self.chance.percent(60) {
            state["ResultSelector"] = json!({ "said.$": "$.Output" });
        }
        if !pattern.is_empty() && self.chance.percent(30) {
            state["TimeoutSeconds"] = json!(self.chance.between(5, 5_000));
        }
        state
    }
}
