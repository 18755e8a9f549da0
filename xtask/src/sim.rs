//! `cargo xtask sim`: the simulator, built to be fast.

use std::process::ExitCode;

use crate::report::Report;
use crate::repository::Repository;

/// Seeds in every test run.
const SEEDS: &str = "2000";

/// The package, optimised as simulations are, and able to leave out rules of the protocol.
const FAST: [&str; 6] =
    ["--profile", "simulation", "--package", "stepwell-simulation", "--features", "weakened"];

/// What runs the simulator; its own words follow.
const PROGRAM: [&str; 4] = ["run", "--quiet", "--bin", "sim"];

/// The same seed is the same run: without this nothing that the simulator says means anything.
pub fn determinism(repository: &Repository, report: &mut Report) {
    let words = [&["test"][..], &FAST, &["--test", "determinism"]].concat();
    report.tests("determinism", &mut repository.cargo(&words));
}

/// Each rule of the protocol is missed when it is left out.
pub fn weakened(repository: &Repository, report: &mut Report) {
    let words = [&["test"][..], &FAST, &["--test", "weakened"]].concat();
    report.tests("weakened protocols", &mut repository.cargo(&words));
}

/// Seeds.
pub fn seeds(repository: &Repository, report: &mut Report) {
    let words = [&PROGRAM[..], &FAST, &["--", "--seeds", SEEDS]].concat();
    report.step("seeds", &mut repository.cargo(&words));
}

/// Runs it with these words; its own help says which there are.
pub fn run(repository: &Repository, words: &[String]) -> ExitCode {
    let mut command = repository.cargo(&[&PROGRAM[..], &FAST, &["--"]].concat());
    match command.args(words).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cargo could not be started: {error}");
            ExitCode::FAILURE
        }
    }
}
