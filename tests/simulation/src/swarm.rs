//! The scenario of a seed: a random program, a random profile, one to four executions. Most are small, because what goes
//! wrong between a few steps shows in small ones, and many of them run in the time of a large one; a few are large.

use serde_json::{Value, json};
use stepwell_programs::{Case, Shape, generate, work};

use crate::chance::{Chance, Domain, Parts};
use crate::logs::PRIVATE;
use crate::profile::Profile;
use crate::scenario::{Scenario, Start};

/// Programs drawn until one is small enough; then its shape is made smaller.
const TRIES_MAX: u64 = 8;

/// Draws the scenario of a seed.
pub fn scenario(seed: u64) -> Scenario {
    let chance = Chance::new(seed);
    let mut parts = Parts::of(chance.draw(Domain::Program, 0));
    // States that all executions enter together.
    let work_max = match parts.below(64) {
        0 => 1_500,
        1..=3 => 300,
        4..=15 => 120,
        _ => 50,
    };
    let wanted = match parts.below(8) {
        0..=4 => 1,
        5 | 6 => 2,
        _ => 4,
    };
    let shape = match parts.below(8) {
        0..=4 => Shape::small(),
        5 | 6 => Shape::default(),
        _ => Shape::large(),
    };
    let case = program(&mut parts, shape, work_max);
    let executions = (work_max / work(&case).max(1)).clamp(1, wanted);
    let mut input = case.input.clone();
    if let Value::Object(members) = &mut input {
        members.insert("private".to_owned(), json!(PRIVATE));
    }
    let start =
        |number| Start { machine: case.main.clone(), name: format!("run-{number}"), input: input.clone() };
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

/// A program that has no more than this to do.
fn program(parts: &mut Parts, shape: Shape, work_max: u64) -> Case {
    let mut shape = shape;
    loop {
        for _ in 0..TRIES_MAX {
            let case = generate(parts.next(), &shape);
            if work(&case) <= work_max || shape.states <= 1 {
                return case;
            }
        }
        shape.states /= 2;
    }
}
