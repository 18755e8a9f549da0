//! Looks at everything that was started and says what is not as it must be.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::Trouble;
use crate::client::{Client, execution_arn, machine_arn};
use crate::diary::Entry;
use crate::history::{LOST_CAUSE, attempts, flaws, losses};
use crate::workflow::{INNER, Kind};

/// An execution of the test.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Which workflow.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Its input.
    pub input: Value,
}

impl Planned {
    /// Its ARN.
    pub fn arn(&self) -> String {
        execution_arn(self.kind.machine(), &self.name)
    }
}

/// What is wrong, and what was counted.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// One line for each thing that is not as it must be.
    pub complaints: Vec<String>,
    /// Executions that failed because an attempt without Retry was lost.
    pub failed: usize,
    /// When attempts were found lost, in seconds since 1970.
    pub losses: Vec<f64>,
    /// Events of all histories.
    pub events: usize,
    /// Executions that others started.
    pub children: usize,
}

impl Verdict {
    /// Judges all executions, which have ended, by their answers, their histories and the diary.
    ///
    /// # Errors
    /// The server does not answer.
    pub fn of(client: &Client, planned: &[Planned], diary: &[Entry]) -> Result<Self, Trouble> {
        let mut verdict = Verdict::default();
        let mut starts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut keys = BTreeSet::new();
        for entry in diary {
            *starts.entry(entry.execution()).or_default() += 1;
            if !keys.insert(&entry.key) {
                verdict.complain(&entry.key, "the attempt was started twice");
            }
        }
        for planned in planned {
            let described = client.describe(&planned.arn())?;
            verdict.outcome(planned, &described);
            let started = starts.get(planned.name.as_str()).copied().unwrap_or(0);
            verdict.history(client, &planned.arn(), &described, started)?;
            if planned.kind == Kind::Job && started != 1 {
                verdict.complain(&planned.name, &format!("its job was started {started} times"));
            }
        }
        verdict.children(client, planned, &starts)?;
        Ok(verdict)
    }

    fn complain(&mut self, whose: &str, what: &str) {
        self.complaints.push(format!("{whose}: {what}"));
    }

    fn outcome(&mut self, planned: &Planned, described: &Value) {
        let lost = described["error"] == "Lambda.SdkClientException" && described["cause"] == LOST_CAUSE;
        if planned.kind.may_lose() && described["status"] == "FAILED" && lost {
            self.failed += 1;
            return;
        }
        let output = described["output"].as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
        let expected = planned.kind.output(&planned.name, &planned.input);
        if described["status"] != "SUCCEEDED" || output.as_ref() != Some(&expected) {
            self.complain(&planned.name, &format!("expected {expected}, found {described}"));
        }
    }

    fn history(
        &mut self,
        client: &Client,
        arn: &str,
        described: &Value,
        started: usize,
    ) -> Result<(), Trouble> {
        let closing = match described["status"].as_str() {
            Some("SUCCEEDED") => "ExecutionSucceeded",
            Some("FAILED") => "ExecutionFailed",
            _ => "nothing",
        };
        let request = json!({ "executionArn": arn, "maxResults": 100 });
        let events = client.list("GetExecutionHistory", &request, "events")?;
        let mut flaws = flaws(&events, closing);
        let scheduled = attempts(&events);
        if started > scheduled {
            flaws.push(format!("{scheduled} attempts were scheduled and {started} started"));
        }
        if !flaws.is_empty() {
            self.complain(arn, &format!("{}\n{}", flaws.join("; "), told(&events)));
        }
        self.events += events.len();
        self.losses.extend(losses(&events));
        Ok(())
    }

    /// Each nested execution has started exactly one other, and that one has ended well too.
    fn children(
        &mut self,
        client: &Client,
        planned: &[Planned],
        starts: &BTreeMap<&str, usize>,
    ) -> Result<(), Trouble> {
        let request = json!({ "stateMachineArn": machine_arn(INNER) });
        let found = client.list("ListExecutions", &request, "executions")?;
        self.children = found.len();
        let expected = planned.iter().filter(|planned| planned.kind == Kind::Nested).count();
        if found.len() != expected {
            self.complain(INNER, &format!("{expected} should have been started, {} were", found.len()));
        }
        for child in found {
            let arn = child["executionArn"].as_str().unwrap_or_default();
            let described = client.describe(arn)?;
            if described["status"] != "SUCCEEDED" {
                self.complain(arn, &described.to_string());
            }
            let name = child["name"].as_str().unwrap_or_default();
            self.history(client, arn, &described, starts.get(name).copied().unwrap_or(0))?;
        }
        Ok(())
    }
}

/// A history in lines.
fn told(events: &[Value]) -> String {
    let lines: Vec<String> = events.iter().map(|event| format!("  {event}")).collect();
    lines.join("\n")
}

/// The history of an execution in lines, for somebody who wonders.
///
/// # Errors
/// The server does not answer.
pub fn story(client: &Client, arn: &str) -> Result<String, Trouble> {
    let request = json!({ "executionArn": arn, "maxResults": 100 });
    Ok(told(&client.list("GetExecutionHistory", &request, "events")?))
}
