//! The scenario of a seed: a random program, a random profile, one to four executions.

use stepwell_programs::{Shape, generate};

use crate::chance::{Chance, Domain, Parts};
use crate::profile::Profile;
use crate::scenario::{Scenario, Start};

/// Draws the scenario of a seed.
pub fn scenario(seed: u64) -> Scenario {
    let chance = Chance::new(seed);
    let mut parts = Parts::of(chance.draw(Domain::Program, 0));
    let shape = match parts.below(8) {
        0..=4 => Shape::small(),
        5 | 6 => Shape::default(),
        _ => Shape::large(),
    };
    let case = generate(parts.next(), &shape);
    let executions = match parts.below(8) {
        0..=4 => 1,
        5 | 6 => 2,
        _ => 4,
    };
    let start = |number| Start {
        machine: case.main.clone(),
        name: format!("run-{number}"),
        input: case.input.clone(),
    };
    Scenario {
        about: String::new(),
        found: None,
        seed,
        executions: (0..executions).map(start).collect(),
        machines: case.machines.clone(),
        behaviours: case.behaviours.clone(),
        profile: Profile::of(chance),
        disturbances: None,
    }
}
