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
    /// Processes stand still, often for longer than a claim holds.
    Stalls,
    /// People answer all at the same moment, shortly before their tasks time out, and messages are lost.
    Rush,
}

/// How long things go wrong, milliseconds.
const ROUGH_MS: u64 = 600_000;

/// Items that people are asked about in a rush.
const ASKED: u64 = 24;

/// Milliseconds between two moments at which people answer in a rush.
const UNISON_MS: u64 = 60_000;

impl Bias {
    /// All of them.
    pub const ALL: [Bias; 4] = [Bias::Drawn, Bias::Crashes, Bias::Stalls, Bias::Rush];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Bias::Drawn => "drawn",
            Bias::Crashes => "crashes",
            Bias::Stalls => "stalls",
            Bias::Rush => "rush",
        }
    }

    /// The scenario with it.
    pub fn scenario(self, drawn: Scenario) -> Scenario {
        let profile = drawn.profile.clone();
        match self {
            Bias::Drawn => drawn,
            Bias::Crashes => {
                Scenario { profile: Profile { crashes: 4_000, rough_ms: ROUGH_MS, ..profile }, ..drawn }
            }
            Bias::Stalls => {
                Scenario { profile: Profile { stalls: 6_000, rough_ms: ROUGH_MS, ..profile }, ..drawn }
            }
            Bias::Rush => rush(drawn),
        }
    }
}

/// Many people are asked at once, and all of them answer.
fn rush(drawn: Scenario) -> Scenario {
    let profile = Profile {
        host: Host::Functions,
        latency_ms: 3_000,
        dropped: 20_000,
        unison_ms: UNISON_MS,
        rough_ms: ROUGH_MS,
        ..drawn.profile
    };
    let list: Vec<u64> = (0..ASKED).collect();
    let input = json!({ "list": list, "at": {} });
    Scenario {
        machines: vec![("main".to_owned(), asking(drawn.seed))],
        executions: vec![Start { machine: "main".to_owned(), name: "run-0".to_owned(), input }],
        behaviours: stepwell_programs::Behaviours { failures: 0, slowness: 0, ..drawn.behaviours },
        profile,
        ..drawn
    }
}

/// A machine that asks people, with a time limit shortly after the moment at which they answer.
fn asking(seed: u64) -> Value {
    let ask = json!({
        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": { "FunctionName": "ask", "Payload": { "token.$": "$$.Task.Token", "at.$": "$.at" } },
        "TimeoutSeconds": UNISON_MS / 1_000 + 1 + seed % 10,
        "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Late" }], "Next": "Done"
    });
    let end = json!({ "Type": "Pass", "End": true });
    json!({ "StartAt": "All", "States": { "All": {
        "Type": "Map", "ItemsPath": "$.list", "End": true,
        "ItemSelector": { "at": { "of.$": "$.at", "index.$": "$$.Map.Item.Index" } },
        "ItemProcessor": { "StartAt": "Ask", "States": { "Ask": ask, "Late": end, "Done": end } } } } })
}
