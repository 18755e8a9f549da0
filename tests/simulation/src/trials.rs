//! The table of weakened protocols: which seed catches each, and what breaks.

use std::process::ExitCode;

use stepwell_simulation::weakened::{CARRIED, TRIALS};

/// Seeds of each trial at most.
const SEEDS_MAX: u64 = 2_000;

/// Prints it; a failure if one is not caught.
pub fn run() -> ExitCode {
    if cfg!(not(feature = "weakened")) {
        eprintln!(
            "this program was built without the feature `weakened`, so that most rules cannot be left out"
        );
        return ExitCode::from(2);
    }
    println!("| left out | scenarios | seeds until caught | what breaks |\n|---|---|---|---|");
    let mut is_missed = false;
    for trial in TRIALS {
        let (name, scenarios) = (trial.weakness.name(), trial.bias.name());
        match trial.hunt(1, SEEDS_MAX) {
            Some(caught) => {
                let what = caught.violation.what.lines().next().unwrap_or_default().replace('|', "/");
                println!("| {name} | {scenarios} | {} | {}: {what} |", caught.seed, caught.violation.rule);
            }
            None => {
                is_missed = true;
                println!("| {name} | {scenarios} | not within {SEEDS_MAX} | nothing |");
            }
        }
    }
    for weakness in CARRIED {
        println!("| {} | all | never | nothing: another rule carries it |", weakness.name());
    }
    if is_missed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
