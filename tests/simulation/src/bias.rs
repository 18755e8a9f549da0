//! Scenarios in which one kind of trouble is frequent: what a rule is there for may be so rare in those that are drawn
//! that leaving the rule out shows only after many seeds.

use serde_json::{Value, json};

use crate::profile::{Host, Profile};
use crate::scenario::{Scenario, Start};

/// What is frequent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bias {
    /// Nothing: scenarios as they are drawn.
    Drawn,
    /// Processes die.
    Crashes,
    /// Processes stand still, for longer than a claim holds.
    Stalls,
    /// Answers are lost and what was asked for is done later; sweeps are frequent.
    Ghosts,
    /// People answer twice and late.
    LateAnswers,
    /// People answer all at the same moment, shortly before their tasks time out, and messages are lost.
    Rush,
    /// Executions begin shortly before a minute is swept.
    LateStarts,
}

/// Items that people are asked about in a rush.
const ASKED: u64 = 12;

/// Milliseconds between two moments at which people answer in a rush.
const UNISON_MS: u64 = 60_000;

impl Bias {
    /// All of them.
    pub const ALL: [Bias; 7] = [
        Bias::Drawn,
        Bias::Crashes,
        Bias::Stalls,
        Bias::Ghosts,
        Bias::LateAnswers,
        Bias::Rush,
        Bias::LateStarts,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Bias::Drawn => "drawn",
            Bias::Crashes => "crashes",
            Bias::Stalls => "stalls",
            Bias::Ghosts => "ghosts",
            Bias::LateAnswers => "late-answers",
            Bias::Rush => "rush",
            Bias::LateStarts => "late-starts",
        }
    }

    /// The scenario with it.
    pub fn scenario(self, drawn: Scenario) -> Scenario {
        let rough_ms = 600_000;
        let profile = drawn.profile.clone();
        let profile = match self {
            Bias::Drawn => profile,
            Bias::Crashes => Profile { crashes: 4_000, rough_ms, ..profile },
            Bias::Stalls => Profile { stalls: 6_000, rough_ms, ..profile },
            Bias::Ghosts => Profile { ghosts: 8_000, sweeps: 3, rough_ms, ..profile },
            Bias::LateAnswers => Profile { clumsy: 65_536, rough_ms, ..profile },
            Bias::Rush => Profile {
                host: Host::Functions,
                latency_ms: 1_000,
                dropped: 20_000,
                unison_ms: UNISON_MS,
                rough_ms,
                ..profile
            },
            Bias::LateStarts => Profile { sweeps: 3, rough_ms, ..profile },
        };
        let scenario = Scenario { profile, ..drawn };
        match self {
            Bias::Drawn | Bias::Crashes | Bias::Stalls | Bias::Ghosts | Bias::LateAnswers => scenario,
            Bias::Rush => with_machines(scenario, rush),
            Bias::LateStarts => with_machines(scenario, late_starts),
        }
    }
}

/// The scenario with these machines instead of its own, the first of which is started once.
fn with_machines(scenario: Scenario, make: impl Fn(u64) -> Vec<(String, Value)>) -> Scenario {
    let machines = make(scenario.seed);
    let machine = machines.first().map_or_else(String::new, |(name, _)| name.clone());
    let list: Vec<u64> = (0..ASKED).collect();
    let start = Start { machine, name: "run-0".to_owned(), input: json!({ "list": list, "at": {} }) };
    Scenario { machines, executions: vec![start], ..scenario }
}

/// Many people are asked at once, with a time limit shortly after the moment at which they answer.
fn rush(seed: u64) -> Vec<(String, Value)> {
    let ask = json!({
        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": { "FunctionName": "ask", "Payload": { "token.$": "$$.Task.Token", "at.$": "$.at" } },
        "TimeoutSeconds": UNISON_MS / 1_000 + 1 + seed % 10,
        "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Late" }], "Next": "Done"
    });
    let main = json!({ "StartAt": "All", "States": { "All": {
        "Type": "Map", "ItemsPath": "$.list", "End": true,
        "ItemSelector": { "at": { "of.$": "$.at", "index.$": "$$.Map.Item.Index" } },
        "ItemProcessor": { "StartAt": "Ask", "States": {
            "Ask": ask, "Late": { "Type": "Pass", "End": true }, "Done": { "Type": "Pass", "End": true } } } } } });
    vec![("main".to_owned(), main)]
}

/// A child is started shortly before the end of the first minute, and waits then.
fn late_starts(seed: u64) -> Vec<(String, Value)> {
    let main = json!({ "StartAt": "Wait", "States": {
        "Wait": { "Type": "Wait", "Seconds": 52 + seed % 7, "Next": "Child" },
        "Child": { "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true,
            "Parameters": { "StateMachineArn": stepwell_programs::case::machine_arn("child"),
                "Input": { "at": { "state.$": "$$.State.Name" } } } } } });
    let child =
        json!({ "StartAt": "Wait", "States": { "Wait": { "Type": "Wait", "Seconds": 45, "End": true } } });
    vec![("main".to_owned(), main), ("child".to_owned(), child)]
}
