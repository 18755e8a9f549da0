//! Everything that a run follows from. Serialises, so that a failing one can be kept for ever.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use stepwell_programs::Behaviours;
use stepwell_programs::case::{ACCOUNT, REGION};

use crate::disturbance::Disturbance;
use crate::profile::Profile;

/// An execution that somebody starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Name of the machine.
    pub machine: String,
    /// Name of the execution.
    pub name: String,
    /// Its input.
    pub input: Value,
}

impl Start {
    /// ARN of the execution.
    pub fn arn(&self) -> String {
        format!("arn:aws:states:{REGION}:{ACCOUNT}:execution:{}:{}", self.machine, self.name)
    }
}

/// What was found in a scenario that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// The invariant that was broken.
    pub invariant: String,
    /// How it showed.
    pub what: String,
    /// Version of the program in which it was.
    pub version: String,
}

/// A scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is, in a sentence; empty for one that was drawn.
    #[serde(default)]
    pub about: String,
    /// What was found in it; none for one that was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Found>,
    /// Seed of the schedule and of everything that is not given here.
    pub seed: u64,
    /// State machines by name.
    pub machines: Vec<(String, Value)>,
    /// Executions.
    pub executions: Vec<Start>,
    /// What functions, jobs and people do.
    pub behaviours: Behaviours,
    /// Hosts, clocks and rates.
    pub profile: Profile,
    /// Exactly what goes wrong; none draws it from the profile's rates.
    pub disturbances: Option<Vec<Disturbance>>,
}

impl Scenario {
    /// The same, with exactly these disturbances.
    pub fn with(&self, disturbances: Vec<Disturbance>) -> Self {
        Scenario { disturbances: Some(disturbances), ..self.clone() }
    }

    /// The text in which it is kept.
    ///
    /// # Errors
    /// Never for a scenario that was drawn: it is plain data.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }

    /// Reads a text in which one was kept.
    ///
    /// # Errors
    /// If it is no scenario of this version.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}
