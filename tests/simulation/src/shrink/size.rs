//! How large a scenario is, for the person who has to understand it.

use std::fmt;

use crate::run::Report;
use crate::scenario::Scenario;
use crate::shrink::program::case;

/// Sizes of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// States of all machines, nested ones included.
    pub states: usize,
    /// Executions that somebody starts.
    pub executions: usize,
    /// Things that go wrong.
    pub disturbances: usize,
    /// Bytes of definitions and inputs.
    pub bytes: usize,
    /// Points passed in the run.
    pub points: u64,
}

impl Size {
    /// The size of a scenario that was run.
    pub fn of(scenario: &Scenario, report: &Report) -> Self {
        let definitions = scenario.machines.iter().map(|(_, definition)| definition.to_string().len());
        let inputs = scenario.executions.iter().map(|start| start.input.to_string().len());
        Size {
            states: case(scenario).states(),
            executions: scenario.executions.len(),
            disturbances: scenario.disturbances.as_ref().map_or(0, Vec::len),
            bytes: definitions.chain(inputs).sum(),
            points: report.points,
        }
    }

    /// Whether it is easier to understand than another: what has to be read first counts first.
    pub fn is_below(&self, other: &Size) -> bool {
        self.key() < other.key()
    }

    fn key(&self) -> (usize, usize, usize) {
        (self.states + 2 * self.executions + 2 * self.disturbances, self.disturbances, self.bytes)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} states, {} executions, {} disturbances, {} bytes, {} points",
            self.states, self.executions, self.disturbances, self.bytes, self.points
        )
    }
}
