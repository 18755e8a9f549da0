//! Runs one case on a target: its steps in order, until one is not as expected.

use std::hash::{BuildHasher, RandomState};

use serde_json::Value;

use crate::case::{Call, Case, Step};
use crate::compare::Difference;
use crate::pattern::Bindings;
use crate::placeholder::Scope;
use crate::script::ScriptedCall;
use crate::target::{Answer, Target};
use crate::{Report, check, history, oddity, polling, report};

/// How a case went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything was as recorded.
    Passed,
    /// A step was not as recorded.
    Failed(Report),
    /// The target lacks what the case uses, for this reason.
    NotYet(String),
    /// Differs from the recording where the recording shows a quirk that is not to be built.
    Oddity {
        /// What the quirk is.
        reason: &'static str,
        /// How it differs.
        report: Report,
    },
}

/// Runs the case. The target's store is empty before.
pub async fn run(case: &Case, target: &mut dyn Target) -> Verdict {
    if let Err(reason) = target.supports(case) {
        return Verdict::NotYet(reason);
    }
    let scope = Scope::new(target.region(), target.account(), RandomState::new().hash_one(&case.name));
    if let Some(script) = &case.lambda_script {
        let calls = script.iter().map(|entry| ScriptedCall::new(entry, &scope)).collect();
        if let Err(reason) = target.script(calls).await {
            return Verdict::NotYet(reason);
        }
    }
    let mut running = Running { case, scope, bindings: Bindings::default() };
    for (position, step) in case.steps.iter().enumerate() {
        if let Err(text) = running.step(step, target).await {
            let report = Report { case: case.id(), step: title(position, step), text };
            return match oddity::quirk(case) {
                Some(reason) => Verdict::Oddity { reason, report },
                None => Verdict::Failed(report),
            };
        }
    }
    Verdict::Passed
}

fn title(position: usize, step: &Step) -> String {
    match step {
        Step::Call(call) => format!("step {} {}", position + 1, call.action),
        Step::Wait(wait) => format!("step {} wait {wait:?}", position + 1),
    }
}

struct Running<'c> {
    case: &'c Case,
    scope: Scope,
    bindings: Bindings,
}

impl Running<'_> {
    async fn step(&mut self, step: &Step, target: &mut dyn Target) -> Result<(), String> {
        match step {
            Step::Wait(wait) => polling::wait(wait, self.case.seconds, &self.scope, target).await,
            Step::Call(call) => {
                let request = self.scope.request(&call.request, target.now());
                let request = request.map_err(|unfilled| format!("  {unfilled}\n"))?;
                let answer = target.call(&call.action, request).await;
                self.judge(call, &answer)
            }
        }
    }

    fn judge(&mut self, call: &Call, answer: &Answer) -> Result<(), String> {
        let found = check::answer(self.case, call, answer, &self.scope, &mut self.bindings);
        if !found.is_empty() {
            return Err(describe(call, answer, &found));
        }
        for (name, path) in &call.save {
            match member(&answer.body, path) {
                Some(text) => self.scope.save(name, text),
                None => return Err(format!("  the answer has no text at `{path}`: {}\n", answer.body)),
            }
        }
        Ok(())
    }
}

fn describe(call: &Call, answer: &Answer, found: &[Difference]) -> String {
    let mut text = report::differences(found);
    let wanted = call.expect.as_ref().and_then(|expect| expect.get("events")).and_then(Value::as_array);
    let got = answer.body.get("events").and_then(Value::as_array);
    if let (Some(wanted), Some(got)) = (wanted, got) {
        let (wanted, got) = (history::outline(wanted), history::outline(got));
        if wanted != got {
            text.push_str(&report::side_by_side(&wanted, &got));
        }
    }
    text
}

/// The text at a path with dots; numbers are list positions.
fn member<'a>(body: &'a Value, path: &str) -> Option<&'a str> {
    let mut at = body;
    for step in path.split('.') {
        at = match at {
            Value::Array(entries) => entries.get(step.parse::<usize>().ok()?)?,
            Value::Object(members) => members.get(step)?,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
        };
    }
    at.as_str()
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
