//! Protocols with one rule left out, each run until it is caught: a check that cannot fail proves nothing. Caught is what
//! breaks a promise in a run in which the whole protocol breaks none.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::bias::Bias;
use crate::run::{Options, run_scenario};
use crate::swarm;
use crate::watch::Violation;
use crate::weakness::Weakness;

/// How a weakness was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caught {
    /// The seed.
    pub seed: u64,
    /// What broke first.
    pub violation: Violation,
}

/// Runs seeds from `from` on, at most so many, until one catches a weakness.
pub fn hunt(weakness: Weakness, bias: Bias, from: u64, seeds: u64) -> Option<Caught> {
    (from..from.saturating_add(seeds)).find_map(|seed| {
        let violation = broken(Some(weakness), bias, seed)?;
        // What the whole protocol breaks too says nothing about the rule.
        broken(None, bias, seed).is_none().then_some(Caught { seed, violation })
    })
}

/// What comes last when something breaks says least of what was wrong: that nothing ends, that it ends wrongly.
fn rank(rule: &str) -> u8 {
    match rule {
        "liveness" | "I10" => 2,
        "I11" | "I13" => 1,
        _ => 0,
    }
}

/// What a seed breaks first; an assertion of the product that fails is a violation too.
pub fn broken(weakness: Option<Weakness>, bias: Bias, seed: u64) -> Option<Violation> {
    let scenario = bias.scenario(swarm::scenario(seed));
    let options = Options { weakness, ..Options::default() };
    match catch_unwind(AssertUnwindSafe(|| run_scenario(&scenario, &options))) {
        Ok(report) => report.violations.into_iter().min_by_key(|found| rank(&found.rule)),
        Err(_) => Some(Violation::new("panic", "an assertion of the product failed")),
    }
}
