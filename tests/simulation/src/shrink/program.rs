//! Smaller programs: what the generator's own shrinker proposes, put into the scenario.

use stepwell_programs::{Case, shrink_candidates};

use super::Search;
use crate::scenario::Scenario;

/// The program of a scenario with the first execution's machine and input.
pub(super) fn case(scenario: &Scenario) -> Case {
    let first = scenario.executions.first();
    Case {
        seed: scenario.seed,
        machines: scenario.machines.clone(),
        main: first.map_or_else(String::new, |start| start.machine.clone()),
        input: first.map_or(serde_json::Value::Null, |start| start.input.clone()),
        behaviours: scenario.behaviours.clone(),
    }
}

/// A scenario with another program; an input that changed is that of all executions.
fn with_case(scenario: &Scenario, input: &serde_json::Value, case: Case) -> Scenario {
    let mut smaller = scenario.clone();
    if case.input != *input {
        for start in &mut smaller.executions {
            start.input = case.input.clone();
        }
    }
    Scenario { machines: case.machines, behaviours: case.behaviours, ..smaller }
}

/// Scenarios with a smaller program.
pub(super) fn candidates(scenario: &Scenario) -> Vec<Scenario> {
    let whole = case(scenario);
    let smaller = shrink_candidates(&whole).into_iter();
    smaller.map(|case| with_case(scenario, &whole.input, case)).collect()
}

impl Search<'_> {
    /// Makes the program smaller as long as it fails under the same schedule.
    pub(super) fn smaller_program(&mut self) {
        self.now("a smaller program");
        let mut place = 0;
        let mut list = candidates(&self.best);
        while let Some(candidate) = list.get(place) {
            if self.over {
                return;
            }
            if self.take(candidate) {
                // What follows in the list is mostly what followed before.
                list = candidates(&self.best);
            } else {
                place += 1;
            }
        }
    }
}
