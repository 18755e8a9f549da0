//! A program with its input and its world: all that a run needs besides the schedule.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::behaviours::Behaviours;

/// Region of everything that a program names.
pub const REGION: &str = "us-east-1";

/// Account of everything that a program names.
pub const ACCOUNT: &str = "123456789012";

/// Name of the machine that a run starts.
pub const MAIN: &str = "main";

/// Name of the machine that the main one may start.
pub const CHILD: &str = "child";

/// A program with its input and its world. Serialises, so that a failing one can be kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// The seed it was made from; says nothing once it was made smaller.
    pub seed: u64,
    /// Machines by name, with their definitions.
    pub machines: Vec<(String, Value)>,
    /// Name of the machine to start.
    pub main: String,
    /// Its input.
    pub input: Value,
    /// What functions, jobs and people do.
    pub behaviours: Behaviours,
}

impl Case {
    /// The definition of a machine.
    pub fn definition(&self, machine: &str) -> Option<&Value> {
        self.machines.iter().find(|(name, _)| name == machine).map(|(_, definition)| definition)
    }

    /// States in all machines, nested ones included.
    pub fn states(&self) -> usize {
        self.machines.iter().map(|(_, definition)| count(definition)).sum()
    }
}

/// States of a machine, nested ones included.
fn count(machine: &Value) -> usize {
    let states = machine["States"].as_object().into_iter().flatten();
    states
        .map(|(_, state)| {
            let branches = state["Branches"].as_array().into_iter().flatten();
            let inner =
                branches.chain(["ItemProcessor", "Iterator"].iter().filter_map(|field| state.get(*field)));
            1 + inner.map(count).sum::<usize>()
        })
        .sum()
}

/// ARN of a machine.
pub fn machine_arn(name: &str) -> String {
    format!("arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{name}")
}

/// ARN of a function.
pub fn function_arn(name: &str) -> String {
    format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}")
}

/// A moment as the context object writes it, ISO 8601 in UTC with milliseconds. Years from 1970 to 9999.
pub fn iso_8601(ms: u64) -> String {
    let mut days = ms / 86_400_000;
    let mut year = 1970;
    let is_leap =
        |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hour, minute, second) = (ms / 3_600_000 % 24, ms / 60_000 % 60, ms / 1_000 % 60);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", days + 1, ms % 1_000)
}
